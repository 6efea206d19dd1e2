package dev.temporalfailover.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.config.Config;
import dev.temporalfailover.config.ConfigLoader;
import dev.temporalfailover.coordination.AccessReviews.NeededRight;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.StatusReports;
import dev.temporalfailover.failover.status.TemporalState;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.Verification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sites as they are configured, and what their own checks say before the night. */
class OwnChecksTest {
    private static final Path SHIPPED = Path.of("deploy/base/config.yaml");
    private static final String EAST = "us-east-1";
    private static final String ROUTE = "VirtualService temporal-backend/temporal-frontend";

    @TempDir
    Path directory;

    private Duration now = Duration.ofMinutes(10);
    private final Map<String, PolicyStatus> latest = new ConcurrentHashMap<>();
    private Verification.Effectiveness seen = Verification.Effectiveness.EFFECTIVE;
    private final List<Map<String, Integer>> asked = new ArrayList<>();
    private List<String> workflows = List.of();
    private final ClientCheck clients = new ClientCheck() {
        @Override
        public Verification ask(String way, Map<String, Integer> weights, Duration since) {
            asked.add(weights);
            return new Verification(seen, "canary c by " + way + " did not answer");
        }

        @Override
        public List<String> workflows(String region) {
            return workflows.stream().map(one -> region + " " + one).toList();
        }
    };

    private Config config(String... cut) throws IOException {
        String text = Files.readString(SHIPPED);
        for (String part : cut) {
            String without = Pattern.compile(part).matcher(text).replaceAll("");
            assertTrue(!without.equals(text), part + " is not in the shipped file");
            text = without;
        }
        Path file = Files.writeString(directory.resolve("config.yaml"), text);
        Map<String, String> env =
                Map.of("TEMPORAL_FAILOVER_REGION", EAST, "HOSTNAME", "pod-a", "TEMPORAL_FAILOVER_ADDRESS", "10.0.0.7");
        return ConfigLoader.load(file, env, path -> true);
    }

    private OwnChecks checks(Config config) {
        return new OwnChecks(config, TestClock.of(() -> now), clients, latest);
    }

    private static List<String> blind(Config config) {
        return OwnChecks.blindRoutes(
                config.policies().get(0).routes(), !config.mesh().proxies().isEmpty());
    }

    /** No canary client, and proxies that cannot be asked from outside the mesh; istiod's counts are no proxy. */
    @Test
    void aSiteWhereNoProxyAndNoCanaryCanBeAskedIsBlindToItsRoutes() throws IOException {
        assertEquals(List.of(), blind(config()), "as shipped a canary client says it");
        Config blind = config(" +way: mesh\n", "(?m)^# (?=mesh:|  istiod:)");
        assertEquals(1, blind.mesh().istiods().size());
        assertEquals(List.of(ROUTE), blind(blind));
    }

    /** Limits of pools are configured, and nothing gives a figure. */
    @Test
    void aSiteWithoutAFigureOfItsConnectionPoolsIsToldThatTheirLimitsSeeNothing() throws IOException {
        OwnChecks none = checks(config("(?s)  pool_sources:\n.*?(?=\ndns_failover)"));
        DryCall fault = none.pools().get(0);
        assertEquals(ReadinessReason.POOLS, fault.reason());
        assertEquals(EAST, fault.region().orElseThrow());
        assertTrue(fault.problem().contains("connection_pool_exhaustion and high_connection_count"), fault.problem());

        OwnChecks shipped = checks(config());
        assertTrue(shipped.pools().get(0).problem().contains("gives a figure"), "configured, and silent");
        shipped.pool("us-west-2");
        assertEquals(1, shipped.pools().size(), "another region's");
        shipped.pool(EAST);
        assertEquals(List.of(), shipped.pools());
        now = now.plusSeconds(121);
        assertEquals(1, shipped.pools().size(), "silent again");
    }

    @Test
    void certificatesOfTheExchangeSpeakAgainstEveryMove() throws IOException {
        List<DryCall> found = checks(config()).certificates();
        assertEquals(
                List.of(
                        "between instances: /etc/temporal-failover/tls/tls.crt cannot be read: NoSuchFileException",
                        "between instances: /etc/temporal-failover/tls/ca.crt cannot be read: NoSuchFileException"),
                found.stream().map(DryCall::problem).toList());
        assertTrue(
                found.stream().allMatch(f -> f.region().isEmpty() && f.policy().isEmpty()));
    }

    @Test
    void theTakeoverEndpointMustAnswerWhatIsSo() throws IOException {
        int[] answers = {503};
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/health/takeover/us-west-2", exchange -> {
            exchange.sendResponseHeaders(answers[0], -1);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        try {
            status(List.of());
            OwnChecks checks = checks(config());
            assertEquals(List.of(), checks.takeoverCheck(port));
            status(List.of("us-west-2"));
            assertTrue(checks.takeoverCheck(port).get(0).problem().endsWith("answers 503, and should 200"));
            answers[0] = 200;
            assertEquals(List.of(), checks.takeoverCheck(port));
        } finally {
            server.stop(0);
        }
        assertTrue(checks(config()).takeoverCheck(port).get(0).problem().contains("does not answer"));
    }

    @Test
    void canaryClientsThatCouldNotSeeTheNextMoveAreNamedNow() throws IOException {
        status(List.of());
        OwnChecks checks = checks(config());
        assertEquals(List.of(), checks.canaries());
        seen = Verification.Effectiveness.NOT_YET;
        assertEquals(
                ROUTE + ": canary c by mesh did not answer",
                checks.canaries().get(0).problem());
        assertEquals(List.of(Fixtures.POLICY.weightsFor(EAST), Fixtures.POLICY.weightsFor(EAST)), asked);
    }

    @Test
    void aWorkflowOfACanaryClientThatFailsSpeaksAgainstThisRegion() throws IOException {
        status(List.of());
        OwnChecks checks = checks(config());
        assertEquals(List.of(), checks.canaries());
        workflows = List.of("canary c workflow not_finished: why");
        assertEquals(
                List.of(DryCall.against(
                        EAST, ReadinessReason.CANARY_WORKFLOW, "us-east-1 canary c workflow not_finished: why")),
                checks.canaries());
    }

    private void status(List<String> takenOver) {
        latest.put(
                Fixtures.POLICY.name(),
                new PolicyStatus(
                        Fixtures.POLICY,
                        Map.of(),
                        Fixtures.owned(Fixtures.record(7, EAST)),
                        Map.of(),
                        List.of(new RouteReading(ROUTE, RouteState.OWNED, Fixtures.POLICY.weightsFor(EAST), 7, "")),
                        Map.of(),
                        new Decision.Stay(Decision.Reason.ACTIVE_HEALTHY, List.of()),
                        Intents.NONE,
                        true,
                        "pod-a",
                        takenOver,
                        List.of(),
                        Map.of(),
                        List.of(),
                        Elsewhere.NONE,
                        Observers.NONE,
                        Fixtures.at(600),
                        TemporalState.NONE,
                        StatusReports.NONE));
    }

    /** What is asked is what ships: nothing that the Role does not grant, or the shipped site would never be ready. */
    @Test
    void theShippedRolesGrantEveryRightThatIsAskedFor() throws IOException {
        List<NeededRight> needed = NeededRights.of(config());
        assertEquals(18, needed.size(), needed.toString());
        assertEquals(List.of(), notGranted("deploy/base/rbac.yaml", needed));
    }

    @Test
    void theComponentGrantsWhatARestartOfWorkersNeeds() throws IOException {
        List<NeededRight> without = NeededRights.of(config());
        String text = Files.readString(SHIPPED)
                .replace("# namespaces: {", "namespaces: {restart_workers: [temporal-product/payment-worker], ");
        Path file = Files.writeString(directory.resolve("workers.yaml"), text);
        Map<String, String> env =
                Map.of("TEMPORAL_FAILOVER_REGION", EAST, "HOSTNAME", "pod-a", "TEMPORAL_FAILOVER_ADDRESS", "10.0.0.7");
        List<NeededRight> needed = new ArrayList<>(NeededRights.of(ConfigLoader.load(file, env, path -> true)));
        needed.removeAll(without);
        assertEquals(
                List.of("get", "patch"), needed.stream().map(NeededRight::verb).toList());
        assertEquals(List.of(), notGranted("deploy/components/restart-workers/rbac.yaml", needed));
    }

    private static List<NeededRight> notGranted(String file, List<NeededRight> needed) throws IOException {
        List<JsonNode> roles = new ArrayList<>();
        try (YAMLParser parser = new YAMLFactory().createParser(Path.of(file).toFile())) {
            new ObjectMapper().readValues(parser, JsonNode.class).forEachRemaining(roles::add);
        }
        return needed.stream()
                .filter(right -> roles.stream().noneMatch(role -> grants(role, right)))
                .toList();
    }

    private static boolean grants(JsonNode role, NeededRight right) {
        boolean here = role.path("kind").asText().equals("Role")
                && role.at("/metadata/namespace").asText().equals(right.namespace());
        for (JsonNode rule : here ? role.path("rules") : role.path("none")) {
            boolean named = rule.path("resourceNames").isMissingNode()
                    || right.name()
                            .filter(name -> has(rule, "resourceNames", name))
                            .isPresent();
            if (named
                    && has(rule, "apiGroups", right.group())
                    && has(rule, "resources", right.resource())
                    && has(rule, "verbs", right.verb())) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(JsonNode rule, String list, String value) {
        for (JsonNode one : rule.path(list)) {
            if (one.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
