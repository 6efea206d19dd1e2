package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.sandbox.Children;
import dev.temporalfailover.sandbox.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.sandbox.route53.EmulatorOptions;
import dev.temporalfailover.sandbox.route53.Route53Emulator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

/**
 * The same race for all: everybody watches the same two real Temporals at once and moves a record of its own in the same
 * Route 53. A figure is a result; only a racer that does not start is a failure. Not among the pieces that are played
 * unless asked for: it takes ten minutes.
 */
final class Race implements Piece {
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final Duration WATCH = Duration.ofSeconds(150);
    private static final Duration HALF = Duration.ofSeconds(8);
    private static final int FLAPS = 6;

    @Override
    public String name() {
        return "race";
    }

    @Override
    public List<String> parts() {
        return List.of("python", "monitoring");
    }

    private interface Faults {
        void play(DevServer east, Scoreboard board, List<String> racers) throws Exception;
    }

    @Override
    public void run(Ground ground, Report report) throws Exception {
        heat(ground, report, "killed", (east, board, racers) -> {
            east.kill();
            Http.within(LIMIT, () -> racers.stream().allMatch(racer -> board.count(racer) > 0));
        });
        heat(ground, report, "hangs", (east, board, racers) -> {
            east.hang();
            Http.within(WATCH, () -> racers.stream().allMatch(racer -> board.count(racer) > 0));
        });
        heat(ground, report, "flaps", (east, board, racers) -> {
            for (int i = 0; i < FLAPS; i++) {
                east.kill();
                Thread.sleep(HALF.toMillis());
                east.start();
                Thread.sleep(HALF.toMillis());
            }
            // What has been set going comes to its end.
            Thread.sleep(WATCH.dividedBy(2).toMillis());
        });
    }

    private void heat(Ground all, Report report, String heat, Faults faults) throws Exception {
        Scoreboard board = new Scoreboard();
        Ground own = all.in(heat);
        try (Children children = new Children(own.directory().resolve("pids"));
                StrictKubernetesApi kubernetes = StrictKubernetesApi.start();
                Route53Emulator route53 = new Route53Emulator(new EmulatorOptions().requestRate(1000, 1000)).start()) {
            route53.onAccepted(board::accepted);
            Ground ground = new Ground(own.directory(), own.scripts(), own.cache(), own.jar(), children);
            DevServer east = new DevServer(ground, "east");
            DevServer west = new DevServer(ground, "west");
            east.start();
            west.start();
            String zone = route53.createZone(Racers.ZONE);
            Racers racers = new Racers(ground, route53, zone, east.port(), west.port());
            Map<String, String> checks = Map.of(
                    "route53-10s-x3",
                    check(route53, east.port(), 10, 3),
                    "route53-30s-x2",
                    check(route53, east.port(), 30, 2));
            checks.forEach(racers::records);
            String blackbox = racers.blackbox();
            List<URI> services = List.of(
                    racers.service("service-shipped", "{interval: 5s, timeout: 1s}", kubernetes),
                    racers.service("service-fast", "{interval: 500ms, timeout: 300ms, cold_interval: 2s}", kubernetes));
            List<Prometheus> chains = List.of(
                    racers.chain("chain-default", blackbox, "15s", "1m", "30s", "5m"),
                    racers.chain("chain-tuned", blackbox, "1s", "1s", "0s", "1s"));
            ready(services, chains, report);
            try (Checked follower = new Checked(route53, checks, board)) {
                List<String> names = new ArrayList<>(List.of("service-shipped", "service-fast"));
                names.addAll(List.of("chain-default", "chain-tuned"));
                names.addAll(new TreeSet<>(checks.keySet()));
                board.fault();
                faults.play(east, board, names);
                for (String racer : names) {
                    String wrong = heat.equals("flaps") ? ", wrong flips " + Math.max(0, board.count(racer) - 1) : "";
                    report.add(name(), heat + ", " + racer, follower.alive(), board.times(racer) + wrong);
                }
            }
        }
    }

    /** Everybody sees both regions well. */
    private static void ready(List<URI> services, List<Prometheus> chains, Report report) throws Exception {
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
        report.say("  everybody sees both regions well");
    }

    /** A TCP check: Route 53 has none that speaks gRPC. */
    private static String check(Route53Emulator route53, int port, int interval, int threshold) {
        AwsBasicCredentials key = AwsBasicCredentials.create(route53.accessKeyId(), route53.secretAccessKey());
        try (Route53Client client = Route53Client.builder()
                .endpointOverride(route53.apiEndpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(StaticCredentialsProvider.create(key))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return client.createHealthCheck(
                            r -> r.callerReference("race-" + interval).healthCheckConfig(c -> c.type("TCP")
                                    .ipAddress("127.0.0.1")
                                    .port(port)
                                    .requestInterval(interval)
                                    .failureThreshold(threshold)))
                    .healthCheck()
                    .id();
        }
    }

    /** Follows what DNS goes by for records with a health check: nobody writes anything when that changes. */
    private static final class Checked implements AutoCloseable {
        private static final long STEP_MILLIS = 50;
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread follower = new Thread(task, "checked");
            follower.setDaemon(true);
            return follower;
        });
        private final Future<?> running;

        Checked(Route53Emulator route53, Map<String, String> checks, Scoreboard board) {
            running = thread.scheduleAtFixedRate(
                    () -> checks.forEach((racer, check) ->
                            board.serves(racer, route53.healthy(check) ? ZoneSteps.EAST : ZoneSteps.WEST)),
                    0,
                    STEP_MILLIS,
                    TimeUnit.MILLISECONDS);
        }

        boolean alive() {
            return !running.isDone();
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
