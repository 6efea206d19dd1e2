package dev.temporalfailover.emulator.regions;

import dev.temporalfailover.emulator.regions.Links.Link;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestCa;
import dev.temporalfailover.testkit.service.AsShipped;
import dev.temporalfailover.testkit.service.Observers;
import dev.temporalfailover.testkit.service.ServiceConfig;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All instances of the service: some in each region and one witness, each with its configuration and its paths. */
public final class Services implements AutoCloseable {
    public static final String WITNESS = Observers.WITNESS;
    public static final String ROUTE53 = "route53";
    static final String INTERNET = "internet";
    static final String EXCHANGE = "exchange";
    /** With {@code -Devidence=alone} one sees what the other places are for: scenarios fail. */
    private static final String EVIDENCE = System.getProperty("evidence", "undisputed");

    private static final int PER_REGION = 2;
    private static final Map<String, String> REASONS =
            Map.of("coordination\\.evidence\\.required", "one may ask for less evidence, to see what it is for");

    private final Path directory;
    private final Links links;
    private final Map<String, Integer> temporal;
    private final Map<String, String> hosts;
    private final HostedZone zone;
    private final Map<String, List<ServiceProcess>> processes = new LinkedHashMap<>();
    private final Map<String, URI> pools = new LinkedHashMap<>();
    private final Map<ServiceProcess, Integer> exchange = new LinkedHashMap<>();

    /**
     * Makes them without starting them.
     *
     * @param temporal port of each region's Temporal, the one that carries the traffic first
     * @param kubernetes of each region
     * @param hosts the VirtualService's destination host of each region
     */
    Services(
            Path directory,
            Path jar,
            Children children,
            Links links,
            Map<String, Integer> temporal,
            Map<String, URI> kubernetes,
            Map<String, String> hosts,
            HostedZone zone)
            throws IOException {
        this.directory = directory;
        this.links = links;
        this.temporal = temporal;
        this.hosts = hosts;
        this.zone = zone;
        List<String> places = new ArrayList<>(temporal.keySet());
        places.add(WITNESS);
        for (String place : places) {
            int count = place.equals(WITNESS) ? 1 : PER_REGION;
            for (int i = 1; i <= count; i++) {
                String name = count == 1 ? place : place + "-" + i;
                // The witness has no cluster; it must not find one of this machine's either.
                URI api = kubernetes.getOrDefault(place, URI.create("http://127.0.0.1:1"));
                ServiceProcess process = new ServiceProcess(
                        place,
                        name,
                        jar,
                        directory.resolve("config-" + name + ".yaml"),
                        api,
                        children,
                        directory.resolve(name + ".log"));
                processes.computeIfAbsent(place, p -> new ArrayList<>()).add(process);
                exchange.put(process, Ports.free());
            }
        }
    }

    /** Every instance reads the pools of a region's Temporal there; to be called before {@link #start}. */
    void poolPage(String region, URI page) {
        pools.put(region, page);
    }

    /** Writes certificates and configurations and starts all processes. */
    void start() throws IOException {
        TestCa ca = new TestCa("sandbox");
        ca.writeCertificate(directory.resolve("ca.pem"));
        for (String place : processes.keySet()) {
            Seen seen = seen(place);
            for (ServiceProcess process : processes.get(place)) {
                ca.issue(
                                ServiceConfig.SERVER_NAME,
                                place,
                                process.name(),
                                Instant.now().plus(Duration.ofDays(1)))
                        .write(directory.resolve(process.name() + ".pem"), directory.resolve(process.name() + ".key"));
                String yaml = config(process, seen).yaml();
                Files.writeString(process.config(), AsShipped.checked(yaml, REASONS));
                process.start();
            }
        }
    }

    /** The instances of each region. */
    Map<String, List<ServiceProcess>> byRegion() {
        Map<String, List<ServiceProcess>> regions = new LinkedHashMap<>(processes);
        regions.remove(WITNESS);
        return regions;
    }

    /** The instances of a region. */
    public List<ServiceProcess> of(String region) {
        return processes.get(region);
    }

    public ServiceProcess witness() {
        return processes.get(WITNESS).get(0);
    }

    /** The instance of this name. Throws if there is none. */
    public ServiceProcess named(String name) {
        return all().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Every instance, the witness last. */
    List<ServiceProcess> all() {
        return processes.values().stream().flatMap(List::stream).toList();
    }

    /** Names that a place sees things by: each path its own port. */
    private record Seen(
            Map<String, Map<String, Integer>> temporal,
            URI route53,
            int internet,
            Map<String, List<Integer>> exchange) {}

    private Seen seen(String place) throws IOException {
        Map<String, Map<String, Integer>> paths = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> region : temporal.entrySet()) {
            Map<String, Integer> ports = new LinkedHashMap<>();
            if (!place.equals(WITNESS)) {
                boolean home = place.equals(region.getKey());
                ports.put("private", home ? region.getValue() : through(place, region, "private"));
            }
            ports.put("public", through(place, region, "public"));
            paths.put(region.getKey(), ports);
        }
        URI api = zone.emulator().apiEndpoint();
        int route53 = links.through(new Link(place, ROUTE53, "api"), api.getPort());
        // The name server's TCP port stands for anything that is in neither region.
        int dns = zone.emulator().dns().getPort();
        int internet = links.through(new Link(place, INTERNET, "connectivity"), dns);
        Map<String, List<Integer>> others = new LinkedHashMap<>();
        for (Map.Entry<ServiceProcess, Integer> other : exchange.entrySet()) {
            String to = other.getKey().place();
            if (!to.equals(place)) {
                Link link = new Link(place, to, EXCHANGE + " " + other.getKey().name());
                others.computeIfAbsent(to, p -> new ArrayList<>()).add(links.through(link, other.getValue()));
            }
        }
        return new Seen(paths, URI.create("http://127.0.0.1:" + route53), internet, others);
    }

    private int through(String place, Map.Entry<String, Integer> region, String path) throws IOException {
        return links.through(new Link(place, region.getKey(), path), region.getValue());
    }

    private ServiceConfig config(ServiceProcess process, Seen seen) {
        String place = process.place();
        ServiceConfig config = place.equals(WITNESS) ? ServiceConfig.quickWitness(place) : ServiceConfig.quick(place);
        seen.temporal().forEach((region, ports) -> {
            Map<String, String> paths = new LinkedHashMap<>();
            ports.forEach((path, port) -> paths.put(path, local(port)));
            config.region(region, paths);
        });
        seen.exchange().forEach((other, ports) -> {
            List<String> endpoints = ports.stream().map(Services::local).toList();
            if (other.equals(WITNESS)) {
                config.witness(other, endpoints);
            } else {
                config.peer(other, endpoints);
            }
        });
        if (!pools.isEmpty()) {
            String sources = pools.entrySet().stream()
                    .map(pool -> "{region: %s, source: temporal, from: all, interval: 2s, url: '%s'}"
                            .formatted(pool.getKey(), pool.getValue()))
                    .collect(Collectors.joining(", "));
            config.with("network_monitoring: {pool_sources: [" + sources + "]}");
        }
        String own = local(exchange.get(process));
        return config.roles()
                .exchange(
                        own,
                        own,
                        new ServiceConfig.TlsFiles(
                                directory.resolve(process.name() + ".pem"),
                                directory.resolve(process.name() + ".key"),
                                directory.resolve("ca.pem")),
                        local(seen.internet()))
                .evidence(EVIDENCE, "500ms")
                .dns(
                        zone.id(),
                        seen.route53(),
                        directory.resolve("credentials"),
                        local(zone.emulator().dns().getPort()))
                .record(HostedZone.RECORD, HostedZone.TTL_SECONDS)
                .route(
                        "VirtualService",
                        KubernetesRegion.NAMESPACE,
                        KubernetesRegion.ROUTE,
                        hosts.get(ServiceConfig.PRIMARY),
                        hosts.get(ServiceConfig.SECONDARY))
                .token("operator_token_file", directory.resolve("operator.token"))
                .token("alerts_token_file", directory.resolve("alerts.token"));
    }

    private static String local(int port) {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        all().forEach(ServiceProcess::close);
    }
}
