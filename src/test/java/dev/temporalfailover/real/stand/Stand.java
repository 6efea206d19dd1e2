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
public class Stand implements AutoCloseable {
    private static final String TOKEN = "service";
    /** Far above what clients and probes ask for, low enough that a load on two cores exceeds it. */
    private static final List<String> LIMITS = List.of("frontend.rps=800");

    protected final Ground ground;
    protected final Timeline timeline;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<Place, List<Instance>> instances = new LinkedHashMap<>();
    public final Network network;
    public final Map<Place, Cluster> clusters = new LinkedHashMap<>();
    public final Map<Place, Frontend> temporal = new LinkedHashMap<>();
    public final Map<Place, Mesh> meshes = new LinkedHashMap<>();
    protected final TestCa authority = new TestCa("exchange");
    /** The key that Route 53 knows. */
    protected static final String KEY_ID = "AKIASTAND00000000000";

    /** Its secret. */
    protected final String key = UUID.randomUUID().toString();

    public final String operatorToken = UUID.randomUUID().toString();
    public HostedZone zone;

    public Stand(Ground ground, Timeline timeline) {
        this(ground, timeline, new Network(ground));
    }

    /** @param network not started; closed with the stand */
    protected Stand(Ground ground, Timeline timeline, Network network) {
        this.ground = ground;
        this.timeline = timeline;
        this.network = keep(network);
    }

    public Ground ground() {
        return ground;
    }

    /** Starts all of it; instances may not be ready yet. */
    public void start() throws IOException, InterruptedException {
        timeline.say("three networks, from one to another: " + network.usual());
        network.start();
        names();
        timeline.say("starting Temporal, etcd, kube-apiserver in both regions");
        for (Place region : Place.REGIONS) {
            Frontend server = frontend(region);
            temporal.put(region, server);
            server.start();
            clusters.put(region, keep(new Cluster(ground, region.host(), region.name())));
        }
        for (Place region : Place.REGIONS) {
            Cluster cluster = clusters.get(region);
            cluster.start();
            cluster.crds();
            deploy(region, cluster);
            temporal.get(region).awaitReady();
        }
        timeline.say("starting istiod and Envoy in both regions");
        for (Place region : Place.REGIONS) {
            mesh(region);
        }
        timeline.say("starting Route 53");
        zone = keep(new HostedZone(new EmulatorOptions()
                .credentials(KEY_ID, key)
                .address(Place.WITNESS.host().address())
                .dnsPort(53)));
        records(zone);
        secret("credentials", "[default]\naws_access_key_id = " + KEY_ID + "\naws_secret_access_key = " + key + "\n");
        secret("operator.token", operatorToken + "\n");
        timeline.say("starting instances of the service");
        services();
    }

    /** What the hosts need before anything is started there. */
    protected void names() throws IOException, InterruptedException {}

    /** The region's Temporal, not started. */
    protected Frontend frontend(Place region) throws IOException {
        return new Frontend(ground, region.host(), LIMITS);
    }

    /** Applies what the service needs in the region's cluster. */
    protected void deploy(Place region, Cluster cluster) throws IOException, InterruptedException {
        cluster.deploy(Path.of("deploy").toAbsolutePath());
    }

    /** Applies what istiod reads. */
    protected void objects(Place region, Cluster cluster, Mesh mesh) throws IOException, InterruptedException {
        Place other = region.other();
        cluster.apply(mesh.objects(other.host(), other.meshName(), region.equals(Place.EAST)));
    }

    /** Starts Route 53 with the records that there are before the service comes. */
    protected void records(HostedZone route53) throws IOException {
        Map<String, String> addresses = new LinkedHashMap<>();
        Place.REGIONS.forEach(
                region -> addresses.put(region.name(), region.host().address()));
        route53.start(addresses);
    }

    /** Where clients find Temporal at the public name, and the options that they need for it. */
    public Entrance entrance() {
        return new Entrance(Mesh.PORT, List.of(), true);
    }

    /**
     * How clients come in.
     *
     * @param port at the public name
     * @param options of each client
     * @param plain whether those are at work too that need names of istiod without TLS and without DNS, or never look again
     */
    public record Entrance(int port, List<String> options, boolean plain) {}

    /** How long it may take until everything is as it was. */
    public Duration patience() {
        return Duration.ofSeconds(150);
    }

    private void mesh(Place region) throws IOException, InterruptedException {
        Cluster cluster = clusters.get(region);
        Mesh mesh = new Mesh(ground, region.host(), cluster.kubeconfig());
        meshes.put(region, mesh);
        objects(region, cluster, mesh);
        mesh.startIstiod();
        mesh.startProxies();
    }

    private void services() throws IOException, InterruptedException {
        for (Place place : Place.ALL) {
            List<Instance> here = instances(place);
            here.forEach(this::keep);
            instances.put(place, here);
        }
        for (Instance instance : all()) {
            instance.start();
        }
    }

    /** The instances of a place, not started. */
    protected List<Instance> instances(Place place) throws IOException, InterruptedException {
        certificate(place, Duration.ofDays(1));
        List<Instance> here = new ArrayList<>();
        Optional<Access> access = access(place);
        for (int i = 0; i < place.instances(); i++) {
            Path config = ground.directory().resolve(place.instance(i) + ".yaml");
            Files.writeString(
                    config,
                    new Configuration(place, i, zone.id(), zone.emulator().apiEndpoint(), ground.directory()).yaml());
            int first = place.port(i);
            InstancePorts ports = new InstancePorts(first, first + 1, first + 2, place.exchangePort(i));
            here.add(new Instance(ground, place.name(), place.host(), place.instance(i), config, access, ports));
        }
        return here;
    }

    /** How instances of a place find their cluster; empty for the witness. */
    protected Optional<Access> access(Place place) throws IOException {
        if (!clusters.containsKey(place)) {
            return Optional.empty();
        }
        Cluster cluster = clusters.get(place);
        return Optional.of(new Access(cluster.url(), cluster.token(TOKEN), cluster.caFile()));
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

    /** Writes the certificates of a place's instances for the exchange, valid from now on. */
    public void certificate(Place place, Duration valid) throws IOException {
        Path directory = ground.directory();
        for (int i = 0; i < place.instances(); i++) {
            String name = place.instance(i);
            authority.writeCertificate(directory.resolve(name + Configuration.ENDINGS.get(2)));
            authority
                    .issue(
                            ServiceConfig.SERVER_NAME,
                            place.name(),
                            name,
                            Instant.now().plus(valid))
                    .write(
                            directory.resolve(name + Configuration.ENDINGS.get(0)),
                            directory.resolve(name + Configuration.ENDINGS.get(1)));
        }
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

    private void secret(String name, String text) throws IOException {
        Secrets.write(ground.directory().resolve(name), text);
    }

    /** Closed with the stand. */
    protected final <T extends AutoCloseable> T keep(T part) {
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
