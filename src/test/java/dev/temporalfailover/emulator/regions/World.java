package dev.temporalfailover.emulator.regions;

import dev.temporalfailover.emulator.clients.Client;
import dev.temporalfailover.emulator.clients.Clients;
import dev.temporalfailover.emulator.clients.Connections;
import dev.temporalfailover.emulator.clients.DnsClient;
import dev.temporalfailover.emulator.clients.DnsNames;
import dev.temporalfailover.emulator.clients.MeshClient;
import dev.temporalfailover.emulator.clients.Moves;
import dev.temporalfailover.emulator.clients.Names;
import dev.temporalfailover.emulator.temporal.TemporalRegion;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Secrets;
import dev.temporalfailover.testkit.Timeline;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** Two regions on this machine: everything that a scenario plays with. Built in order, closed in the opposite order. */
public final class World implements AutoCloseable {
    public static final String EAST = "us-east-1";
    public static final String WEST = "us-west-2";
    public static final List<String> REGIONS = List.of(EAST, WEST);
    static final int DNS_CLIENTS = 12;
    private static final int MESH_CLIENTS = 4;
    private static final Duration READY = Duration.ofSeconds(90);
    /** Reserved for documentation (RFC 5737): no packet is ever sent there, see {@link DnsClient}. */
    private static final Map<String, String> ADDRESSES = Map.of(EAST, "192.0.2.10", WEST, "198.51.100.10");

    private final Path directory;
    private final Path jar;
    private final boolean takeoverCheck;
    private final Optional<Path> binary;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, String> hosts = new LinkedHashMap<>();
    public final Map<String, TemporalRegion> temporal = new LinkedHashMap<>();
    public final Map<String, KubernetesRegion> kubernetes = new LinkedHashMap<>();
    public final Links links = new Links();
    public final Moves moves = new Moves(DNS_CLIENTS + REGIONS.size() * MESH_CLIENTS);
    public final String operatorToken = UUID.randomUUID().toString();
    final String alertsToken = UUID.randomUUID().toString();
    public HostedZone zone;
    public Services services;
    public Clients clients;

    /**
     * @param directory where logs, configurations and secrets go
     * @param jar the packaged service
     * @param takeoverCheck whether the first region's record carries a health check on the other one's takeover endpoint
     */
    public World(Path directory, Path jar, boolean takeoverCheck) {
        this(
                directory,
                jar,
                takeoverCheck,
                TemporalRegion.binary(System.getProperty("temporal.binary"), System.getenv("PATH")));
    }

    /** @param binary Temporal's dev server; empty for the JVM test server */
    public World(Path directory, Path jar, boolean takeoverCheck, Optional<Path> binary) {
        this.directory = directory;
        this.binary = binary;
        this.jar = jar;
        this.takeoverCheck = takeoverCheck;
        hosts.put(EAST, "temporal-frontend.temporal-backend.svc.cluster.local");
        hosts.put(WEST, "temporal-frontend.us-west-2.example.com");
    }

    /** Starts all but the clients. */
    public void start(Timeline timeline) throws IOException, InterruptedException {
        Children children = keep(new Children(directory.resolve("pids")));
        timeline.say("starting Temporal in two regions ("
                + binary.map(path -> path + " server start-dev").orElse("Temporal's JVM test server") + ")");
        for (String region : REGIONS) {
            TemporalRegion server =
                    new TemporalRegion(region, binary, children, directory.resolve("temporal-" + region + ".log"));
            temporal.put(region, keep(server));
            server.start();
        }
        timeline.say("starting a Kubernetes API per region and Route 53 (API and DNS)");
        for (String region : REGIONS) {
            KubernetesRegion cluster = keep(new KubernetesRegion(region, hosts));
            kubernetes.put(region, cluster);
            cluster.start();
        }
        String key = UUID.randomUUID().toString();
        zone = keep(new HostedZone("AKIASANDBOX000000000", key));
        secret(
                "credentials",
                "[default]\naws_access_key_id = AKIASANDBOX000000000\naws_secret_access_key = " + key + "\n");
        secret("operator.token", operatorToken + "\n");
        secret("alerts.token", alertsToken + "\n");
        Map<String, URI> apis = new LinkedHashMap<>();
        kubernetes.forEach((region, cluster) -> apis.put(region, cluster.url()));
        services = keep(new Services(directory, jar, children, keep(links), ports(), apis, hosts, zone));
        temporal.forEach((region, server) -> server.metrics().ifPresent(page -> services.poolPage(region, page)));
        zone.start(addresses(), takeoverCheck ? Optional.of(takeover()) : Optional.empty());
        for (TemporalRegion server : temporal.values()) {
            server.awaitReady(READY);
        }
        timeline.say("starting the service: " + services.of(EAST).size() + " instances in each region and a witness");
        services.start();
        clients = keep(new Clients(clients(), moves, System::nanoTime));
    }

    /** What Route 53's health check on the first region's record asks: the other region, as anything in it answers. */
    private URI takeover() {
        return services.of(WEST).get(0).api().resolve("/health/takeover/" + EAST);
    }

    private static Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        REGIONS.forEach(region -> addresses.put(region, ADDRESSES.get(region)));
        return addresses;
    }

    /** The mesh clients of a region die with it, or live again. */
    public void meshClientsGone(String region, boolean dead) {
        int from = DNS_CLIENTS + REGIONS.indexOf(region) * MESH_CLIENTS;
        moves.gone(from, from + MESH_CLIENTS, dead);
    }

    private Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        temporal.forEach((region, server) -> ports.put(region, server.port()));
        return ports;
    }

    private List<Client> clients() {
        Map<String, String> regionOf = new LinkedHashMap<>();
        ADDRESSES.forEach((region, address) -> regionOf.put(address, region));
        List<Client> all = new ArrayList<>();
        SplittableRandom random = new SplittableRandom();
        for (int i = 0; i < DNS_CLIENTS; i++) {
            Names names = new DnsNames(zone.emulator().dns());
            all.add(new DnsClient(
                    HostedZone.RECORD, names, regionOf, new Connections(ports()), System::nanoTime, random.split()));
        }
        Map<String, String> regionOfHost = new LinkedHashMap<>();
        hosts.forEach((region, host) -> regionOfHost.put(host, region));
        for (KubernetesRegion cluster : kubernetes.values()) {
            MeshView view = keep(new MeshView(regionOfHost));
            view.watch(cluster.client());
            for (int i = 0; i < MESH_CLIENTS; i++) {
                all.add(new MeshClient(view, new Connections(ports()), random.split()));
            }
        }
        return all;
    }

    private void secret(String name, String text) throws IOException {
        Secrets.write(directory.resolve(name), text);
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("closing " + part.getClass().getSimpleName() + ": " + e);
            }
        }
    }
}
