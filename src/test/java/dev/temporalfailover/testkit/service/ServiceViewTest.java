package dev.temporalfailover.testkit.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceViewTest {

    @Test
    void readsAStatus() throws Exception {
        JsonNode status = new ObjectMapper().readTree("""
                        {"policies": [{"leader": true, "epoch": 3, "active": "us-east-1",
                          "verdicts": [{"region": "us-east-1", "verdict": "healthy"}, {"region": "us-west-2", "verdict": "DOWN"}],
                          "dns": {"weights": {"us-east-1": 100, "us-west-2": 0}},
                          "decision": {"decision": "stay", "reason": "active_healthy", "rules": [
                            {"rule": "held", "present": "no hold"}, {"rule": "active_healthy", "present": "all is well"}]},
                          "places": [{"place": "us-east-1", "ageSeconds": 5.1, "verdicts": {"us-east-1": "HEALTHY"}},
                            {"place": "witness", "ageSeconds": 0.2, "verdicts": {"us-east-1": "DOWN", "us-west-2": "HEALTHY"}}],
                          "observers": {"heard": 2},
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
        assertEquals("all is well", view.why());
        assertEquals(Map.of("witness", Map.of("us-east-1", "DOWN", "us-west-2", "HEALTHY")), view.places());
        assertEquals(2, view.observers());
    }

    @Test
    void anEmptyStatusIsNobodysLead() throws Exception {
        ServiceView view = ServiceView.of(new ObjectMapper().readTree("{}"));
        assertFalse(view.leader());
        assertEquals(0, view.epoch());
        assertTrue(view.verdicts().isEmpty());
    }
}
