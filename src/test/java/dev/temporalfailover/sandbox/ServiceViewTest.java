package dev.temporalfailover.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceViewTest {

    @Test
    void readsAStatus() throws Exception {
        JsonNode status = new ObjectMapper().readTree("""
                        {"policies": [{"leader": true, "epoch": 3, "active": "us-east-1",
                          "verdicts": [{"region": "us-east-1", "verdict": "healthy"}, {"region": "us-west-2", "verdict": "DOWN"}],
                          "dns": {"weights": {"us-east-1": 100, "us-west-2": 0}},
                          "decision": {"decision": "stay", "reason": "active_healthy"},
                          "stages": [{"stage": "detect", "seconds": 1.5}]}]}
                        """);
        ServiceView view = ServiceView.of(status);
        assertTrue(view.judged("us-east-1", "HEALTHY"));
        assertTrue(view.judged("us-west-2", "DOWN"));
        assertFalse(view.judged("elsewhere", "DOWN"));
        assertEquals(3, view.epoch());
        assertEquals("stay active_healthy", view.decision());
        assertEquals(Map.of("us-east-1", 100, "us-west-2", 0), view.weights());
        assertEquals(Map.of("detect", 1.5), view.stages());
    }

    @Test
    void anEmptyStatusIsNobodysLead() throws Exception {
        ServiceView view = ServiceView.of(new ObjectMapper().readTree("{}"));
        assertFalse(view.leader());
        assertEquals(0, view.epoch());
        assertTrue(view.verdicts().isEmpty());
    }

    @Test
    void theConfigurationIsYamlWithBothRegionsWhateverThePath() throws Exception {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("us-east-1", 1);
        ports.put("us-west-2", 2);
        String yaml = new ServiceConfig(
                        "us-west-2",
                        ports,
                        Map.of("us-east-1", "a.example.com", "us-west-2", "b.example.com"),
                        "Z1",
                        HostedZone.RECORD,
                        HostedZone.TTL_SECONDS,
                        URI.create("http://127.0.0.1:3"),
                        "127.0.0.1:4",
                        Path.of("/tmp/it's here: #1/credentials"),
                        Path.of("/tmp/operator.token"),
                        Path.of("/tmp/alerts.token"))
                .yaml();
        JsonNode config = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        assertEquals("us-west-2", config.path("region").asText());
        assertEquals(2, config.path("regions").size());
        JsonNode policy = config.path("dns_failover").path("failover_policies").path(0);
        assertEquals("us-east-1", policy.path("primary").path("region").asText());
        assertEquals(
                "/tmp/it's here: #1/credentials",
                policy.path("dns").path("credentials_file").asText());
        assertEquals(
                "b.example.com",
                policy.path("routes")
                        .path(0)
                        .path("destinations")
                        .path("us-west-2")
                        .path("host")
                        .asText());
    }
}
