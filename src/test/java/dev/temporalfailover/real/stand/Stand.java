package dev.temporalfailover.real.stand;

import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.testkit.Secrets;
import dev.temporalfailover.testkit.TestCa;
import dev.temporalfailover.testkit.Timeline;
import dev.temporalfailover.testkit.service.ServiceConfig;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything that a drill plays with: in each region a real Temporal, Kubernetes API and mesh and two instances of the
 * service; elsewhere the witness and Route 53. Runs as the first process of namespaces of its own; built in order, closed in
 * the opposite order.
 */
public final class Stand implements AutoCloseable {
    private static final String KEY_ID = "AKIASTAND00000000000";
    private static final String TOKEN = "service";
    /** Far above what clients and probes ask for, low enough that a load on two cores exceeds it. */
    private static final List<String> LIMITS = List.of("frontend.rps=800");

    private final Ground ground;
    private final Timeline timeline;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<Place, List<Instance>> instances = new LinkedHashMap<>();
    public final Network network;
    public final Map<Place, Cluster> clusters = new LinkedHashMap<>();
    public final Map<Place, Frontend> temporal = new LinkedHashMap<>();
    public final Map<Place, Mesh> meshes = new LinkedHashMap<>();
    final TestCa authority = new TestCa("exchange");
    public final String operatorToken = UUID.randomUUID().toString();
    public HostedZone zone;

    public Stand(Ground ground, Timeline timeline) {
        this.ground = ground;
        this.timeline = timeline;
        this.network = keep(new Network(ground));
    }

    public Ground ground() {
        return ground;
    }

    /** Starts all of it; instances may not be ready yet. */
    public void start() throws IOException, InterruptedException {
        timeline.say("three networks, " + 2 * Network.ONE_WAY.toMillis() + " ms between each two of them");
        network.start();
        timeline.say("starting Temporal, etcd, kube-apiserver in both regions");
        for (Place region : Place.REGIONS) {
            Frontend server = new Frontend(ground, region.host(), LIMITS);
            temporal.put(region, server);
            server.start();
            clusters.put(region, keep(new Cluster(ground, region.host(), region.name())));
        }
        for (Place region : Place.REGIONS) {
            Cluster cluster = clusters.get(region);
            cluster.start();
            cluster.crds();
            cluster.deploy(Path.of("deploy").toAbsolutePath());
            temporal.get(region).awaitReady();
        }
        timeline.say("starting istiod and Envoy in both regions");
        for (Place region : Place.REGIONS) {
            mesh(region);
        }
        timeline.say("starting Route 53, " + count() + " instances of the service");
        route53();
        services();
    }

    private void mesh(Place region) throws IOException, InterruptedException {
        Cluster cluster = clusters.get(region);
        Mesh mesh = new Mesh(ground, region.host(), cluster.kubeconfig());
        meshes.put(region, mesh);
        Place other = region.other();
        cluster.apply(mesh.objects(other.host(), other.meshName(), region.equals(Place.EAST)));
        mesh.startIstiod();
        mesh.startProxies();
    }

    private void route53() throws IOException {
        String key = UUID.randomUUID().toString();
        zone = keep(new HostedZone(new EmulatorOptions()
                .credentials(KEY_ID, key)
                .address(Place.WITNESS.host().address())
                .dnsPort(53)));
        Map<String, String> addresses = new LinkedHashMap<>();
        Place.REGIONS.forEach(
                region -> addresses.put(region.name(), region.host().address()));
        zone.start(addresses);
        secret("credentials", "[default]\naws_access_key_id = " + KEY_ID + "\naws_secret_access_key = " + key + "\n");
        secret("operator.token", operatorToken + "\n");
    }

    private void services() throws IOException {
        for (Place place : Place.ALL) {
            certificate(place, Duration.ofDays(1));
            Optional<Access> access = Optional.empty();
            if (clusters.containsKey(place)) {
                Cluster cluster = clusters.get(place);
                access = Optional.of(new Access(cluster.url(), cluster.token(TOKEN), cluster.caFile()));
            }
            List<Instance> here = new ArrayList<>();
            for (int i = 0; i < place.instances(); i++) {
                Path config = ground.directory().resolve(place.instance(i) + ".yaml");
                Files.writeString(
                        config,
                        new Configuration(place, i, zone.id(), zone.emulator().apiEndpoint(), ground.directory())
                                .yaml());
                int first = place.port(i);
                InstancePorts ports = new InstancePorts(first, first + 1, first + 2, place.exchangePort(i));
                here.add(keep(
                        new Instance(ground, place.name(), place.host(), place.instance(i), config, access, ports)));
            }
            instances.put(place, here);
        }
        for (Instance instance : all()) {
            instance.start();
        }
    }

    /** Starts again what was killed, lets go on what was stopped, and heals the links. */
    public void mend() throws IOException, InterruptedException {
        network.heal();
        for (Place region : Place.REGIONS) {
            temporal.get(region).start();
            temporal.get(region).awaitReady();
            clusters.get(region).restart();
            meshes.get(region).startIstiod();
        }
        for (Instance instance : all()) {
            instance.start();
        }
    }

    /** Writes a place's certificate for the exchange, valid from now on. */
    public void certificate(Place place, Duration valid) throws IOException {
        Path directory = ground.directory();
        authority.writeCertificate(directory.resolve(place.name() + Configuration.ENDINGS.get(2)));
        authority
                .issue(ServiceConfig.SERVER_NAME, Instant.now().plus(valid))
                .write(
                        directory.resolve(place.name() + Configuration.ENDINGS.get(0)),
                        directory.resolve(place.name() + Configuration.ENDINGS.get(1)));
    }

    /** The instances of a place. */
    public List<Instance> of(Place place) {
        return instances.get(place);
    }

    /** The instance of this name. Throws if there is none. */
    public Instance named(String name) {
        return all().stream()
                .filter(instance -> instance.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Every instance, the witness last. */
    public List<Instance> all() {
        return instances.values().stream().flatMap(List::stream).toList();
    }

    /** The instances of each region. */
    public Map<String, List<Instance>> byRegion() {
        Map<String, List<Instance>> regions = new LinkedHashMap<>();
        Place.REGIONS.forEach(region -> regions.put(region.name(), of(region)));
        return regions;
    }

    private static int count() {
        return Place.ALL.stream().mapToInt(Place::instances).sum();
    }

    private void secret(String name, String text) throws IOException {
        Secrets.write(ground.directory().resolve(name), text);
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
            } catch (Exception fault) {
                System.err.println("closing " + part.getClass().getSimpleName() + ": " + fault);
            }
        }
    }
}
