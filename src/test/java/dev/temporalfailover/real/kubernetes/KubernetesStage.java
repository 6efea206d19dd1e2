package dev.temporalfailover.real.kubernetes;

import static dev.temporalfailover.real.kubernetes.KubernetesConfig.EAST;
import static dev.temporalfailover.real.kubernetes.KubernetesConfig.WEST;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.emulator.temporal.TemporalRegion;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.real.stand.Access;
import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.InstancePorts;
import dev.temporalfailover.real.stand.Route;
import dev.temporalfailover.testkit.Secrets;
import dev.temporalfailover.testkit.TestCa;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.istio.api.networking.v1.VirtualServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** us-east-1 on loopback: its real Kubernetes API and two instances; both regions' Temporal and Route 53 beside it. */
final class KubernetesStage implements AutoCloseable {
    /** Of the Lease, as {@link KubernetesConfig} has it. */
    static final Duration LEASE = Duration.ofSeconds(5);

    static final Duration RENEW = Duration.ofSeconds(4);
    /** For what a busy machine does in the end. */
    static final Duration SOON = Duration.ofSeconds(60);

    private static final Host HERE = new Host("", "127.0.0.1", "127.0.0.1");

    private final Ground ground;
    private final Report report;
    private final String operator = UUID.randomUUID().toString();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private static final List<String> NAMES = List.of("one", "two");
    final List<Instance> instances = new ArrayList<>();
    Cluster cluster;
    HostedZone zone;
    LeaseHistory history;
    /** Both instances' token, bound to {@code token-1}. */
    Path token;

    KubernetesStage(Ground ground, Report report) {
        this.ground = ground;
        this.report = report;
    }

    Ground ground() {
        return ground;
    }

    /** A line of the report. */
    void fact(String name, boolean ok, String seen) {
        report.add(RealKubernetes.NAME, name, ok, seen);
    }

    /** Starts everything and waits until both instances are ready. */
    void start() throws Exception {
        Map<String, TemporalRegion> temporal = new LinkedHashMap<>();
        for (String region : List.of(EAST, WEST)) {
            Path log = ground.directory().resolve("temporal-" + region + ".log");
            temporal.put(region, keep(new TemporalRegion(region, Optional.empty(), ground.children(), log)));
            temporal.get(region).start();
        }
        cluster = keep(new Cluster(ground, HERE, EAST));
        cluster.start();
        cluster.crds();
        Path deploy = ground.scripts().resolveSibling("deploy");
        cluster.deploy(deploy);
        CallerCases.allowed(this, deploy);
        for (String file : List.of("virtualservice.yaml", "serviceentry.yaml", "destinationrules.yaml")) {
            cluster.apply(deploy.resolve("examples").resolve(EAST).resolve(file));
        }
        cluster.apply(Files.writeString(ground.directory().resolve("grpcroute.yaml"), KubernetesConfig.grpcRoute()));
        token = cluster.token("token-1");
        history = keep(new LeaseHistory(cluster.admin()));

        zone = keep(new HostedZone("AKIASANDBOX000000000", operator));
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put(EAST, "192.0.2.10");
        addresses.put(WEST, "198.51.100.10");
        zone.start(addresses);
        secrets();
        for (TemporalRegion region : temporal.values()) {
            region.awaitReady(SOON);
        }
        int dns = zone.emulator().dns().getPort();
        KubernetesConfig config = new KubernetesConfig(
                ground.directory(),
                temporal.get(EAST).port(),
                temporal.get(WEST).port(),
                zone.id(),
                zone.emulator().apiEndpoint(),
                "127.0.0.1:" + dns,
                dns);
        for (String name : NAMES) {
            InstancePorts ports = InstancePorts.free();
            Path file = ground.directory().resolve("config-" + name + ".yaml");
            Files.writeString(file, config.yaml(name, ports));
            Access access = new Access(cluster.url(), token, cluster.caFile());
            Instance instance = keep(new Instance(ground, "us-east-1", HERE, name, file, Optional.of(access), ports));
            instances.add(instance);
            instance.start();
        }
        for (Instance instance : instances) {
            if (!Http.within(SOON, instance::ready)) {
                throw new IOException(instance.name() + " is not ready, see " + instance.log());
            }
        }
    }

    /** Operator's bearer token. */
    String operator() {
        return operator;
    }

    Instance named(String name) {
        return instances.stream()
                .filter(instance -> instance.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What an instance says of its policy. */
    static JsonNode policy(Instance instance) throws IOException, InterruptedException {
        return instance.get("/api/v1/status").path("policies").path(0);
    }

    /** True if it says that it leads. */
    static boolean leads(Instance instance) throws IOException, InterruptedException {
        return instance.alive() && policy(instance).path("leader").asBoolean();
    }

    Route grpcRoute() {
        return cluster.route("gateway.networking.k8s.io", "GRPCRoute", "grpcroutes")
                .orElseThrow();
    }

    /** VirtualServices of Temporal's namespace. */
    NonNamespaceOperation<VirtualService, ?, Resource<VirtualService>> routes(KubernetesClient as) {
        return as.resources(VirtualService.class).inNamespace(Cluster.BACKEND);
    }

    /** A copy of the route under another name. */
    VirtualService virtualService(String name) {
        return new VirtualServiceBuilder(
                        routes(cluster.admin()).withName(Cluster.ROUTE).get())
                .withNewMetadata()
                .withNamespace(Cluster.BACKEND)
                .withName(name)
                .endMetadata()
                .build();
    }

    /** What the records are, DNS and mesh. */
    String traffic() {
        return zone.state() + " " + cluster.route().orElseThrow();
    }

    /** Seconds since then, for people. */
    static String since(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - nanos) / 1e9);
    }

    /** Waits until the one that the Lease names says so itself. */
    Instance leader() throws IOException, InterruptedException {
        List<Instance> found = new ArrayList<>();
        boolean one = Http.within(SOON, () -> {
            found.clear();
            String holder = cluster.holder();
            for (Instance instance : instances) {
                if (instance.name().equals(holder) && leads(instance)) {
                    found.add(instance);
                }
            }
            return !found.isEmpty();
        });
        if (!one) {
            throw new IOException("nobody leads, the Lease names '" + cluster.holder() + "'");
        }
        return found.get(0);
    }

    /** The other one. */
    Instance follower() throws IOException, InterruptedException {
        String leader = leader().name();
        return instances.stream()
                .filter(instance -> !instance.name().equals(leader))
                .findFirst()
                .orElseThrow();
    }

    /** True as soon as nobody says that he leads. */
    boolean nobodyLeads() throws IOException, InterruptedException {
        return Http.within(SOON, () -> {
            for (Instance instance : instances) {
                if (leads(instance)) {
                    return false;
                }
            }
            return true;
        });
    }

    private void secrets() throws IOException {
        Path directory = ground.directory();
        TestCa ca = new TestCa("exchange");
        ca.writeCertificate(directory.resolve("ca.pem"));
        for (String name : NAMES) {
            ca.issue("temporal-failover", EAST, name, Instant.now().plus(Duration.ofDays(1)))
                    .write(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
        }
        Secrets.write(
                directory.resolve("credentials"),
                "[default]\naws_access_key_id = AKIASANDBOX000000000\naws_secret_access_key = " + operator + "\n");
        Secrets.write(directory.resolve("operator.token"), operator + "\n");
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("closing a part of the stage: " + e);
            }
        }
    }
}
