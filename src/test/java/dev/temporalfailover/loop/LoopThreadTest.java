package dev.temporalfailover.loop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopThreadTest extends LoopHarness {
    private static final Duration INTERVAL = Duration.ofMillis(1);

    private final AtomicReference<Duration> steady = new AtomicReference<>(Duration.ZERO);
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Heartbeats heartbeats = new Heartbeats(
            TestClock.of(steady::get), (thread, step) -> failures.merge(thread + " " + step, 1, Integer::sum));
    private final LoopThread thread = new LoopThread("p", loop, () -> now, INTERVAL, heartbeats);
    private final AtomicInteger ticks = new AtomicInteger();

    LoopThreadTest() {
        super(Fixtures.POLICY);
    }

    @AfterEach
    void stop() {
        thread.close();
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            steady.updateAndGet(now -> now.plusSeconds(1));
            heartbeats.silent();
        }
    }

    @Test
    void aTickThatThrowsIsCountedAndTheNextOneTicks() {
        store.asked = () -> {
            if (ticks.incrementAndGet() <= 2) {
                throw new IllegalStateException("of the tick");
            }
        };
        thread.start();
        await().until(() -> status != null);
        assertEquals(Map.of("loop-p tick", 2), failures);
    }

    @Test
    void aLoopWhoseEveryTickFailsIsNamed() {
        store.asked = () -> {
            ticks.incrementAndGet();
            throw new IllegalStateException("of the tick");
        };
        thread.start();
        await().until(() -> ticks.get() > 2);
        assertEquals(Map.of(), heartbeats.silent());
        pass(181);
        assertEquals(Set.of("loop-p"), heartbeats.silent().keySet());
    }

    @Test
    void aLoopThatHangsIsNamed() {
        CountDownLatch hangs = new CountDownLatch(1);
        store.asked = () -> {
            ticks.incrementAndGet();
            try {
                hangs.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        };
        thread.start();
        await().until(() -> ticks.get() > 0);
        pass(181);
        assertEquals(Set.of("loop-p"), heartbeats.silent().keySet());
        hangs.countDown();
        await().until(() -> heartbeats.silent().isEmpty());
    }

    @Test
    void aLoopThatDiesOfAnErrorIsNamed() {
        store.asked = () -> {
            throw new StackOverflowError("of the tick");
        };
        thread.start();
        await().dontCatchUncaughtExceptions().until(() -> !thread.alive());
        pass(181);
        assertEquals(Set.of("loop-p"), heartbeats.silent().keySet());
    }

    @Test
    void aQuestionThatFailsEndsNoTick() {
        thread.start();
        assertTrue(thread.ask(now -> {
                    throw new IllegalStateException("of the question");
                })
                .handle((answer, failed) -> failed != null)
                .join());
        await().until(() -> status != null);
    }
}
