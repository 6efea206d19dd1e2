package dev.temporalfailover.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DryCallsTest {
    private static final DryCall FAULT = DryCall.of(ReadinessReason.CLOCK, "wrong");

    private Duration now = Duration.ofSeconds(100);
    private boolean wanted = true;
    private int asked;
    private final List<DryCall> answer = new ArrayList<>();
    private boolean broken;
    private final DryCalls calls = new DryCalls(() -> wanted, null, TestClock.of(() -> now), Fixtures.heartbeats());

    DryCallsTest() {
        calls.add("broken", () -> {
            if (broken) {
                throw new IllegalStateException("a defect");
            }
            return List.of();
        });
        calls.add("clock", () -> {
            asked++;
            return List.copyOf(answer);
        });
    }

    private int after(Duration time) {
        now = now.plus(time);
        calls.look();
        return asked;
    }

    @Test
    void asksAtOnceAndThenSeldomAndSoonAgainWhileSomethingIsWrong() {
        assertEquals(1, after(Duration.ZERO));
        assertEquals(1, after(DryCalls.EVERY.minusSeconds(1)));
        answer.add(FAULT);
        assertEquals(2, after(Duration.ofSeconds(1)));
        assertEquals(List.of(FAULT), calls.last().faults());
        assertEquals(2, after(DryCalls.AGAIN.minusSeconds(1)));
        answer.clear();
        assertEquals(3, after(Duration.ofSeconds(1)));
        assertEquals(List.of(), calls.last().faults());
        assertEquals(3, after(DryCalls.EVERY.minusSeconds(1)));
    }

    @Test
    void anInstanceThatDoesNotAnswerForItsRegionAsksNothingAndAsksAtOnceWhenItDoes() {
        wanted = false;
        assertEquals(0, after(Duration.ofHours(1)));
        wanted = true;
        assertEquals(1, after(Duration.ofSeconds(1)));
        assertTrue(calls.last().ended().isPresent());
        wanted = false;
        after(Duration.ofSeconds(1));
        assertFalse(calls.last().ended().isPresent());
    }

    /** What was not answered must not read as "nothing is wrong". */
    @Test
    void aQuestionThatFailsByADefectKeepsTheRoundFromCountingAndTheOthersFromNothing() {
        broken = true;
        answer.add(FAULT);
        assertEquals(1, after(Duration.ZERO));
        assertEquals(List.of(FAULT), calls.last().faults());
        assertFalse(calls.last().ended().isPresent());
        assertEquals(1, after(Duration.ofSeconds(1)), "not at every look");
        broken = false;
        assertEquals(2, after(DryCalls.AGAIN));
        assertTrue(calls.last().ended().isPresent());
    }
}
