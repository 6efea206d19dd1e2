package dev.temporalfailover.observe;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContinuityTest {
    private final Continuity continuity = new Continuity();

    private Duration since(Verdict verdict, double at) {
        RegionVerdict judged = verdict(EAST, verdict, at);
        return continuity.held(judged).since();
    }

    @Test
    void aPauseOfTenSecondsIsNoBreakAndALongerOneIs() {
        Duration first = since(Verdict.HEALTHY, 100);
        since(Verdict.UNKNOWN, 106);
        assertEquals(first, since(Verdict.HEALTHY, 110));
        Duration later = verdict(EAST, Verdict.HEALTHY, 120.1).since();
        assertEquals(later, since(Verdict.HEALTHY, 120.1));
    }

    @Test
    void anotherVerdictIsABreak() {
        since(Verdict.HEALTHY, 100);
        Duration down = verdict(EAST, Verdict.DOWN, 101).since();
        assertEquals(down, since(Verdict.DOWN, 101));
    }
}
