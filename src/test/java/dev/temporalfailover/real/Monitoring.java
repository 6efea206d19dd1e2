package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.regions.LiveWorld;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Prometheus;
import dev.temporalfailover.real.ground.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Prometheus and Alertmanager with the rules and the receiver that are shipped, on the service's own pages, while a real
 * Temporal is killed and returns, and then hangs. Three things are replaced in copies of the shipped files: every {@code for:} by
 * {@value #FOR}, the receiver's address, the file of its token. A fourth, the limit of HighConnectionCount, only for that
 * alert: one Temporal of a test has not ten thousand connections.
 */
final class Monitoring implements Piece {
    private static final String FOR = "5s";
    /** Connections. */
    private static final int FEW = 2;

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String RECEIVED = "temporal_failover_alerts_received_total";

    @Override
    public String name() {
        return "prometheus";
    }

    @Override
    public List<String> parts() {
        return List.of("python", "monitoring");
    }

    @Override
    public void run(Ground ground, Report report) throws Exception {
        Path sandbox = ground.directory().resolve("sandbox");
        Optional<Path> temporal = Optional.of(ground.venv("temporal"));
        try (LiveWorld world = new LiveWorld(sandbox, ground.jar(), temporal, System.out)) {
            world.start();
            // Prometheus stands in the region that will survive and sees its instances alone.
            List<LiveWorld.Instance> seen = world.instances(LiveWorld.WEST);
            try (Prometheus prometheus = start(ground, world, seen)) {
                play(world, seen.get(0), prometheus, report);
            }
            Optional<String> broken = world.broken();
            report.add(name(), "no rule of the sandbox was broken", broken.isEmpty(), broken.orElse("none"));
        }
    }

    private static Prometheus start(Ground ground, LiveWorld world, List<LiveWorld.Instance> seen)
            throws IOException, InterruptedException {
        Path alerts = ground.scripts().resolveSibling("alerts");
        String rules = Files.readString(alerts.resolve("temporal-failover.rules.yml"))
                .replaceAll("(?m)^( +for: ).*$", "$1" + FOR)
                .replace("{source!=\"grpc\"})) > 10000", "{source!=\"grpc\"})) > " + FEW);
        Path file = Files.writeString(ground.directory().resolve("rules.yml"), rules);
        String receiver = Files.readString(alerts.resolve("alertmanager.yml"))
                .replaceAll("(?m)^( +- url: ).*$", "$1" + seen.get(0).api() + "/api/v1/alerts")
                .replaceAll("(?m)^( +credentials_file: ).*$", "$1" + world.alertsToken());
        String targets = "'" + seen.get(0).management().getAuthority() + "', '"
                + seen.get(1).management().getAuthority() + "'";
        String config = """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: temporal-failover
                    static_configs: [{targets: [%s]}]
                """.formatted(file, targets);
        return Prometheus.start(ground, "shipped", config, receiver);
    }

    private void play(LiveWorld world, LiveWorld.Instance receiver, Prometheus prometheus, Report report)
            throws Exception {
        AtomicReference<Object> last = new AtomicReference<>("");
        boolean up =
                Http.within(SOON, () -> remember(last, prometheus.targets()).equals(List.of("up", "up")));
        report.add(name(), "both instances are scraped", up, last.get().toString());
        boolean leader = Http.within(SOON, () -> prometheus.query("sum(temporal_failover_leader)") == 1);
        report.add(name(), "one of them leads", leader, "" + prometheus.query("sum(temporal_failover_leader)"));
        // A busy machine answers slowly, and that alert is right to say so.
        boolean quiet = Http.within(SOON, () -> remember(last, prometheus.alerts("firing")).stream()
                .allMatch(alert -> alert.startsWith("HighNetworkLatency") || alert.startsWith("HighConnectionCount")));
        report.add(
                name(),
                "nothing but latency, and connections by the lowered limit, fires while all is well",
                quiet,
                last.get().toString());

        new PoolAlerts(world, prometheus, report, name(), SOON).figures();
        long killed = System.nanoTime();
        world.killTemporal(LiveWorld.EAST);
        boolean moved = Http.within(SOON, () -> world.weights().getOrDefault(LiveWorld.WEST, 0) == 100);
        report.add(name(), "the service moves the traffic by itself", moved, world.weights() + " " + since(killed));
        fires(prometheus, report, "RegionDown " + LiveWorld.EAST, killed);
        fires(prometheus, report, "NetworkPacketLoss " + LiveWorld.EAST, killed);
        fires(prometheus, report, "FailoverHappened", killed);

        boolean stored = Http.within(SOON, () -> remember(last, received(receiver, "stored")) >= 1);
        report.add(name(), "the webhook's probe is taken", stored, last.get() + " stored, " + since(killed));
        audited(world, report);

        world.startTemporal(LiveWorld.EAST);
        long back = System.nanoTime();
        boolean over = Http.within(
                SOON,
                () -> !remember(last, prometheus.alerts("firing")).toString().contains("RegionDown"));
        report.add(name(), "RegionDown is over once the region is back", over, last.get() + " " + since(back));
        boolean resolved = Http.within(SOON, () -> remember(last, received(receiver, "ignored")) >= 1);
        report.add(name(), "resolved is delivered and moves nothing", resolved, last.get() + ", " + since(back));
        double sent = prometheus.webhooks("alertmanager_notifications_total");
        double failed = prometheus.webhooks("alertmanager_notifications_failed_total");
        report.add(
                name(), "Alertmanager's webhooks all succeed", sent >= 2 && failed == 0, sent + ", failed " + failed);
        report.add(name(), "traffic stays", world.weights().get(LiveWorld.WEST) == 100, "" + world.weights());
        new PoolAlerts(world, prometheus, report, name(), SOON).hang();
        long broken = prometheus.brokenRules();
        report.add(name(), "Prometheus evaluates every rule", broken == 0, broken + " in error");
    }

    private void fires(Prometheus prometheus, Report report, String alert, long since) throws Exception {
        AtomicReference<Set<String>> last = new AtomicReference<>(Set.of());
        boolean fires = Http.within(
                SOON, () -> remember(last, prometheus.alerts("firing")).contains(alert));
        report.add(name(), alert + " fires", fires, since(since) + " " + last.get());
    }

    /** One switch, by the service's own decision: the alert asked for a look and got no more. */
    private void audited(LiveWorld world, Report report) throws IOException, InterruptedException {
        // All instances of a region tell the same history.
        Set<String> switches = new TreeSet<>();
        for (String region : List.of(LiveWorld.EAST, LiveWorld.WEST)) {
            for (LiveWorld.Instance instance : world.instances(region)) {
                for (JsonNode entry : Http.json(instance.api().resolve("/api/v1/decisions"))) {
                    if (!entry.path("from").asText().equals(entry.path("to").asText())
                            && !entry.path("reason").asText().equals("follow")
                            && entry.path("result").asText().equals("applied")) {
                        switches.add("epoch " + entry.path("epoch").asLong() + " of "
                                + entry.path("instance").asText() + " by "
                                + entry.path("by").asText() + ": "
                                + entry.path("reason").asText());
                    }
                }
            }
        }
        report.add(
                name(),
                "the audit has one switch, the service's own",
                switches.size() == 1 && switches.iterator().next().endsWith(" by temporal-failover: active_down"),
                switches.toString());
    }

    private static double received(LiveWorld.Instance instance, String result)
            throws IOException, InterruptedException {
        return Http.get(instance.management().resolve("/metrics"))
                .lines()
                .filter(line -> line.startsWith(RECEIVED) && line.contains("\"" + result + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static <T> T remember(AtomicReference<? super T> last, T value) {
        last.set(value);
        return value;
    }

    private static String since(long nanos) {
        return String.format(java.util.Locale.ROOT, "%.1f s", (System.nanoTime() - nanos) / 1e9);
    }
}
