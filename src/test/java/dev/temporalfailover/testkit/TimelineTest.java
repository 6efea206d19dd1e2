package dev.temporalfailover.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now = 5_000_000_000L;
    private final Timeline timeline = new Timeline(new PrintStream(bytes, true, StandardCharsets.UTF_8), () -> now);

    @Test
    void linesBearTheTimeSinceTheStartAndSinceTheFault() {
        after(12_340);
        timeline.fault("us-east-1 Temporal killed");
        after(1_210);
        timeline.mark("detected", "us-west-2 judges us-east-1 DOWN");
        timeline.over();
        after(1_000);
        timeline.say("restored");
        assertEquals(
                List.of(
                        "  12.34 s   +0.00 s  us-east-1 Temporal killed",
                        "  13.55 s   +1.21 s  us-west-2 judges us-east-1 DOWN",
                        "  14.55 s            restored"),
                lines());
    }

    @Test
    void theFirstMarkOfANameCountsAndTheOthersAreSilent() {
        timeline.fault("fault");
        after(100);
        timeline.mark("written", "first");
        after(100);
        assertFalse(timeline.mark("written", "second"));
        timeline.note("written");
        assertEquals(Optional.of(Duration.ofMillis(100)), timeline.sinceFault("written"));
        assertEquals(2, lines().size());
    }

    @Test
    void marksOfAnEarlierFaultAreForgotten() {
        timeline.fault("one");
        timeline.note("written");
        timeline.fault("two");
        assertEquals(Optional.empty(), timeline.sinceFault("written"));
    }

    private void after(long millis) {
        now += millis * 1_000_000;
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
