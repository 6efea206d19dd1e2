package dev.temporalfailover.real.stand;

import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.real.stand.clients.ClientReport;
import dev.temporalfailover.real.stand.clients.Clients;
import dev.temporalfailover.real.stand.clients.Clusters;
import dev.temporalfailover.real.stand.clients.Seen;
import dev.temporalfailover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The clients at work: users of the public name outside of both regions, and whoever works in the first region behind its
 * sidecar or with xDS and no proxy.
 */
public final class Traffic implements AutoCloseable {
    /** The Temporal SDK by the public name, with the SDK's own settings. */
    public static final String SDK = "sdk";

    /** A new connection for each call by the public name; the JVM remembers addresses for 30 s, as it does by itself. */
    public static final String JVM = "jvm-dns";

    /** The same; the JVM remembers for ever. */
    public static final String FOREVER = "jvm-dns-forever";

    /** The Temporal SDK behind the first region's sidecar. */
    public static final String SIDECAR = "sidecar";

    /** gRPC's own xDS client in the first region. */
    public static final String PROXYLESS = "proxyless";

    private static final Duration READY = Duration.ofSeconds(60);
    private static final String CALL = "call";

    private final Stand stand;
    private final Map<String, ClientReport> reports = new LinkedHashMap<>();
    /** Clients that a drill cannot ask for more of: their region is gone, or they never look again. */
    private final Set<String> lost = new LinkedHashSet<>();

    private Clients outside;
    private Clients inside;
    private String clusters;

    public Traffic(Stand stand) {
        this.stand = stand;
    }

    /** Starts them and waits until each works in the first region. */
    public void start() throws IOException, InterruptedException {
        Path directory = stand.ground().directory().resolve("clients");
        outside = new Clients(stand.ground(), Network.THIRD, directory);
        inside = new Clients(stand.ground(), Network.EAST, directory);
        Map<String, String> ids = new TreeMap<>();
        for (Place region : Place.REGIONS) {
            ids.put(region.name(), stand.temporal.get(region).clusterId(READY));
        }
        clusters = "-Dclusters=" + Clusters.text(ids);
        Stand.Entrance entrance = stand.entrance();
        String name = HostedZone.RECORD + ":" + entrance.port();
        String authority = Mesh.LOCAL + ":" + Mesh.PORT;
        // Ten calls a second of each kind are enough to see an edge, and leave two cores to the others.
        String few = "-Dstarters=1";
        String seldom = "-Drhythm=PT0.5S";
        reports.put(SDK, outside.startSdk(SDK, name, with(entrance, clusters, few, seldom)));
        reports.put(JVM, outside.startDns(JVM, name, with(entrance, clusters)));
        if (entrance.plain()) {
            reports.put(FOREVER, outside.startDns(FOREVER, name, with(entrance, clusters, "-Ddns.ttl=-1")));
        }
        reports.put(
                SIDECAR,
                inside.startSdk(SIDECAR, "127.0.0.1:" + Mesh.PORT, clusters, "-Dauthority=" + authority, few, seldom));
        if (entrance.plain()) {
            reports.put(
                    PROXYLESS,
                    inside.startProxyless(
                            PROXYLESS,
                            "xds:///" + authority,
                            bootstrap(),
                            "--clusters=" + Clusters.text(ids),
                            "--every=0.05"));
        }
        Instant began = Instant.now();
        for (ClientReport report : reports.values()) {
            report.awaitOk(CALL, Place.EAST.name(), began, READY);
        }
    }

    private static String[] with(Stand.Entrance entrance, String... options) {
        return Stream.concat(entrance.options().stream(), Stream.of(options)).toArray(String[]::new);
    }

    private Path bootstrap() throws IOException {
        return Files.writeString(stand.ground().directory().resolve("xds.json"), """
                {"xds_servers": [{"server_uri": "127.0.0.1:25010", "channel_creds": [{"type": "insecure"}],
                                  "server_features": ["xds_v3"]}],
                 "node": {"id": "sidecar~10.99.0.3~grpc-0.temporal-workers~temporal-workers.svc.cluster.local",
                          "locality": {},
                          "metadata": {"GENERATOR": "grpc", "CLUSTER_ID": "Kubernetes", "NAMESPACE": "temporal-workers",
                                       "INTERCEPTION_MODE": "NONE", "ISTIO_VERSION": "1.31.0",
                                       "LABELS": {"app": "grpc"}}}}
                """);
    }

    /** One long poll through the first region's gateway, of a queue where nothing happens. */
    public ClientReport longPoll() throws IOException {
        return outside.startLongPoll("long-poll", HostedZone.RECORD + ":" + Mesh.PORT, clusters);
    }

    /** Who they are. */
    public String names() {
        return String.join(", ", reports.keySet());
    }

    /** The client's report. */
    public ClientReport of(String client) {
        return reports.get(client);
    }

    /** For the rest of this drill nobody waits for these clients. */
    public void lost(String... clients) {
        lost.addAll(List.of(clients));
    }

    /** Waits until every client that is not lost works there again, and all their lost ones are counted again. */
    public void arrived(Place to, Instant since, Duration limit) throws Exception {
        for (Map.Entry<String, ClientReport> client : reports.entrySet()) {
            if (!lost.contains(client.getKey())) {
                try {
                    client.getValue().awaitOk(CALL, to.name(), since, limit);
                } catch (IOException missing) {
                    throw new Await.Missing(client.getKey() + ": " + missing.getMessage());
                }
            }
        }
    }

    /** From the fault to each client's first call there; empty for who did not arrive. */
    public Map<String, Optional<Duration>> arrivals(Place to, Instant fault) throws IOException {
        Map<String, Optional<Duration>> all = new LinkedHashMap<>();
        for (Map.Entry<String, ClientReport> client : reports.entrySet()) {
            Optional<Seen> first = client.getValue().firstOk(CALL, to.name(), fault);
            all.put(client.getKey(), first.map(seen -> Duration.between(fault, seen.at())));
        }
        return all;
    }

    /** Calls, starts and results of workflows that failed between the two, by client; none for who had none. */
    public Map<String, Map<String, Long>> errors(Instant from, Instant to) throws IOException {
        Map<String, Map<String, Long>> all = new LinkedHashMap<>();
        for (Map.Entry<String, ClientReport> client : reports.entrySet()) {
            Map<String, Long> of = new TreeMap<>();
            client.getValue().counts(from, to).forEach((outcome, count) -> {
                if (!outcome.ok() && List.of(CALL, "start", "result").contains(outcome.kind())) {
                    of.merge(outcome.kind() + " " + outcome.code(), count, Long::sum);
                }
            });
            if (!of.isEmpty()) {
                all.put(client.getKey(), of);
            }
        }
        return all;
    }

    /** The longest time that each client was without an answer between the two. */
    public Map<String, Duration> gaps(Instant from, Instant to) throws IOException {
        Map<String, Duration> all = new LinkedHashMap<>();
        for (Map.Entry<String, ClientReport> client : reports.entrySet()) {
            all.put(client.getKey(), client.getValue().longestGap(CALL, from, to));
        }
        return all;
    }

    /** Calls that were answered between the two, by region. */
    public Map<String, Long> answered(String client, Instant from, Instant to) throws IOException {
        Map<String, Long> regions = new TreeMap<>();
        reports.get(client).counts(from, to).forEach((outcome, count) -> {
            if (outcome.ok() && outcome.kind().equals(CALL)) {
                regions.merge(outcome.region(), count, Long::sum);
            }
        });
        return regions;
    }

    /** The next drill counts on all of them. */
    public void again() {
        lost.clear();
    }

    @Override
    public void close() {
        List<Exception> faults = new ArrayList<>();
        for (ClientReport report : reports.values()) {
            try {
                report.close();
            } catch (IOException fault) {
                faults.add(fault);
            }
        }
        faults.forEach(fault -> System.err.println("closing a client: " + fault));
    }
}
