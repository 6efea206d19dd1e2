package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.ground.Prometheus;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.real.stand.Frontend;
import dev.temporalfailover.real.stand.Network;
import dev.temporalfailover.testkit.Children;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One heat: both Temporals and all racers are started, see both regions well, and then the faults come.
 *
 * @param name of the heat
 * @param wrong how many of so many moves were wrong; null where that is no question
 * @param faults of the active region; answers when all has been seen
 */
record Heat(String name, Wrong wrong, Faults faults) {
    /** All that race, in the order of the table. */
    static final List<String> RACERS = List.of(
            "service-shipped", "service-fast", "chain-default", "chain-tuned", "route53-10s-x3", "route53-30s-x2");

    private static final Duration LIMIT = Duration.ofSeconds(180);

    /** How many of all moves were wrong. */
    interface Wrong {
        int of(int moves);
    }

    /** What happens to the active region's Temporal, or to the network. */
    interface Faults {
        void play(Frontend east, Scoreboard board) throws Exception;
    }

    /** Runs it; each racer is a fact. */
    void run(Ground all, Report report) throws Exception {
        Scoreboard board = new Scoreboard();
        Ground own = all.in(name);
        try (Children children = new Children(own.directory().resolve("pids"));
                StrictKubernetesApi kubernetes = StrictKubernetesApi.start();
                Route53Emulator route53 = new Route53Emulator(new EmulatorOptions().requestRate(1000, 1000)).start()) {
            route53.onAccepted(board::accepted);
            Ground ground = new Ground(own.directory(), own.scripts(), own.cache(), own.jar(), children);
            Frontend east = new Frontend(ground, Network.EAST, List.of());
            Frontend west = new Frontend(ground, Network.WEST, List.of());
            for (Frontend frontend : List.of(east, west)) {
                frontend.start();
                frontend.awaitReady();
            }
            String zone = route53.createZone(Racers.ZONE);
            Racers racers = new Racers(ground, route53, zone);
            Map<String, String> checks = Map.of(
                    "route53-10s-x3",
                    Checked.create(route53, Network.EAST, 10, 3),
                    "route53-30s-x2",
                    Checked.create(route53, Network.EAST, 30, 2));
            checks.forEach(racers::records);
            String blackbox = racers.blackbox();
            List<URI> services = List.of(
                    racers.service("service-shipped", "{interval: 5s, timeout: 1s}", kubernetes),
                    racers.service("service-fast", "{interval: 500ms, timeout: 300ms, cold_interval: 2s}", kubernetes));
            List<Prometheus> chains = List.of(
                    racers.chain("chain-default", blackbox, "15s", "1m", "30s", "5m"),
                    racers.chain("chain-tuned", blackbox, "1s", "1s", "0s", "1s"));
            ready(services, chains);
            try (Checked follower = new Checked(route53, checks, board)) {
                Http.within(LIMIT, () -> RACERS.stream()
                        .noneMatch(racer -> board.region(racer).isEmpty()));
                Map<String, String> before = board.fault();
                faults.play(east, board);
                for (String racer : RACERS) {
                    boolean fair = ZoneSteps.EAST.equals(before.get(racer));
                    report.add(
                            "race",
                            name + ", " + racer,
                            fair && follower.alive(),
                            fair ? seen(board, racer) : "its traffic was not in the first region before the fault");
                }
            }
        }
    }

    private String seen(Scoreboard board, String racer) {
        String times = board.times(racer);
        return wrong == null ? times : times + ", wrong flips: " + wrong.of(board.count(racer));
    }

    /** Everybody sees both regions well. */
    private static void ready(List<URI> services, List<Prometheus> chains) throws Exception {
        for (URI service : services) {
            boolean healthy = Http.within(LIMIT, () -> {
                JsonNode verdicts = Http.json(service.resolve("/api/v1/status")).at("/policies/0/verdicts");
                int well = 0;
                for (JsonNode verdict : verdicts) {
                    well += verdict.path("verdict").asText().equalsIgnoreCase("HEALTHY") ? 1 : 0;
                }
                return well == 2;
            });
            if (!healthy) {
                throw new IOException(service + " does not see both regions HEALTHY");
            }
        }
        for (Prometheus chain : chains) {
            if (!Http.within(LIMIT, () -> chain.query("sum(probe_success)") == 2)) {
                throw new IOException("a chain does not see both Temporals");
            }
        }
    }
}
