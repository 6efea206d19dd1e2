package dev.temporalfailover.real.shipped;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.REGIONS;
import static dev.temporalfailover.real.stand.Place.WEST;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.real.drills.Drill;
import dev.temporalfailover.real.drills.Play;
import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.Place;
import dev.temporalfailover.real.stand.Traffic;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.service.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is played with what ships. Times are those of the shipped file: nothing here waits for less than it. */
final class Acts {
    /** An alias lives as long as its load balancer's records, a JVM keeps an address for 30 s, an SDK asks again each minute. */
    private static final Duration CLIENTS = Duration.ofMinutes(4);

    /** In the order in which they are played. */
    static final List<String> NAMES =
            List.of("installed", "quiet", "planned", "failback", "killed", "cut", "route53-dead", "loss");

    private final ShippedStand stand;
    private final Duration quiet;

    /** @param quiet how long the quiet time is */
    Acts(ShippedStand stand, Duration quiet) {
        this.stand = stand;
        this.quiet = quiet;
    }

    /** Those of these names. */
    List<Drill> named(List<String> names) {
        return all().stream().filter(act -> names.contains(act.name())).toList();
    }

    /** Something that a stand of what ships plays. */
    private interface Body {
        void play(Play play) throws Exception;
    }

    private record Act(String name, String shows, Body body) implements Drill {
        @Override
        public void play(Play play) throws Exception {
            body.play(play);
        }
    }

    private List<Drill> all() {
        return List.of(
                new Act(
                        "installed",
                        "`adopt` is taken out again, and the objects in both clusters are the ones that ship",
                        this::installed),
                new Act(
                        "quiet",
                        quiet.toSeconds()
                                + " s in which nothing happens: both regions HEALTHY from everywhere, no refusal,"
                                + " nothing moves",
                        this::quiet),
                new Act(
                        "planned",
                        "a person moves the traffic: no call fails in the mesh, clients follow",
                        this::planned),
                new Act("failback", "a person moves it back in the shipped steps", this::failback),
                new Act("killed", "the active region's Temporal is killed", this::killed),
                new Act("cut", "every link of the active region drops every packet", Acts::cut),
                new Act(
                        "route53-dead",
                        "the active region's Temporal dies while Route 53's API is dead: both meshes move, DNS follows",
                        Acts::route53Dead),
                new Act("loss", "every link of the active region loses 1 % of all packets: nothing moves", Acts::loss));
    }

    private void installed(Play play) throws Exception {
        stand.takeAdoptOut();
        // As the DaemonSet says: one is away at a time.
        for (Place region : REGIONS) {
            for (Instance instance : stand.of(region)) {
                instance.terminate();
                instance.start();
                play.await.until(CLIENTS, instance.name() + " is ready", instance::ready);
            }
        }
        play.steady(EAST);
        objects(play);
    }

    /** What is written into them meanwhile is compared too, but for what the service itself writes. */
    private void objects(Play play) {
        play.found(stand.compare() + " keys of objects in both clusters are as they ship");
    }

    /** Each instance of each place, and both regions, all the time. */
    private void quiet(Play play) throws Exception {
        play.fault("nothing happens");
        Instant end = Instant.now().plus(quiet);
        int looks = 0;
        while (Instant.now().isBefore(end)) {
            play.unmoved(Duration.ofSeconds(2));
            for (Instance instance : play.stand.all()) {
                healthy(instance);
                looks++;
            }
        }
        for (Place region : REGIONS) {
            effective(play, region);
        }
        play.noneFailed();
        play.found(looks + " looks at " + play.stand.all().size() + " instances: both regions HEALTHY");
    }

    private static void healthy(Instance instance) throws Exception {
        JsonNode status = instance.get("/api/v1/status");
        Map<String, String> verdicts = new TreeMap<>(ServiceView.of(status).verdicts());
        boolean all = verdicts.size() == REGIONS.size()
                && verdicts.values().stream().allMatch(word -> word.equalsIgnoreCase("HEALTHY"));
        if (!all) {
            throw new Await.Missing(instance.name() + " judges " + verdicts + " while nothing happens");
        }
    }

    private static void effective(Play play, Place region) throws Exception {
        play.await.until(
                CLIENTS, region.name() + " says that its route is effective", () -> play.effective(region) == 1);
    }

    private void planned(Play play) throws Exception {
        play.callFor(WEST);
        play.fault("a person asks for " + WEST.name());
        play.ask("failover", Map.of("to", WEST.name(), "by", "drill", "reason", "planned"));
        moved(play, WEST);
        play.noneFailed(Traffic.JVM);
    }

    private void failback(Play play) throws Exception {
        play.callFor(WEST);
        play.ask("failover", Map.of("to", WEST.name(), "by", "drill", "reason", "to come back from"));
        play.await.until(Play.SOON, "the traffic is there", () -> play.active().equals(WEST.name()));
        play.steady(WEST);
        for (Place region : REGIONS) {
            play.routed(region, WEST);
            effective(play, region);
        }
        play.acknowledge();
        play.callFor(EAST);
        play.fault("a person asks for a failback");
        play.ask("failback", Map.of("to", EAST.name(), "by", "drill", "reason", "back"));
        moved(play, EAST);
        play.noneFailed(Traffic.JVM);
    }

    private void killed(Play play) throws Exception {
        play.callFor(WEST);
        play.fault(EAST.name() + " Temporal is killed");
        play.stand.temporal.get(EAST).kill();
        moved(play, WEST);
    }

    private static void cut(Play play) throws Exception {
        play.callFor(WEST);
        play.traffic.lost(Traffic.SIDECAR);
        play.fault(EAST.name() + " is cut off");
        play.stand.network.around(EAST.host(), "cut");
        play.written();
        play.routed(WEST, WEST);
        play.traffic.arrived(WEST, play.faultAt(), CLIENTS);
        play.unmoved(Duration.ofSeconds(10));
        play.stand.network.heal();
        play.timeline.say(EAST.name() + " is back");
        play.routed(EAST, WEST);
        play.steady(WEST);
    }

    private static void route53Dead(Play play) throws Exception {
        play.callFor(WEST);
        play.stand.zone.emulator().apiDown();
        play.fault("Route 53's API is dead, and " + EAST.name() + "'s Temporal is killed");
        play.stand.temporal.get(EAST).kill();
        for (Place region : REGIONS) {
            play.routed(region, WEST);
        }
        play.traffic.arrived(WEST, play.faultAt(), CLIENTS);
        play.found("DNS was written meanwhile: " + (play.safety.moves() > 0));
        play.stand.zone.emulator().apiUp();
        play.timeline.say("Route 53's API is back");
        play.await.until(CLIENTS, "DNS follows", () -> play.safety.moves() > 0);
        effective(play, WEST);
    }

    private static void loss(Play play) throws Exception {
        play.fault("1 % of all packets around " + EAST.name() + " are lost");
        play.stand.network.around(EAST.host(), play.stand.network.usual() + " loss=0.01");
        // Longer than the window in which the shipped limit counts loss.
        play.unmoved(Duration.ofSeconds(150));
        Map<String, String> verdicts = new TreeMap<>();
        for (Instance instance : play.stand.all()) {
            verdicts.put(
                    instance.name(),
                    ServiceView.of(instance.get("/api/v1/status")).verdicts().toString());
        }
        play.found("verdicts at the end: " + verdicts);
    }

    private void moved(Play play, Place to) throws Exception {
        play.written();
        for (Place region : REGIONS) {
            play.routed(region, to);
        }
        play.traffic.arrived(to, play.faultAt(), CLIENTS);
        for (Place region : REGIONS) {
            effective(play, region);
        }
        play.unmoved(Duration.ofSeconds(3));
        objects(play);
    }
}
