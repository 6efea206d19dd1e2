package dev.temporalfailover.simulation;

import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Many seeds, on all processors; each is deterministic by itself. */
final class Campaign {
    final Map<String, Long> counts = new TreeMap<>();
    final List<Simulation.Result> broken = new ArrayList<>();
    long schedules;
    long events;
    long seconds;

    /** Runs the seeds from {@code first} on. */
    static Campaign run(Options like, long first, long schedules) {
        return run(like, first, schedules, 1);
    }

    private static Campaign run(Options like, long first, long schedules, long step) {
        Campaign campaign = new Campaign();
        LongStream.range(0, schedules)
                .map(n -> first + n * step)
                .parallel()
                .mapToObj(seed -> Simulation.run(new Options(seed, like.recorded(), like.mutation())))
                .forEach(campaign::add);
        campaign.broken.sort(
                (a, b) -> Long.compare(a.options().seed(), b.options().seed()));
        return campaign;
    }

    private synchronized void add(Simulation.Result result) {
        schedules++;
        events += result.events();
        seconds += result.seconds();
        result.counts().forEach((what, count) -> counts.merge(what, (long) count, Long::sum));
        if (result.violation().isPresent()) {
            broken.add(result);
        }
    }

    /** For people: one failing seed with its replay command and the end of its story. */
    static String story(Simulation.Result result, int tail) {
        List<String> lines = Simulation.run(result.options().recording()).timeline();
        String options = (result.options().mutation() == Mutation.NONE
                ? ""
                : " -Dmutation=" + result.options().mutation());
        return result.violation().orElseThrow() + "\nreplay: mvn -Psimulate -Dseed="
                + result.options().seed() + options + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - tail), lines.size()));
    }

    /** For each mutation how many schedules of the first ones broke, by which rule, and at which seed first. */
    private static void mutations(long schedules) {
        for (Mutation rule : Mutation.values()) {
            Campaign done = run(Options.seed(0).without(rule), 1, schedules);
            Map<String, Integer> rules = new TreeMap<>();
            done.broken.forEach(r -> rules.merge(r.violation().orElseThrow().rule(), 1, Integer::sum));
            System.out.println("| `" + rule + "` | " + done.broken.size() + " | " + rules + " | first "
                    + done.broken.stream().limit(5).map(r -> r.options().seed()).toList());
        }
    }

    /** {@code schedules}, {@code first}, {@code step} from one seed to the next, {@code mutation} (ALL: each), {@code tail}. */
    public static void main(String[] args) {
        Simulate.quietly();
        if (System.getProperty("mutation", "").equals("ALL")) {
            mutations(Long.getLong("schedules", 100));
            return;
        }
        Options like = new Options(0, false, Mutation.valueOf(System.getProperty("mutation", "NONE")));
        long began = System.nanoTime();
        Campaign done = run(like, Long.getLong("first", 1), Long.getLong("schedules", 200), Long.getLong("step", 1));
        System.out.printf(
                "%d schedules, %d events, %d virtual hours, %.1f s%n",
                done.schedules, done.events, done.seconds / 3600, (System.nanoTime() - began) / 1e9);
        done.counts.forEach((what, count) -> System.out.println("  " + what + ": " + count));
        Map<String, List<Long>> rules = new TreeMap<>();
        done.broken.forEach(
                r -> rules.computeIfAbsent(r.violation().orElseThrow().rule(), x -> new ArrayList<>())
                        .add(r.options().seed()));
        rules.forEach((rule, seeds) -> System.out.println(
                "BROKEN " + rule + " " + seeds.size() + ": " + seeds.subList(0, Math.min(10, seeds.size()))));
        done.broken.stream().limit(1).forEach(r -> System.out.println(story(r, Integer.getInteger("tail", 40))));
    }
}
