package dev.temporalfailover.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code mvn -Pbench}. Prints each figure with its goal and writes {@code target/bench/results.json}; a missed goal is a
 * result, not a failure. {@code -Dbench=load,idle,start,judge,scrape,failover,observers} runs
 * only those.
 */
public final class Bench {
    private static final Duration WARM = Duration.ofSeconds(12);
    private static final Duration LOAD = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(25);
    private static final int TARGETS = 1_000;
    private static final int STARTS = 5;
    private static final int FAULTS = 5;
    private static final int OBSERVERS = 1_000;
    private static final Logger NOISE = Logger.getLogger("");

    private final Path directory = Path.of("target/bench").toAbsolutePath();
    private final Jvm jvm = Jvm.find();
    private final List<String> only;
    private final Results results;
    private final String kubernetes;

    private Bench(String kubernetes, String only) throws IOException {
        Files.createDirectories(directory);
        this.kubernetes = kubernetes;
        this.only = only.isBlank() ? List.of() : Arrays.asList(only.split(","));
        this.results = new Results(machine());
    }

    /** No arguments; run in the project's directory. */
    public static void main(String[] args) throws Exception {
        NOISE.setLevel(Level.WARNING);
        try (StrictKubernetesApi kubernetes = StrictKubernetesApi.start()) {
            Bench bench = new Bench(kubernetes.url(), System.getProperty("bench", ""));
            bench.run();
            bench.results.write(bench.directory.resolve("results.json"));
            System.out.println("written to " + bench.directory.resolve("results.json"));
        }
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        System.out.println("the service runs on Java " + jvm.version() + " with " + String.join(" ", jvm.flags()));
        Optional<Path> cache = jvm.shipped() && (wanted("load") || wanted("start"))
                ? Optional.of(new Start(jvm, kubernetes, directory).train())
                : Optional.empty();
        if (wanted("start")) {
            start(cache);
        }
        if (wanted("load")) {
            load(cache);
        }
        if (wanted("scrape")) {
            scrape();
        }
        if (wanted("idle")) {
            idle();
        }
        if (wanted("judge")) {
            judge();
        }
        if (wanted("failover")) {
            failover();
        }
        if (wanted("observers")) {
            observers();
        }
    }

    private boolean wanted(String part) {
        return only.isEmpty() || only.contains(part);
    }

    private void start(Optional<Path> cache) throws IOException, InterruptedException {
        Start start = new Start(jvm, kubernetes, directory);
        double[] plain = start.seconds(List.of(), STARTS);
        results.figure("start_to_first_probe_without_cache", "s", Results.median(plain), "median of " + STARTS, plain);
        if (cache.isPresent()) {
            double[] cached = start.seconds(List.of("-XX:AOTCache=" + cache.get()), STARTS);
            String note = "median of " + STARTS + ", cache of " + (Files.size(cache.get()) >> 20) + " MiB";
            results.goal("start_to_first_probe_with_aot_cache", "s", 0.8, Results.median(cached), note, cached);
        }
    }

    private void load(Optional<Path> cache) throws IOException, InterruptedException {
        boolean many = loopbackIsANetwork();
        int port = Ports.free();
        int other = Ports.free();
        List<String> addresses = many
                ? IntStream.rangeClosed(1, TARGETS / Configs.names().size())
                        .mapToObj(i -> "127.0.1." + i)
                        .toList()
                : List.of("127.0.0.1");
        List<String> listen = addresses.stream()
                .flatMap(a -> Stream.of(a + ":" + port, a + ":" + other))
                .toList();
        try (Zone zone = new Zone(directory);
                Child server = StandInProcess.start(listen, directory.resolve("stand-in.log"))) {
            zone.headless(Configs.names(), addresses);
            String config = many
                    ? Configs.headless(port, zone.config())
                    : Configs.endpoints(TARGETS, port, other, zone.config());
            String shape = many ? "four headless names of 250 addresses" : "1,000 endpoints";
            List<String> dns = List.of("-Ddns.server=" + zone.server());
            try (Packaged service = start(dns, config, "load")) {
                Load load = new Load(service);
                load.warm(5 * TARGETS, WARM);
                Load.Cost cost = load.measure(LOAD);
                results.goal("cpu_per_probe", "ms", 0.15, cost.perProbe(), cost.text() + ", " + shape);
                double mib = service.process().residentMib();
                results.goal("resident_under_load", "MiB", 140, mib, "without the AOT cache");
                double[] scrapes = load.scrapes();
                String page = service.metrics().length() / 1024 + " KiB";
                results.goal("metrics_scrape", "ms", 25, Results.median(scrapes), page + ", " + shape, scrapes);
                results.figure("cpu_of_the_stand_in", "s", server.cpu().toMillis() / 1e3, "since its start");
            }
            if (cache.isPresent()) {
                List<String> options = List.of("-Ddns.server=" + zone.server(), "-XX:AOTCache=" + cache.get());
                try (Packaged service = start(options, config, "load-aot")) {
                    Load load = new Load(service);
                    load.warm(5 * TARGETS, WARM);
                    Load.Cost cost = load.measure(LOAD.dividedBy(2));
                    results.figure("cpu_per_probe_with_aot_cache", "ms", cost.perProbe(), cost.text());
                    double mib = service.process().residentMib();
                    results.figure("resident_under_load_with_aot_cache", "MiB", mib, "the cache's file is mapped");
                }
            }
            Optional<Path> blackbox = Blackbox.onPath();
            if (blackbox.isPresent()) {
                int target = Ports.free();
                try (Child peer = StandInProcess.start(
                        List.of("127.0.0.1:" + target), directory.resolve("stand-in-blackbox.log"))) {
                    double millis = Blackbox.perProbe(blackbox.get(), target, directory);
                    results.figure("blackbox_exporter_cpu_per_probe", "ms", millis, "grpc prober");
                    results.figure("blackbox_stand_in_cpu", "s", peer.cpu().toMillis() / 1e3, "since its start");
                }
            } else {
                System.out.println("  no blackbox_exporter on the PATH to measure beside");
            }
        }
    }

    /** The widest page: every target with labels of its own. */
    private void scrape() throws IOException, InterruptedException {
        int east = Ports.free();
        int west = Ports.free();
        try (Zone zone = new Zone(directory);
                Child server = standIn(east, west);
                Packaged service = start(List.of(), Configs.endpoints(TARGETS, east, west, zone.config()), "scrape")) {
            Load load = new Load(service);
            load.warm(3 * TARGETS, Duration.ofSeconds(3));
            double[] scrapes = load.scrapes();
            String page = service.metrics().length() / 1024 + " KiB, every target with labels of its own";
            results.figure("metrics_scrape_widest", "ms", Results.median(scrapes), page, scrapes);
            results.figure("cpu_of_the_other_stand_in", "s", server.cpu().toMillis() / 1e3, "since its start");
        }
    }

    private void idle() throws IOException, InterruptedException {
        int east = Ports.free();
        int west = Ports.free();
        try (Zone zone = new Zone(directory);
                Child server = standIn(east, west);
                Packaged service = start(List.of(), Configs.idle(east, west, zone.config()), "idle")) {
            Load load = new Load(service);
            load.warm(20, WARM);
            Load.Cost cost = load.measure(IDLE);
            results.goal("idle_cpu", "% of core", 1, cost.cores() * 100, cost.text() + ", DNS read every 10 s");
            results.figure("idle_resident", "MiB", service.process().residentMib(), "without the AOT cache");
            results.figure("idle_cpu_of_the_stand_in", "s", server.cpu().toMillis() / 1e3, "since its start");
        }
    }

    private void judge() throws IOException {
        for (Map.Entry<String, Double> one : Judging.micros(jvm, directory).entrySet()) {
            if (one.getKey().equals("judgeAndDecideAllNew")) {
                results.goal("judge_and_decide_10000", "ms", 5, one.getValue() / 1000, "every target has a new result");
            } else {
                results.figure(one.getKey(), "us", one.getValue(), "median, by JMH");
            }
        }
    }

    private void failover() throws IOException, InterruptedException {
        FaultToChange.Times times = new FaultToChange(jvm, kubernetes, directory).measure(FAULTS);
        double worst = Arrays.stream(times.over()).max().orElseThrow();
        results.goal("fault_to_accepted_change", "s", FaultToChange.BOUND, worst, "worst of " + FAULTS, times.over());
        results.figure("request_to_accepted_change", "s", Results.median(times.back()), "median", times.back());
    }

    private void observers() throws IOException, InterruptedException {
        Observers.Cost cost = new Observers(jvm, directory).measure(OBSERVERS, WARM, LOAD);
        String note = cost.messages() + " messages in " + LOAD.toSeconds() + " s from " + OBSERVERS
                + " observers, each on a connection of its own with mutual TLS";
        results.goal("leader_cpu_of_observers", "cores", 0.5, cost.cores(), note);
        results.goal("leader_resident_of_observers", "MiB", 64, cost.residentMib(), "above that with one observer");
        results.figure("leader_cpu_per_connection", "ms", cost.handshakeMillis(), "handshake and first report, cold");
        results.figure("leader_heap_of_observers", "MiB", cost.heapMib(), "live objects above those with one observer");
    }

    private Child standIn(int east, int west) throws IOException, InterruptedException {
        return StandInProcess.start(
                List.of("127.0.0.1:" + east, "127.0.0.1:" + west), directory.resolve("stand-in.log"));
    }

    private Packaged start(List<String> options, String config, String name) throws IOException {
        return Packaged.start(jvm, options, config, kubernetes, directory.resolve(name + ".log"));
    }

    /** Linux answers on all of 127.0.0.0/8, macOS on 127.0.0.1 alone. */
    private static boolean loopbackIsANetwork() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.1.250"))) {
            return socket.isBound();
        } catch (IOException one) {
            return false;
        }
    }

    private ObjectNode machine() throws IOException {
        return new ObjectMapper()
                .createObjectNode()
                .put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("os", System.getProperty("os.name").toLowerCase(Locale.ROOT) + " " + System.getProperty("os.arch"))
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put(
                        "load",
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                                .getSystemLoadAverage())
                .put("java", jvm.version())
                .put("flags", String.join(" ", jvm.flags()));
    }
}
