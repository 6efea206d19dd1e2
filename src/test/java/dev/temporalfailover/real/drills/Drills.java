package dev.temporalfailover.real.drills;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.stand.Place;
import dev.temporalfailover.real.stand.Stand;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Timeline;
import dev.temporalfailover.testkit.scenario.Flapping;
import dev.temporalfailover.testkit.scenario.LeaderKill;
import dev.temporalfailover.testkit.scenario.LinkCut;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Main class: plays drills on one stand, one after the other. Runs inside of {@code real/inside.sh}. Arguments: a directory
 * for everything it writes, the project's {@code real/}, the cache, the packaged service, and the drills' names; none for all.
 * Ends with 0 only if each went well.
 */
public final class Drills {
    /** First those in which nothing moves: clients remember for a while where the traffic was. */
    private static final List<Drill> LIST = List.of(
            Drill.of(
                    new LinkCut(Duration.ofSeconds(15)),
                    "the link between the regions drops every packet, clients and the witness reach both: nothing"
                            + " moves, no call fails"),
            new OneWayCut(),
            new Latency(),
            new Loss(),
            new Overload(),
            new Certificates(),
            new RollingUpdate(),
            new AllRestart(),
            new Planned(),
            new FailbackSteps(),
            new FrontendKilled(),
            new RegionCut(),
            Drill.of(
                    new LeaderKill(),
                    "the leader is killed with -9 after its DNS batch and before its route: another one finishes under"
                            + " the same epoch"),
            new TwoLeaders(),
            new ApiDead(),
            new IstiodDead(),
            new Nack(),
            new WebhookRefuses(),
            new WebhookDead(),
            new GitOps(),
            // Four times.
            Drill.of(
                    new Flapping(Duration.ofSeconds(55)),
                    "the active region's Temporal stops answering and goes on again for a minute: one switch at most"));

    private static final List<String> STAGES = List.of("detected", "refused", "decided", "written", "INSYNC");

    private Drills() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        Path directory = Files.createDirectories(Path.of(args[0]));
        List<String> names = List.of(args).subList(4, args.length);
        List<Drill> asked = names.isEmpty()
                ? LIST
                : LIST.stream().filter(drill -> names.contains(drill.name())).toList();
        if (asked.isEmpty() || !names.isEmpty() && asked.size() != names.size()) {
            System.err.println(
                    "-Ddrill takes some of " + LIST.stream().map(Drill::name).toList() + "; it was " + names);
            System.exit(1);
        }
        boolean good = false;
        try (Children children = new Children(directory.resolve("pids"))) {
            Ground ground = new Ground(directory, Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), children);
            Timeline timeline = new Timeline(System.out, System::nanoTime);
            good = play(ground, timeline, new Stand(ground, timeline), asked);
        } catch (Exception fault) {
            fault.printStackTrace();
        }
        // Threads of libraries would keep this process, and with it all namespaces.
        System.exit(good ? 0 : 1);
    }

    /**
     * Plays drills one after the other and writes {@code table.md} and {@code drills.json}.
     *
     * @param made not started; closed here
     * @return whether all of them went well
     */
    public static boolean play(Ground ground, Timeline timeline, Stand made, List<Drill> drills) throws Exception {
        List<Result> results = new ArrayList<>();
        try (Stand stand = made) {
            stand.start();
            try (Play play = new Play(stand, timeline)) {
                play.begin();
                for (Drill drill : drills) {
                    timeline.text("\n" + drill.name() + ": " + drill.shows());
                    Result result = one(play, drill);
                    results.add(result);
                    timeline.text((result.ok() ? "PASS " : "FAIL ") + drill.name() + ", "
                            + result.took().toSeconds() + " s" + (result.ok() ? "" : ": " + result.why()));
                    if (!play.safety.held()) {
                        // Every later wait would end at once with the same words.
                        break;
                    }
                }
            }
        }
        List<String> table = new ArrayList<>(List.of(Result.head()));
        results.forEach(result -> table.add(result.row()));
        Files.write(ground.directory().resolve("table.md"), table);
        Files.writeString(ground.directory().resolve("drills.json"), json(results));
        timeline.text("");
        table.forEach(timeline::text);
        return results.size() == drills.size() && results.stream().allMatch(Result::ok);
    }

    private static Result one(Play play, Drill drill) throws InterruptedException {
        Instant began = Instant.now();
        String why = "";
        Map<String, Duration> stages = new LinkedHashMap<>();
        Map<String, Optional<Duration>> arrivals = Map.of();
        Map<String, Map<String, Long>> errors = Map.of();
        try {
            play.home();
            play.traffic.again();
            began = Instant.now();
            play.begun(began);
            drill.play(play);
            play.sound();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception fault) {
            why = fault.toString();
        }
        try {
            for (String stage : STAGES) {
                play.timeline.sinceFault(stage).ifPresent(time -> stages.put(stage, time));
            }
            for (Place region : Place.REGIONS) {
                String route = "route " + region.name();
                play.timeline.sinceFault(route).ifPresent(time -> stages.put(route, time));
            }
            if (play.safety.moves() > 0) {
                arrivals = play.traffic.arrivals(Place.of(play.active()), play.faultAt());
            }
            errors = play.traffic.errors(play.faultAt(), Instant.now());
        } catch (Exception fault) {
            why = why.isEmpty() ? fault.toString() : why;
        }
        return new Result(
                drill.name(),
                why.isEmpty(),
                why,
                stages,
                arrivals,
                errors,
                play.safety.wrongFlips(),
                play.findings().lines(),
                Duration.between(began, Instant.now()));
    }

    private static String json(List<Result> results) throws Exception {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Result result : results) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("drill", result.drill());
            one.put("ok", result.ok());
            one.put("why", result.why());
            one.put("stagesSeconds", seconds(result.stages()));
            Map<String, Duration> arrived = new LinkedHashMap<>();
            result.arrivals().forEach((client, time) -> time.ifPresent(t -> arrived.put(client, t)));
            one.put("arrivalsSeconds", seconds(arrived));
            one.put("errors", result.errors());
            one.put("wrongFlips", result.wrongFlips());
            one.put("findings", result.findings());
            all.add(one);
        }
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    private static Map<String, Double> seconds(Map<String, Duration> times) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        times.forEach((name, time) -> seconds.put(name, time.toNanos() / 1e9));
        return seconds;
    }
}
