package dev.temporalfailover.api.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class AsksFuzzTest {
    private static final List<String> SEEDS = List.of(
            "{\"policy\":\"p\",\"to\":\"us-west-2\",\"by\":\"ann\",\"reason\":\"drill\",\"force\":false,\"planHash\":\"ab\"}",
            "{\"policy\":\"p\",\"owner\":\"ann\",\"reason\":\"drill\",\"duration\":\"PT2H\"}",
            "{\"policy\":\"p\",\"by\":\"ann\",\"epoch\":7}",
            "30m");

    private static final List<BiFunction<byte[], Checks, Record>> READS = List.of(
            Asks.MoveRequest::read, Asks.HoldRequest::read, Asks.ReleaseRequest::read, Asks.AcknowledgeRequest::read);

    @Test
    void bodies() {
        Fuzz.texts("actions", SEEDS, input -> {
            boolean taken = false;
            for (BiFunction<byte[], Checks, Record> read : READS) {
                taken |= refusedOrRead(() -> {
                    Checks checks = new Checks();
                    assertNotNull(read.apply(input, checks));
                    checks.done();
                });
            }
            taken |= refusedOrRead(() -> Asks.duration("duration", Fuzz.text(input), Duration.ofHours(24)));
            return taken;
        });
    }

    private static boolean refusedOrRead(Runnable read) {
        try {
            read.run();
            return true;
        } catch (Refusal refused) {
            assertFalse(refused.getMessage().contains("[Source"), refused.getMessage());
            assertEquals(Line.of(refused.getMessage(), 10_000), refused.getMessage(), "nothing that steers a terminal");
            return false;
        }
    }
}
