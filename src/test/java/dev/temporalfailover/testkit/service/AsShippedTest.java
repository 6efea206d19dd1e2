package dev.temporalfailover.testkit.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Test programs run a product that is configured as it ships, but for what has a reason. */
class AsShippedTest {
    private static final Path FILE = Path.of("/tmp/file");

    @Test
    void whatServiceConfigSetsForEveryProgramHasAReason() {
        assertEquals(List.of(), AsShipped.unexplained(usual().yaml(), Map.of()));
    }

    @Test
    void theShippedFileDiffersInNothing() throws Exception {
        assertEquals(Map.of(), AsShipped.differences(Files.readString(Path.of("deploy/base/config.yaml"))));
    }

    @Test
    void aKeyThatNobodyGaveAReasonForIsNamedWithBothValues() {
        String other = usual().with("probing: {late_timeout: 9s}").yaml();
        assertEquals(List.of("probing.late_timeout: not set -> 9s"), AsShipped.unexplained(other, Map.of()));
        assertTrue(assertThrows(IllegalStateException.class, () -> AsShipped.checked(other, Map.of()))
                .getMessage()
                .contains("probing.late_timeout"));
        assertEquals(other, AsShipped.checked(other, Map.of("probing\\.late_timeout", "a slow peer is played")));
    }

    /** Loss, error ratio and latency cannot degrade anything in these programs; pages that show their results say so. */
    @Test
    void theLimitsThatAreOffAreThoseOfTheThreeRatios() {
        assertEquals(
                Map.of(
                        "network_monitoring.alerts.error_ratio.threshold", "50% -> 100%",
                        "network_monitoring.alerts.packet_loss.threshold", "1% -> 100%",
                        "network_monitoring.alerts.high_latency.threshold", "100ms -> 5s"),
                AsShipped.differences(usual().yaml()).entrySet().stream()
                        .filter(one -> one.getKey().matches("network_monitoring.*(ratio|loss|latency)\\.threshold"))
                        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        for (String page : List.of("docs/real-components.md", "docs/scenarios.md")) {
            assertTrue(read(page).contains("limits of loss, errors and latency are off"), page);
        }
    }

    private static String read(String page) {
        try {
            return Files.readString(Path.of(page));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** As the sandbox calls it. */
    private static ServiceConfig usual() {
        Map<String, String> paths = Map.of("private", "127.0.0.1:1", "public", "127.0.0.1:2");
        return ServiceConfig.quick(ServiceConfig.SECONDARY)
                .region(ServiceConfig.PRIMARY, paths)
                .region(ServiceConfig.SECONDARY, paths)
                .peer(ServiceConfig.PRIMARY, List.of("127.0.0.1:5"))
                .witness("witness", List.of("127.0.0.1:6"))
                .roles()
                .exchange("127.0.0.1:7", "127.0.0.1:7", new ServiceConfig.TlsFiles(FILE, FILE, FILE), "127.0.0.1:53")
                .evidence("undisputed", "500ms")
                .dns("Z1", URI.create("http://127.0.0.1:8"), FILE, "127.0.0.1:9")
                .record("temporal-api.example.com", 5)
                .route("VirtualService", "temporal-backend", "temporal-frontend", "a.example.com", "b.example.com")
                .token("operator_token_file", FILE)
                .token("alerts_token_file", FILE);
    }
}
