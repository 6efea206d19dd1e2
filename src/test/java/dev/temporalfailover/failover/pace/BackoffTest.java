package dev.temporalfailover.failover.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);
    private static final Duration NOW = Duration.ofHours(1);
    private static final Backoff NEW = Backoff.of(Duration.ofMillis(250), Duration.ofSeconds(10));

    private static List<Long> pauses(double random) {
        List<Long> millis = new ArrayList<>();
        Backoff backoff = NEW;
        for (int i = 0; i < 8; i++) {
            backoff = backoff.failed(NOW, random);
            millis.add(Math.round(backoff.until().minus(NOW).toNanos() / 1e6));
        }
        return millis;
    }

    @Test
    void pausesDoubleFromTheFirstToTheLongest() {
        assertEquals(List.of(250L, 500L, 1000L, 2000L, 4000L, 8000L, 10_000L, 10_000L), pauses(ALMOST_ONE));
    }

    @Test
    void randomnessTakesAtMostHalf() {
        assertEquals(List.of(125L, 250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L), pauses(0));
    }

    @Test
    void isDueAtOnceAndThenAfterThePause() {
        assertTrue(NEW.due(Duration.ZERO));
        Backoff failed = NEW.failed(NOW, 0);
        assertFalse(failed.due(NOW.plusMillis(124)));
        assertTrue(failed.due(NOW.plusMillis(125)));
    }

    @Test
    void aSuccessBeginsAnew() {
        assertEquals(NEW, NEW.failed(NOW, 0).failed(NOW, 0).succeeded());
    }

    @Test
    void doesNotOverflowAfterManyFailures() {
        Backoff failing = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 100_000, Duration.ZERO);
        assertEquals(NOW.plusSeconds(30), failing.failed(NOW, 0).until());
    }
}
