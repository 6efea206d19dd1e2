package dev.temporalfailover.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.emulator.clients.Moves;
import dev.temporalfailover.emulator.regions.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    @TempDir
    Path directory;

    private Summary summary() {
        Map<String, Optional<Duration>> times = new LinkedHashMap<>();
        times.put("detected", Optional.of(Duration.ofMillis(1_234)));
        times.put("decided", Optional.empty());
        Map<String, List<String>> rules = new LinkedHashMap<>();
        rules.put("one rule", List.of());
        rules.put("another", List.of("it broke"));
        return new Summary(
                false, Map.of("failover", times), Map.of("outage", Map.of(World.WEST, new Moves.Count(12, 3))), rules);
    }

    @Test
    void theTableNamesStagesCallsAndWhatWasBroken() {
        assertEquals("""

                  failover, from the start of it
                    detected                    1.23 s
                    decided                   not seen
                  client calls                              us-east-1                us-west-2
                    outage                           0 ok    0 failed        12 ok    3 failed
                  invariants
                    held     one rule
                    VIOLATED another
                             it broke
                """, summary().text());
    }

    @Test
    void machinesReadTheSame() throws Exception {
        Path file = directory.resolve("summary.json");
        summary().write(file);
        JsonNode read = new ObjectMapper().readTree(file.toFile());
        assertEquals(
                1.234,
                read.path("stagesSeconds").path("failover").path("detected").asDouble());
        assertTrue(read.path("stagesSeconds").path("failover").path("decided").isNull());
        assertEquals(
                3,
                read.path("calls")
                        .path("outage")
                        .path("us-west-2")
                        .path("failed")
                        .asInt());
        assertEquals("it broke", read.path("violations").path("another").path(0).asText());
    }
}
