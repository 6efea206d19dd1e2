package dev.temporalfailover.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static final Duration TOOK = Duration.ofMillis(41_500);

    private static Result passed() {
        Map<String, Optional<Duration>> times = new LinkedHashMap<>();
        times.put("detected", Optional.of(Duration.ofMillis(2_310)));
        times.put("route us-west-2", Optional.of(Duration.ofMillis(2_900)));
        times.put("all clients", Optional.of(Duration.ofMillis(8_710)));
        return new Result("region-death", Optional.empty(), Map.of("failover", times), 0, TOOK);
    }

    private static Result failed() {
        return new Result("link-cut", Optional.of("traffic moved"), Map.of(), 1, TOOK);
    }

    @Test
    void aLineSaysPassOrFailTheTimesAndTheWrongFlips() {
        assertEquals(
                "PASS region-death, failover: detected 2.31 s -> all clients 8.71 s; wrong flips 0; took 41.50 s",
                passed().line());
        assertEquals("FAIL link-cut, traffic moved; wrong flips 1; took 41.50 s", failed().line());
    }

    @Test
    void aWrongFlipAloneIsAFailure() {
        Result flipped = new Result("flapping", Optional.empty(), Map.of(), 1, TOOK);
        assertFalse(flipped.passed());
        assertTrue(flipped.line().startsWith("FAIL"));
        assertTrue(passed().passed());
    }

    @Test
    void theTableHasALineForEachMoveAndSaysWhy() {
        List<String> lines = Result.table(List.of(passed(), failed())).lines().toList();
        assertEquals(
                List.of(
                        "      scenario            from the fault on     detected     refused     decided     written all clients  flips    took",
                        "PASS  region-death        failover                   2.3           -           -           -         8.7      0    41.5",
                        "FAIL  link-cut            -                                                                                   1    41.5",
                        "      traffic moved"),
                lines);
    }

    @Test
    void linesOfScenariosThatRunSideBySideBearTheirNames() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrefixedLines(new PrintStream(bytes, true, StandardCharsets.UTF_8), "link-cut");
        out.println("one\ntwo");
        assertEquals(
                List.of("link-cut           one", "link-cut           two"),
                bytes.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
