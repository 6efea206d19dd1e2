package dev.temporalfailover.real.replication;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.stand.Daemon;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A region's Temporal: its database, and each of the four services as a process of its own. */
final class TemporalCluster implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final int CONNECT_MILLIS = 500;
    private static final String ANY_NAMESPACE = "temporal-system";
    static final Duration LONG_POLL = Duration.ofSeconds(10);
    /** Both shortened as a site that fails over should: the other cluster's name, and a poll that hides the change. */
    private static final String DYNAMIC = """
            system.clusterMetadataRefreshInterval: [{value: 5s}]
            matching.longPollExpirationInterval: [{value: %ds}]
            """.formatted(LONG_POLL.toSeconds());

    private final Ground ground;
    private final String region;
    private final String address;
    private final Database database;
    private final Map<Role, Integer> ports = new EnumMap<>(Role.class);
    private final Map<Role, Daemon> daemons = new EnumMap<>(Role.class);
    private final Map<Role, ClusterCalls> calls = new EnumMap<>(Role.class);

    /**
     * Writes its configuration and starts nothing.
     *
     * @param address of everything that it listens on
     * @param failoverVersion the first one of its namespaces: 1 to 9, another one in each region
     */
    TemporalCluster(Ground ground, String region, String address, int failoverVersion) throws IOException {
        this.ground = ground;
        this.region = region;
        this.address = address;
        int postgres = Ports.free();
        database = new Database(ground, region, address, postgres);
        Map<Role, Integer> membership = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            ports.put(role, Ports.free());
            membership.put(role, Ports.free());
        }
        Path home = Files.createDirectories(ground.directory().resolve("temporal-" + region));
        Path dynamic = Files.writeString(home.resolve("dynamic.yaml"), DYNAMIC);
        Files.writeString(
                home.resolve("development.yaml"), configuration(postgres, membership, failoverVersion, dynamic));
        for (Role role : Role.values()) {
            // Its option `config` is a directory below `root`.
            List<String> command = List.of(
                    ground.program("temporal-server").toString(),
                    "--root",
                    ground.directory().toString(),
                    "--config",
                    home.getFileName().toString(),
                    "--env",
                    "development",
                    "--allow-no-auth",
                    "start",
                    "--service",
                    role.word());
            Path log = ground.directory().resolve(region + "-" + role.word() + ".log");
            daemons.put(role, new Daemon(ground, new Host("", address, address), command, Map.of(), log));
            calls.put(role, new ClusterCalls(address, ports.get(role)));
        }
    }

    private String configuration(int postgres, Map<Role, Integer> membership, int failoverVersion, Path dynamic) {
        StringBuilder services = new StringBuilder();
        ports.forEach(
                (role, port) -> services.append("  %s: {rpc: {grpcPort: %d, membershipPort: %d, bindOnIP: \"%s\"}}%n"
                        .formatted(role.word(), port, membership.get(role), address)));
        String store = "{sql: {pluginName: postgres12, databaseName: %s, connectAddr: \"" + address + ":" + postgres
                + "\", connectProtocol: tcp, user: temporal, password: temporal, maxConns: %d, maxIdleConns: %d,"
                + " maxConnLifetime: 1h}}";
        // Each cluster names itself master, as Temporal's templates do: then a namespace can be changed in either.
        return """
                log: {stdout: true, level: warn}
                persistence:
                  defaultStore: main
                  visibilityStore: visibility
                  numHistoryShards: 4
                  datastores:
                    main: %s
                    visibility: %s
                global: {membership: {maxJoinDuration: 30s, broadcastAddress: "%s"}}
                services:
                %sclusterMetadata:
                  enableGlobalNamespace: true
                  failoverVersionIncrement: 10
                  masterClusterName: %s
                  currentClusterName: %s
                  clusterInformation:
                    %s: {enabled: true, initialFailoverVersion: %d, rpcName: frontend, rpcAddress: "%s:%d"}
                dcRedirectionPolicy: {policy: noop}
                archival: {history: {state: disabled}, visibility: {state: disabled}}
                namespaceDefaults: {archival: {history: {state: disabled}, visibility: {state: disabled}}}
                dynamicConfigClient: {filepath: "%s", pollInterval: 5s}
                """.formatted(
                        store.formatted("temporal", 20, 20),
                        store.formatted("temporal_visibility", 5, 5),
                        address,
                        services,
                        region,
                        region,
                        region,
                        failoverVersion,
                        address,
                        ports.get(Role.FRONTEND),
                        dynamic);
    }

    String region() {
        return region;
    }

    Database database() {
        return database;
    }

    Daemon role(Role role) {
        return daemons.get(role);
    }

    /** Asks its frontend. */
    ClusterCalls frontend() {
        return calls.get(Role.FRONTEND);
    }

    /** Where a service listens. */
    InetSocketAddress address(Role role) {
        return new InetSocketAddress(address, ports.get(role));
    }

    InetSocketAddress frontendAddress() {
        return new InetSocketAddress(address, ports.get(Role.FRONTEND));
    }

    /** For the first time: its database too. */
    void create() throws IOException, InterruptedException {
        database.create();
        // Services that find an empty database together all write the cluster's row, and all but one of them die.
        daemons.get(Role.HISTORY).start();
        boolean listens = Http.within(READY, () -> {
            daemons.get(Role.HISTORY).check();
            return listens(ports.get(Role.HISTORY));
        });
        if (!listens) {
            throw new IOException("history of " + region + " does not listen within " + READY);
        }
        start();
    }

    /** Starts what does not run; does not wait for the services. */
    void start() throws IOException, InterruptedException {
        database.start();
        for (Daemon daemon : daemons.values()) {
            daemon.start();
        }
    }

    /** Waits until all of its services serve and the frontend reaches each of them. Answers after how long. */
    Duration awaitReady() throws IOException, InterruptedException {
        long began = System.nanoTime();
        StringBuilder missing = new StringBuilder();
        boolean ready = Http.within(READY, () -> {
            missing.setLength(0);
            for (Role role : Role.values()) {
                daemons.get(role).check();
                Answer health = calls.get(role).health(role.health());
                if (!health.ok()) {
                    missing.append(role).append(' ').append(health).append("; ");
                }
            }
            for (Call call : Call.values()) {
                Answer answer = call.ask(frontend(), ANY_NAMESPACE);
                if (!answer.ok()) {
                    missing.append(call).append(' ').append(answer).append("; ");
                }
            }
            return missing.isEmpty();
        });
        if (!ready) {
            throw new IOException(region + " is not healthy within " + READY + ": " + missing);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** The whole region at once, as a power cut would. */
    void kill() {
        daemons.values().forEach(Daemon::kill);
        database.kill();
    }

    private boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        calls.values().forEach(ClusterCalls::close);
        daemons.values().forEach(Daemon::kill);
        database.close();
    }
}
