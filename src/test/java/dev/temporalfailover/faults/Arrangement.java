package dev.temporalfailover.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.temporalfailover.emulator.dns.FakeNameServer;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.TestCa;
import dev.temporalfailover.testkit.service.AsShipped;
import dev.temporalfailover.testkit.service.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * The packaged service of us-west-2, which stands by, with all its peers in this JVM: both regions' frontends (that of
 * us-east-1 behind a headless name and TLS), Route 53, DNS and the Kubernetes API. Shared by all tests here, see {@link Shared}.
 */
public final class Arrangement implements AutoCloseable {
    public static final String EAST = "us-east-1";
    public static final String WEST = "us-west-2";
    public static final String POLICY = ServiceConfig.POLICY;
    public static final String OPERATOR = "operators-token-of-a-test";
    public static final String ALERTS = "alertmanagers-token-of-a-test";
    /** The name that us-east-1's frontend has in DNS and in its certificate. */
    public static final String EAST_NAME = "frontend.us-east-1.test";

    /** Why its configuration differs from what ships, beside what every program sets; patterns of keys. */
    private static final Map<String, String> REASONS = Map.of(
            "access\\.kubernetes\\..*", "tokens of the Kubernetes API are asked for too, and soon again",
            "coordination\\.(evidence\\.required|tls\\.server_name)", "one instance alone: no other place is asked",
            "dns_failover\\..*\\.max_switches", "many moves in a minute",
            "dns_failover\\..*\\.set_identifiers\\..*", "named as the regions are, which is the default",
            "regions\\.[a-z0-9-]*\\.role", "for people only",
            "regions\\..*\\.frontend\\.(checks|discovery_type|tls\\..*)",
                    "one peer behind TLS and a name with several addresses; stand-ins answer three checks");

    /** Longer than a watch is believed that has lost an event (a minute), and what follows from it. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    public final Path directory;
    public final TestCa ca = new TestCa("test");
    public final FakeNameServer names;
    public final StandIn east;
    public final StandIn west;
    public final Zone zone;
    public final Mesh mesh;
    public final Service service;

    /** Starts everything; the service may not be ready yet. */
    public Arrangement() throws IOException {
        this("faults", List.of(), Map.of(), (config, a) -> config);
    }

    /** What a test adds to the configuration. */
    public interface Addition {
        /** @param a its peers are there already */
        ServiceConfig to(ServiceConfig config, Arrangement a) throws IOException;
    }

    /**
     * @param folder of its files below {@code target}
     * @param within see {@link Service#within}
     * @param reasons why what is added differs from what ships; patterns of keys
     */
    public Arrangement(String folder, List<String> within, Map<String, String> reasons, Addition addition)
            throws IOException {
        directory = Files.createDirectories(Path.of("target", folder)).toAbsolutePath();
        clear(directory);
        Children children = keep(new Children(directory.resolve("pids")));
        names = keep(new FakeNameServer());
        east = keep(new StandIn(TestCa.server(ca.issue(EAST_NAME), null)));
        west = keep(new StandIn(null));
        zone = keep(new Zone());
        mesh = keep(new Mesh());
        mesh.putRoute();
        names.put(EAST_NAME, List.of("127.0.0.1"));
        ca.writeCertificate(directory.resolve("ca.pem"));
        secret("operator.token", OPERATOR);
        secret("alerts.token", ALERTS);
        secret(
                "credentials",
                "[default]\naws_access_key_id = " + zone.emulator.accessKeyId() + "\naws_secret_access_key = "
                        + zone.emulator.secretAccessKey());
        Map<String, String> all = new TreeMap<>(REASONS);
        all.putAll(reasons);
        Path config = Files.writeString(
                directory.resolve("config.yaml"),
                AsShipped.checked(addition.to(config(), this).yaml(), all));
        service = keep(new Service(
                config,
                directory.resolve("service.log"),
                mesh.api.url(),
                children,
                "-Ddns.server=127.0.0.1:" + names.servers().get(0).getPort()));
        service.within(within);
        service.start();
    }

    private ServiceConfig config() {
        return ServiceConfig.quick(WEST)
                .region(EAST, """
                        {fqdn: %s, discovery_type: headless, port: %d, checks: [system_info, describe_namespace, cold_connect], tls: {ca: %s}}
                        """.formatted(EAST_NAME, east.port(), directory.resolve("ca.pem")))
                .region(
                        WEST,
                        "{fqdn: 127.0.0.1, port: %d, checks: [system_info, describe_namespace, cold_connect]}"
                                .formatted(west.port()))
                .with("""
                        probing: {interval: 500ms, timeout: 400ms, cold_interval: 1s}
                        dns_failover: {read_interval: 1s}
                        leadership: {lease_duration: 4s, renew_deadline: 3s}
                        loop: {pause_limit: 1s}
                        access: {kubernetes: {cache: 1s, timeout: 2s}}
                        """)
                .policy("""
                        failover_threshold: 4
                        recover_threshold: 2
                        max_switches: 100
                        quiet_period: 0s
                        dns: {timeout: 2s, records: [{name: %s, type: A, ttl: 5}]}
                        """.formatted(Zone.RECORD))
                .dns(
                        zone.id,
                        zone.emulator.apiEndpoint(),
                        directory.resolve("credentials"),
                        "127.0.0.1:" + zone.emulator.dns().getPort())
                .route("VirtualService", "temporal-backend", "temporal-frontend", Mesh.EAST_HOST, Mesh.WEST_HOST)
                .token("operator_token_file", directory.resolve("operator.token"))
                .token("alerts_token_file", directory.resolve("alerts.token"));
    }

    /** Heals every peer and brings the traffic home to us-east-1; what a test begins with. */
    public void home() {
        zone.emulator.faults().clear();
        unchecked(() -> {
            zone.emulator.apiUp();
            return true;
        });
        mesh.api.restore();
        mesh.api.resume();
        names.put(EAST_NAME, List.of("127.0.0.1"));
        names.silent(false);
        east.well();
        west.well();
        if (mesh.west() < 0) {
            mesh.putRoute();
        }
        until("ready", service::ready);
        until("both regions healthy, records ours", this::calm);
        if (!active().equals(EAST)) {
            act("failback", "{\"by\":\"test\",\"reason\":\"next test\"}");
            until("traffic at home", () -> active().equals(EAST));
        }
        until("the route follows", () -> mesh.west() == 0);
        act("acknowledge", "{\"by\":\"test\"}");
    }

    private boolean calm() {
        JsonNode policy = service.policy();
        JsonNode dns = policy.path("dns");
        return policy.path("leader").asBoolean()
                && verdict(EAST).equals("HEALTHY")
                && verdict(WEST).equals("HEALTHY")
                && dnsState().equals("owned")
                && !dns.path("stale").asBoolean()
                && routeState().equals("owned");
    }

    /** POST of an operator; must be accepted. */
    public JsonNode act(String action, String json) {
        Service.Answer answer = service.post("/api/v1/" + action, OPERATOR, json);
        if (answer.status() != 202) {
            throw new AssertionError(action + ": " + answer);
        }
        return answer.json();
    }

    /** The region's verdict in capitals. */
    public String verdict(String region) {
        return judged(region).path("verdict").asText().toUpperCase(Locale.ROOT);
    }

    /** Since when the region has its verdict. */
    public Instant since(String region) {
        return Instant.parse(judged(region).path("since").asText());
    }

    private JsonNode judged(String region) {
        for (JsonNode verdict : service.policy().path("verdicts")) {
            if (verdict.path("region").asText().equals(region)) {
                return verdict;
            }
        }
        return MissingNode.getInstance();
    }

    /** {@code owned}, {@code foreign} and so on. */
    public String dnsState() {
        return service.policy().at("/dns/state").asText().toLowerCase(Locale.ROOT);
    }

    /** The same of the route. */
    public String routeState() {
        return service.policy().at("/routes/0/state").asText().toLowerCase(Locale.ROOT);
    }

    /** The active region as the service read it. */
    public String active() {
        return service.policy().path("active").asText();
    }

    public long epoch() {
        return service.policy().path("epoch").asLong();
    }

    /** {@code stay active_healthy} and so on. */
    public String decision() {
        JsonNode decision = service.policy().path("decision");
        return decision.path("decision").asText() + " "
                + decision.path("reason").asText();
    }

    /** Audit records of attempts to write this epoch to Route 53, by how they ended. */
    public long audits(long epoch, String result) {
        long found = 0;
        for (JsonNode audit : service.get("/api/v1/decisions").json()) {
            boolean same = audit.path("epoch").asLong() == epoch
                    && audit.at("/steps/0").asText().startsWith("DNS ")
                    && audit.path("result").asText().equals(result);
            found += same ? 1 : 0;
        }
        return found;
    }

    /** Lets the service's loop look this many times more. */
    public void looks(int times) {
        double end = ticks() + times;
        until("the loop has looked " + times + " times", () -> ticks() >= end);
    }

    private double ticks() {
        return service.metric("temporal_failover_decisions_total");
    }

    /** Waits, generously. */
    public void until(String what, Callable<Boolean> so) {
        await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(so);
    }

    private static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void secret(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text + "\n");
    }

    private static void clear(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            // The pids of an earlier run are needed to end what it left behind.
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(file) && !file.endsWith("pids")) {
                    Files.delete(file);
                }
            }
        }
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
                throw new IllegalStateException("closing " + part.getClass().getSimpleName(), e);
            }
        }
    }
}
