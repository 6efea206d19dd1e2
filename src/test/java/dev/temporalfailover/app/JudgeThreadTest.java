package dev.temporalfailover.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Fixtures;
import dev.temporalfailover.failover.Outcome;
import dev.temporalfailover.failover.RegionVerdict;
import dev.temporalfailover.failover.Service;
import dev.temporalfailover.failover.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The judge thread hands a changed verdict on without waiting for its tick. */
class JudgeThreadTest {
    private final AtomicReference<Duration> steady = new AtomicReference<>(Duration.ofSeconds(1));
    private final BlockingQueue<Map<String, RegionVerdict>> out = new LinkedBlockingQueue<>();
    private final AtomicInteger dropped = new AtomicInteger();

    private JudgeThread judge() {
        Observatory observatory = new Observatory(
                List.of(Fixtures.EAST),
                Fixtures.THRESHOLDS,
                Set.of(Service.FRONTEND),
                target -> Duration.ofSeconds(15));
        return new JudgeThread(
                Map.of("p", observatory),
                () -> Set.of(Fixtures.TARGET),
                steady::get,
                Duration.ofHours(1),
                (policy, verdicts) -> out.add(verdicts),
                dropped::incrementAndGet);
    }

    @Test
    void aChangedVerdictIsHandedOnAtOnce() throws InterruptedException {
        try (JudgeThread judge = judge()) {
            judge.start();
            for (int i = 0; i < 3; i++) {
                judge.accept(Fixtures.result(Outcome.OK, 1 + i * 0.1));
            }
            Map<String, RegionVerdict> verdicts = out.poll(30, TimeUnit.SECONDS);
            assertEquals(Verdict.HEALTHY, verdicts.get(Fixtures.EAST).verdict());
        }
    }

    @Test
    void aFullQueueDropsResultsAndCountsThem() {
        JudgeThread judge = judge();
        for (int i = 0; i < 70_000; i++) {
            judge.accept(Fixtures.result(Outcome.OK, 1));
        }
        assertTrue(dropped.get() > 0);
    }
}
