package dev.temporalfailover.traffic.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.pace.Backoff;
import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

    private Duration now = Duration.ZERO;
    private final RequestBudget budget = new RequestBudget(TestClock.of(() -> now));

    @Test
    void readingsLeaveRoomAndRefillAtOneASecond() {
        assertEquals(4, takeAll(RequestBudget.READ));
        now = now.plusSeconds(2);
        assertEquals(2, takeAll(RequestBudget.READ));
        now = now.plusSeconds(1000);
        assertEquals(4, takeAll(RequestBudget.READ), "never more than the burst");
    }

    @Test
    void aChangeOfTrafficGoesOutThoughReadingsHaveUsedEverythingUp() {
        takeAll(RequestBudget.PAGE);
        assertFalse(budget.take(RequestBudget.READ));
        assertTrue(budget.take(RequestBudget.CHANGE));
    }

    @Test
    void aClockThatStandsStillOrGoesBackGivesNothing() {
        takeAll(RequestBudget.READ);
        now = now.minusSeconds(100);
        assertFalse(budget.take(RequestBudget.READ));
    }

    @Test
    void theBackoffDoublesToAMinuteWithJitterAndEndsWithASuccess() {
        Random random = new Random(7);
        Backoff backoff = Route53Switch.RETRY;
        assertTrue(backoff.due(now));
        for (long ceiling : new long[] {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000}) {
            backoff = backoff.failed(now, random.nextDouble());
            assertFalse(backoff.due(now.plusMillis(ceiling / 2 - 1)), "not before half of " + ceiling);
            assertTrue(backoff.due(now.plusMillis(ceiling)), "not after " + ceiling);
        }
        backoff = backoff.succeeded();
        assertTrue(backoff.due(now));
        backoff = backoff.failed(now, random.nextDouble());
        assertTrue(backoff.due(now.plusMillis(1000)));
    }

    private int takeAll(int floor) {
        int taken = 0;
        while (budget.take(floor)) {
            taken++;
        }
        return taken;
    }
}
