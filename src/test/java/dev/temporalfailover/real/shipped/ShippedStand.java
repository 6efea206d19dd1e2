package dev.temporalfailover.real.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.stand.Access;
import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Frontend;
import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.Mesh;
import dev.temporalfailover.real.stand.Network;
import dev.temporalfailover.real.stand.Place;
import dev.temporalfailover.real.stand.Stand;
import dev.temporalfailover.testkit.Secrets;
import dev.temporalfailover.testkit.TestCa;
import dev.temporalfailover.testkit.Timeline;
import dev.temporalfailover.testkit.service.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The stand with what ships: its configuration, objects, environment, ports, names and TLS. */
final class ShippedStand extends Stand {
    /** An outage is in windows of up to five minutes, and a region is healthy again when it has left them. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Map<Place, Rendered> overlays = new LinkedHashMap<>();
    private final Map<Place, Objects> objects = new LinkedHashMap<>();
    private final Map<Place, Edge> edges = new LinkedHashMap<>();
    private final TestCa publicly = new TestCa("public");
    private final List<Instance> canaries = new ArrayList<>();
    private final Pods pods;
    private boolean adopt = true;

    ShippedStand(Ground ground, Timeline timeline, Duration roundTrip) throws IOException, InterruptedException {
        // 10 % of it from the quickest to the slowest, half of it each way.
        super(ground, timeline, new Network(ground, roundTrip.dividedBy(2), roundTrip.dividedBy(10)));
        this.pods = new Pods(ground, network);
        for (Place region : Place.REGIONS) {
            Rendered overlay = Rendered.overlay(ground, "overlays/" + region.name());
            overlays.put(region, overlay);
            objects.put(region, new Objects(region, List.of(Rendered.examples(region.name()), overlay)));
            edges.put(region, new Edge(ground, region.host(), new Addresses(region)));
        }
        overlays.put(Place.WITNESS, Rendered.overlay(ground, "witness"));
        objects.forEach((region, all) -> all.said().forEach(line -> timeline.text("  " + region.name() + " " + line)));
    }

    @Override
    protected void names() throws IOException, InterruptedException {
        for (Place region : Place.REGIONS) {
            for (String address : new Addresses(region).more()) {
                network.address(region.host(), address);
            }
            pods.make(region);
            dns(region.host(), region.name(), new Addresses(region).own());
            publicly.issue(new Addresses(region).certified(), Instant.now().plus(Duration.ofDays(1)))
                    .write(
                            file("public-" + region.host().name() + ".pem"),
                            file("public-" + region.host().name() + ".key"));
        }
        network.address(Place.WITNESS.host(), Addresses.RESOLVER);
        dns(Place.WITNESS.host(), Place.WITNESS.name(), List.of());
        publicly.writeCertificate(file("public-ca.pem"));
        publicly.writeTrustStore(file("public-ca.jks"));
    }

    private void dns(Host host, String name, List<String> own) throws IOException {
        List<String> lines = new ArrayList<>(own);
        lines.addAll(Addresses.everywhere());
        Path names = Files.write(file("names-" + name), lines);
        pods.java(
                host,
                ClusterDns.class,
                file("dns-" + name + ".log"),
                Addresses.RESOLVER,
                Place.WITNESS.host().address(),
                names.toString());
    }

    @Override
    protected Frontend frontend(Place region) throws IOException {
        Host host = pods.temporal(region);
        List<String> more = List.of(
                "--ui-ip",
                "0.0.0.0",
                "--ui-port",
                "8080",
                "--metrics-port",
                String.valueOf(Edge.PAGES),
                "--log-config");
        return new Frontend(
                ground, host, new Frontend.Listens("0.0.0.0", host.seen(), Mesh.PORT, 7243, more), List.of());
    }

    @Override
    protected void deploy(Place region, Cluster cluster) throws IOException, InterruptedException {
        cluster.apply(Path.of("real/mesh/shipped.yaml").toAbsolutePath());
        objects.get(region).apply(ground, cluster);
        pods.register(region, cluster, overlays.get(region).one("DaemonSet", ""));
    }

    /** Endpoints and the sidecar's listener: what a kubelet and a capture of traffic would bring. */
    @Override
    protected void objects(Place region, Cluster cluster, Mesh mesh) throws IOException, InterruptedException {
        String text = Files.readString(Path.of("real/mesh/shipped-endpoints.yaml"));
        cluster.apply(Files.writeString(
                file("endpoints-" + region.name() + ".yaml"),
                text.replace("@frontend@", new Addresses(region).frontend())));
        edge(region);
    }

    private void edge(Place region) throws IOException {
        edges.get(region)
                .start(
                        temporal.get(region).process(),
                        file("temporal-" + pods.temporal(region).name() + ".log"));
    }

    @Override
    protected void records(HostedZone route53) throws IOException {
        JsonNode policy = Rendered.YAML
                .readTree(new Workload(
                                overlays.get(Place.EAST),
                                overlays.get(Place.EAST).one("DaemonSet", ""))
                        .configuration())
                .at("/dns_failover/failover_policies/0");
        Zone.start(route53, policy.at("/dns/hosted_zone_id").asText()).forEach(line -> timeline.text("  " + line));
    }

    @Override
    protected List<Instance> instances(Place place) throws IOException {
        Rendered overlay = overlays.get(place);
        boolean witness = place.equals(Place.WITNESS);
        Workload workload = new Workload(overlay, overlay.one(witness ? "Deployment" : "DaemonSet", ""));
        secrets(place);
        List<Instance> all = new ArrayList<>();
        for (int i = 0; i < place.instances(); i++) {
            Host host = witness ? place.host() : pods.host(place, i);
            all.add(instance(place, workload, host, place.instance(i)));
        }
        if (!witness) {
            Workload canary = new Workload(overlay, overlay.one("Deployment", "temporal-failover-canary"));
            String at = new Addresses(place).canary();
            Host host = new Host(place.host().name(), at, place.host().seen());
            Instance client = instance(place, canary, host, place.name() + "-canary");
            canaries.add(keep(client));
            client.start();
        }
        return all;
    }

    private Instance instance(Place place, Workload workload, Host host, String name) throws IOException {
        configuration(place, workload);
        Map<String, String> shipped = workload.environment(name, host.address());
        Map<String, String> environment = new TreeMap<>(shipped);
        environment.put("TEMPORAL_FAILOVER_CONFIG", configFile(place).toString());
        environment.merge(
                "JAVA_TOOL_OPTIONS",
                "-Djavax.net.ssl.trustStore=" + file("public-ca.jks"),
                (ships, own) -> ships + " " + own);
        List<String> options = new ArrayList<>(List.of("-Dkubernetes.auth.tryKubeConfig=false"));
        boolean canary = name.endsWith("-canary");
        Optional<Access> access = canary ? Optional.empty() : access(place);
        if (access.isPresent()) {
            environment.put("AWS_ACCESS_KEY_ID", KEY_ID);
            environment.put("AWS_SECRET_ACCESS_KEY", key);
            environment.put("KUBERNETES_SERVICE_HOST", access.get().cluster().getHost());
            environment.put(
                    "KUBERNETES_SERVICE_PORT",
                    String.valueOf(access.get().cluster().getPort()));
            options.add("-Dkubernetes.auth.serviceAccount.token=" + access.get().token());
            options.add("-Dkubernetes.certs.ca.file=" + access.get().ca());
        } else {
            options.add("-Dkubernetes.auth.tryServiceAccount=false");
        }
        if (canary) {
            for (String server : List.of("http", "management", "grpc.server")) {
                options.add("-Dquarkus." + server + ".host=" + host.address());
            }
        }
        say(Replacements.explained("environment " + name, tree(shipped), tree(environment)));
        say(Replacements.explained("options " + name, tree(Map.of()), tree(options(options))));
        return new Instance(ground, place.name(), host, name, options, environment);
    }

    /** {@code -Dname=value} by name. */
    private static Map<String, String> options(List<String> options) {
        Map<String, String> all = new TreeMap<>();
        for (String option : options) {
            all.put(option.substring(2, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return all;
    }

    /** Options of a JVM one by one, so that what ships is compared with what ships. */
    private static JsonNode tree(Map<String, String> values) {
        ObjectNode tree = Rendered.YAML.createObjectNode();
        values.forEach((name, value) -> {
            if (name.equals("JAVA_TOOL_OPTIONS")) {
                for (String option : value.strip().split("\\s+")) {
                    tree.withArray(name).add(option);
                }
            } else {
                tree.put(name, value);
            }
        });
        return tree;
    }

    private void configuration(Place place, Workload workload) throws IOException {
        JsonNode shipped = Rendered.YAML.readTree(workload.configuration());
        JsonNode run = Configured.of(
                shipped, ground.directory(), place, zone.emulator().apiEndpoint());
        say(Replacements.explained("config " + place.name(), shipped, run));
        JsonNode written = adopt && !place.equals(Place.WITNESS) ? Configured.adopting(run) : run;
        Files.writeString(configFile(place), Rendered.YAML.writeValueAsString(written));
    }

    private Path configFile(Place place) {
        return file("config-" + place.name() + ".yaml");
    }

    /** As {@code deploy/README.md} has them made: one certificate for each cluster, which names it, and tokens. */
    private void secrets(Place place) throws IOException {
        authority.writeCertificate(file(place.name() + "-ca.crt"));
        authority
                .issue(
                        ServiceConfig.SERVER_NAME,
                        place.name(),
                        "",
                        Instant.now().plus(Duration.ofDays(1)))
                .write(file(place.name() + "-tls.crt"), file(place.name() + "-tls.key"));
        Secrets.write(file("operator"), operatorToken + "\n");
        Secrets.write(file("alertmanager"), "alerts-" + operatorToken + "\n");
    }

    /** The last step of an installation: what was adopted is ours, and {@code adopt} is taken out. */
    void takeAdoptOut() throws IOException {
        adopt = false;
        for (Place region : Place.REGIONS) {
            Rendered overlay = overlays.get(region);
            configuration(region, new Workload(overlay, overlay.one("DaemonSet", "")));
        }
    }

    /** How many keys of the objects in both clusters were compared with what ships. Throws if one differs that may not. */
    int compare() {
        return objects.entrySet().stream()
                .mapToInt(one -> one.getValue().compare(clusters.get(one.getKey())))
                .sum();
    }

    @Override
    public void mend() throws IOException, InterruptedException {
        zone.emulator().apiUp();
        super.mend();
        for (Place region : Place.REGIONS) {
            edge(region);
        }
        for (Instance canary : canaries) {
            canary.start();
        }
    }

    @Override
    public Entrance entrance() {
        return new Entrance(443, List.of("-Dtls.ca=" + file("public-ca.pem")), false);
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    private void say(List<String> lines) {
        lines.forEach(line -> timeline.text("  " + line));
    }

    private Path file(String name) {
        return ground.directory().resolve(name);
    }
}
