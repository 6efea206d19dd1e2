package dev.temporalfailover.real.replication;

import static dev.temporalfailover.real.replication.TwoClusters.EAST;
import static dev.temporalfailover.real.replication.TwoClusters.WEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.Secrets;
import dev.temporalfailover.testkit.TestCa;
import dev.temporalfailover.testkit.service.ServiceConfig;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The packaged service, one instance in each region, which moves records of Route 53's emulator and namespaces of Temporal. */
final class ServicePair implements AutoCloseable {
    private static final String KEY = "AKIASANDBOX000000000";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Ground ground;
    private final TwoClusters clusters;
    private final String token = UUID.randomUUID().toString();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, ServiceProcess> instances = new LinkedHashMap<>();
    private HostedZone zone;

    ServicePair(Ground ground, TwoClusters clusters) {
        this.ground = ground;
        this.clusters = clusters;
    }

    /** @param namespaces the policy's section of that name, as YAML */
    void start(String namespaces) throws IOException, InterruptedException {
        Path directory = ground.directory();
        zone = new HostedZone(KEY, token);
        open.push(zone);
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put(EAST, "192.0.2.10");
        addresses.put(WEST, "198.51.100.10");
        zone.start(addresses);
        Secrets.write(
                directory.resolve("credentials"),
                "[default]\naws_access_key_id = " + KEY + "\naws_secret_access_key = " + token + "\n");
        Secrets.write(directory.resolve("operator.token"), token + "\n");
        TestCa ca = new TestCa("replication");
        ca.writeCertificate(directory.resolve("ca.pem"));
        Map<String, Integer> exchange = Map.of(EAST, Ports.free(), WEST, Ports.free());
        for (String region : List.of(EAST, WEST)) {
            StrictKubernetesApi api = StrictKubernetesApi.start();
            open.push(api);
            ca.issue(ServiceConfig.SERVER_NAME, region, region, Instant.now().plus(Duration.ofDays(1)))
                    .write(directory.resolve(region + ".pem"), directory.resolve(region + ".key"));
            Path config = directory.resolve("config-" + region + ".yaml");
            Files.writeString(config, withHistory(configuration(region, exchange, namespaces)));
            ServiceProcess instance = new ServiceProcess(
                    region,
                    region,
                    ground.jar(),
                    config,
                    URI.create(api.url()),
                    ground.children(),
                    directory.resolve("service-" + region + ".log"));
            instances.put(region, instance);
            open.push(instance);
            instance.start();
        }
        for (ServiceProcess instance : instances.values()) {
            if (!Http.within(TwoClusters.SOON, instance::ready)) {
                throw new IOException(instance.name() + " is not ready, see " + instance.log());
            }
        }
        if (!Http.within(TwoClusters.SOON, () -> zone.state().epoch() > 0)) {
            throw new IOException("the records are not adopted");
        }
    }

    private String configuration(String region, Map<String, Integer> exchange, String namespaces) {
        Path directory = ground.directory();
        String other = region.equals(EAST) ? WEST : EAST;
        String own = "127.0.0.1:" + exchange.get(region);
        int dns = zone.emulator().dns().getPort();
        return ServiceConfig.quick(region)
                .region(EAST, Map.of("private", at(clusters.east().frontendAddress())))
                .region(WEST, Map.of("private", at(clusters.west().frontendAddress())))
                .roles()
                .peer(other, List.of("127.0.0.1:" + exchange.get(other)))
                .exchange(
                        own,
                        own,
                        new ServiceConfig.TlsFiles(
                                directory.resolve(region + ".pem"),
                                directory.resolve(region + ".key"),
                                directory.resolve("ca.pem")),
                        "127.0.0.1:" + dns)
                .evidence("undisputed", "500ms")
                .dns(zone.id(), zone.emulator().apiEndpoint(), directory.resolve("credentials"), "127.0.0.1:" + dns)
                .record(HostedZone.RECORD, HostedZone.TTL_SECONDS)
                .policy("namespaces: " + namespaces)
                .token("operator_token_file", directory.resolve("operator.token"))
                .yaml();
    }

    /** A region whose history is dead answers its frontend's checks. */
    private String withHistory(String yaml) throws IOException {
        JsonNode root = YAML.readTree(yaml);
        for (JsonNode region : root.path("regions")) {
            InetSocketAddress history =
                    clusters.of(region.path("name").asText()).address(Role.HISTORY);
            ((ObjectNode) region.path("temporal_endpoints"))
                    .putObject("history")
                    .put("fqdn", history.getHostString())
                    .put("port", history.getPort());
        }
        return YAML.writeValueAsString(root);
    }

    private static String at(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    HostedZone zone() {
        return zone;
    }

    ServiceProcess of(String region) {
        return instances.get(region);
    }

    /**
     * What was answered last.
     *
     * @param began when that was asked, by {@link System#nanoTime}
     */
    record Asked(long began, String said) {}

    /** A person's request to move to a region, at the instance there; asked again until it is taken. */
    Asked ask(String to) throws IOException, InterruptedException {
        StringBuilder said = new StringBuilder();
        long[] began = {0};
        Http.within(TwoClusters.SOON, () -> {
            said.setLength(0);
            began[0] = System.nanoTime();
            try {
                said.append(once(to));
                return true;
            } catch (IOException refused) {
                said.append(refused.getMessage());
                return false;
            }
        });
        return new Asked(began[0], said.toString());
    }

    /** The same, asked once: what was answered, or the refusal as an exception. */
    String once(String to) throws IOException, InterruptedException {
        return String.valueOf(
                of(to).post("/api/v1/failover", token, Map.of("to", to, "by", "operator", "reason", "drill")));
    }

    /** A namespace that region's leader makes: what was answered, or the refusal as an exception. */
    String make(String namespace, String region) throws IOException, InterruptedException {
        Map<String, String> body = Map.of("name", namespace, "retention", "7d", "by", "operator", "reason", "drill");
        return String.valueOf(of(region).post("/api/v1/namespaces", token, body));
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("closing a part of the service's pair: " + e);
            }
        }
    }
}
