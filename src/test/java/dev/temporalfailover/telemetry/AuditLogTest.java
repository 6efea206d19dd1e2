package dev.temporalfailover.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static AuditEntry entry(long epoch, String reason) {
        return new AuditEntry(
                "p",
                epoch,
                Instant.EPOCH,
                "pod-a",
                "ann",
                false,
                true,
                reason,
                "typed",
                "e",
                "w",
                Map.of("w", 0, "e", 100),
                Map.of("e", 0, "w", 100),
                "applied",
                List.of(new Evidence("e/frontend", Verdict.DOWN, "refused", Duration.ZERO)),
                List.of(new Rule(Reason.HELD, false, "held by bob")),
                List.of("DNS x: applied"),
                Map.of("write", Duration.ofMillis(212)));
    }

    @Test
    void anEntryIsOneLineOfJsonWhateverIsInIt() throws IOException {
        List<String> lines = new ArrayList<>();
        new AuditLog(lines::add).add(entry(8, "a\n\"forged\": true\r"));
        assertEquals(1, lines.size());
        assertFalse(lines.get(0).contains("\n"));
        JsonNode json = new ObjectMapper().readTree(lines.get(0));
        assertEquals(8, json.get("epoch").asLong());
        assertEquals(0.212, json.get("stagesSeconds").get("write").asDouble());
        assertEquals("{\"e\":100,\"w\":0}", json.get("before").toString());
        assertEquals("- held: held by bob", json.get("rules").get(0).asText());
        assertEquals("DOWN e/frontend: refused", json.get("evidence").get(0).asText());
    }

    @Test
    void theNewestAreKeptNewestFirst() {
        AuditLog log = new AuditLog(line -> {});
        for (int i = 1; i <= AuditLog.KEPT + 50; i++) {
            log.add(entry(i, "r"));
        }
        assertEquals(AuditLog.KEPT, log.newest(1_000).size());
        assertEquals(
                List.of(250L, 249L),
                log.newest(2).stream().map(AuditEntry::epoch).toList());
    }
}
