package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.config.settings.ConfigException;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.probe.canary.CanarySettings.CanaryWay;
import dev.temporalfailover.probe.canary.CanarySettings.Connection;
import dev.temporalfailover.probe.canary.CanarySettings.Server;
import dev.temporalfailover.probe.canary.CanarySettings.WorkflowSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Section canary, and a process that is a canary client by the shipped file. */
class CanaryConfigTest {
    private static final String CANARY = """
            canary:
              pages: [{name: canary, url: "http://canary:8080/api/v1/canary"}]
              ways:
                - {name: mesh, fqdn: temporal-frontend, interval: 100ms}
                - {name: public, fqdn: temporal-api.example.com, port: 443, tls: {}, connection: new}
            """;
    private static final Map<String, String> INSTANCE =
            Map.of("TEMPORAL_FAILOVER_REGION", "us-east-1", "HOSTNAME", "h", "TEMPORAL_FAILOVER_ADDRESS", "10.0.0.9");
    private static final Map<String, String> CLIENT =
            Map.of("TEMPORAL_FAILOVER_REGION", "us-east-1", "HOSTNAME", "c", "TEMPORAL_FAILOVER_ROLE", "canary");

    /** The shipped file with another section canary. */
    private static String file(String canary) {
        String shipped = Shipped.text();
        int begin = shipped.indexOf("canary:\n  pages:");
        int end = shipped.indexOf("# Whether proxies carry");
        return shipped.substring(0, begin) + canary + shipped.substring(end);
    }

    private static List<String> refused(String file, Map<String, String> env) {
        return assertThrows(ConfigException.class, () -> Shipped.load(file, env, path -> true))
                .errors();
    }

    @Test
    void anInstanceReadsThePagesAndKnowsTheWayOfEachObject() {
        Config config = Shipped.load(file(CANARY), INSTANCE, path -> true);
        assertEquals(Optional.empty(), config.canary());
        assertEquals(
                Map.of("canary", URI.create("http://canary:8080/api/v1/canary")),
                config.canaries().pages());
        assertEquals(
                Optional.of("public"),
                config.policies().get(0).dns().orElseThrow().way());
        assertEquals(
                Optional.of("mesh"), config.policies().get(0).routes().get(0).way());
    }

    @Test
    void theSameFileMakesACanaryClientThatDoesNothingElseAndNeedsNoneOfTheSecrets() {
        Config config = Shipped.load(file(CANARY), CLIENT, path -> false);
        assertEquals(
                List.of(
                        new CanaryWay(
                                "mesh",
                                new Server("temporal-frontend", 7233, Optional.empty(), Optional.empty()),
                                Connection.KEPT,
                                Duration.ofMillis(100)),
                        new CanaryWay(
                                "public",
                                new Server(
                                        "temporal-api.example.com", 443, Optional.of(Tls.PLATFORM), Optional.empty()),
                                Connection.NEW,
                                Duration.ofMillis(200))),
                config.canary().orElseThrow().ways());
        assertEquals(List.of(), config.policies());
        assertEquals(List.of(), config.regions());
        assertEquals(Optional.empty(), config.leadership().lease());
        assertEquals(Optional.empty(), config.coordination());
        assertEquals(Optional.empty(), config.access().operatorTokenFile());
    }

    @Test
    void aWorkflowIsRunOnlyIfTheFileSaysSo() {
        assertEquals(
                Optional.empty(),
                Shipped.load(file(CANARY), CLIENT, path -> false)
                        .canary()
                        .orElseThrow()
                        .workflow());
        String file = file(CANARY + "  workflow: {fqdn: temporal-frontend-headless}\n");
        assertEquals(
                Optional.of(new WorkflowSettings(
                        "temporal-failover-canary",
                        false,
                        new Server("temporal-frontend-headless", 7233, Optional.empty(), Optional.empty()),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5))),
                Shipped.load(file, CLIENT, path -> false).canary().orElseThrow().workflow());
    }

    /** What ships as a comment is what a person will take. */
    @Test
    void theShippedExampleOfAWorkflowIsGood() {
        String file = Shipped.text().replace("  # workflow: {", "  workflow: {");
        WorkflowSettings workflow = Shipped.load(file, CLIENT, path -> false)
                .canary()
                .orElseThrow()
                .workflow()
                .orElseThrow();
        assertEquals(
                "temporal-frontend-headless.temporal-backend.svc.cluster.local",
                workflow.server().host());
    }

    @Test
    void aWorkflowByANameThatMovesIsRefused() {
        List<String> errors = refused(file(CANARY + "  workflow: {fqdn: temporal-frontend}\n"), CLIENT);
        assertTrue(
                errors.get(0)
                        .contains(
                                "'temporal-frontend' is called by canary.ways mesh, which may lead to another region"),
                errors.toString());
    }

    @Test
    void aWayThatIsNotThereIsRefusedWithTheNearestOne() {
        List<String> errors = refused(file(CANARY.replace("name: mesh", "name: mesch")), INSTANCE);
        assertEquals(2, errors.size(), errors.toString());
        assertTrue(
                errors.get(0).contains("'mesh' is not one of canary.ways: mesch, public; did you mean mesch?"),
                errors.toString());
    }

    @Test
    void waysWithoutPagesAreRefused() {
        String without = CANARY.replace("  pages: [{name: canary, url: \"http://canary:8080/api/v1/canary\"}]\n", "");
        List<String> errors = refused(file(without), INSTANCE);
        assertEquals(3, errors.size(), errors.toString());
        assertTrue(errors.get(0).contains("'public' stands without canary.pages"), errors.toString());
    }

    @Test
    void twoOfOneNameAreRefused() {
        List<String> errors = refused(file(CANARY.replace("name: public", "name: mesh")), INSTANCE);
        assertTrue(errors.stream().anyMatch(e -> e.contains("'mesh' is in the list twice")), errors.toString());
    }

    @Test
    void aRoleThatIsNotKnownAndAClientWithoutAWayAreRefused() {
        assertTrue(refused(
                        file(CANARY),
                        Map.of(
                                "HOSTNAME",
                                "c",
                                "TEMPORAL_FAILOVER_REGION",
                                "us-east-1",
                                "TEMPORAL_FAILOVER_ADDRESS",
                                "h",
                                "TEMPORAL_FAILOVER_ROLE",
                                "Canary"))
                .get(0)
                .contains("'Canary' is not allowed; allowed: canary, or leave it out"));
        assertTrue(
                refused(file(""), CLIENT).stream().anyMatch(e -> e.contains("the file has no canary.ways to call by")));
    }
}
