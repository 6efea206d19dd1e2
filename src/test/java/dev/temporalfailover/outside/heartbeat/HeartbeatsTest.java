package dev.temporalfailover.outside.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private Duration now = Duration.ofSeconds(100);
    private final List<String> failures = new ArrayList<>();
    private final Heartbeats heartbeats =
            new Heartbeats(TestClock.of(() -> now), (thread, step) -> failures.add(thread + " " + step));
    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

    @AfterEach
    void restore() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private void pass(int seconds, Heartbeat... going) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            for (Heartbeat one : going) {
                one.beat();
            }
        }
    }

    @Test
    void aThreadThatStopsIsNamedAfterItsBoundWhileOthersGoOn() {
        Heartbeat judge = heartbeats.of("judge", BOUND);
        Heartbeat loop = heartbeats.of("loop", BOUND);
        pass(10, judge, loop);
        pass(30, loop);
        assertEquals(Map.of(), heartbeats.silent());
        pass(1, loop);
        assertEquals(Map.of("judge", Duration.ofSeconds(31)), heartbeats.silent());
        judge.beat();
        assertEquals(Map.of(), heartbeats.silent());
    }

    @Test
    void howLongAThreadIsSilentIsKnownBeforeItsBound() {
        assertEquals(Optional.empty(), heartbeats.silence("judge"));
        Heartbeat judge = heartbeats.of("judge", BOUND);
        pass(11, heartbeats.of("loop", BOUND));
        assertEquals(Optional.of(Duration.ofSeconds(11)), heartbeats.silence("judge"));
        judge.beat();
        assertEquals(Optional.of(Duration.ZERO), heartbeats.silence("judge"));
    }

    @Test
    void aThreadThatNeverDidARoundIsNamedToo() {
        heartbeats.of("lease", BOUND);
        pass(31, heartbeats.of("loop", BOUND));
        assertEquals(Set.of("lease"), heartbeats.silent().keySet());
    }

    @Test
    void aPauseOfTheWholeProcessIsNoSilenceOfOneThread() {
        Heartbeat judge = heartbeats.of("judge", BOUND);
        judge.beat();
        now = now.plus(Duration.ofHours(3));
        assertEquals(Map.of(), heartbeats.silent());
        pass(20, heartbeats.of("loop", BOUND));
        assertEquals(Map.of(), heartbeats.silent());
        pass(10, heartbeats.of("loop", BOUND));
        assertEquals(Set.of("judge"), heartbeats.silent().keySet());
    }

    @Test
    void allThreadsDeadAreFoundByThoseThatAsk() {
        heartbeats.of("judge", BOUND);
        heartbeats.of("loop", BOUND);
        for (int ask = 0; ask < 6; ask++) {
            now = now.plusSeconds(10);
            assertEquals(Map.of(), heartbeats.silent());
        }
        now = now.plusSeconds(10);
        assertEquals(Set.of("judge", "loop"), heartbeats.silent().keySet());
    }

    @Test
    void aStepThatThrowsIsCountedAndTheNextOneRuns() {
        Heartbeat judge = heartbeats.of("judge", BOUND);
        List<String> ran = new ArrayList<>();
        assertFalse(judge.step("take in", () -> {
            throw new IllegalStateException("of the step");
        }));
        assertTrue(judge.step("judge", () -> ran.add("judge")));
        assertEquals(List.of("judge take in"), failures);
        assertEquals(List.of("judge"), ran);
    }

    @Test
    void aRoundThatFailsIsNoSignOfLife() {
        Heartbeat judge = heartbeats.of("judge", BOUND);
        Heartbeat loop = heartbeats.of("loop", BOUND);
        for (int i = 0; i < 31; i++) {
            pass(1, loop);
            judge.round("judge", () -> {
                throw new IllegalStateException("every time");
            });
        }
        assertEquals(Set.of("judge"), heartbeats.silent().keySet());
    }

    @Test
    void anErrorReachesTheHandlerThatEndsTheProcessAndEndsTheThread() {
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> ended.set(error));
        Heartbeat judge = heartbeats.of("judge", BOUND);
        for (Error fatal : List.of(new OutOfMemoryError("a"), new StackOverflowError("b"), new LinkageError("c"))) {
            assertThrows(
                    fatal.getClass(),
                    () -> judge.step("judge", () -> {
                        throw fatal;
                    }));
            assertSame(fatal, ended.get());
        }
    }

    @Test
    void anErrorThatALibraryKeptToItselfReachesItToo() {
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> ended.set(error));
        Error fatal = new OutOfMemoryError("of a read");
        FatalError.check(new CompletionException(new IllegalStateException("read", fatal)));
        assertSame(fatal, ended.get());
        ended.set(null);
        FatalError.check(new CompletionException(new IllegalStateException("read")));
        assertEquals(null, ended.get());
    }

    @Test
    void withoutAnybodyWhoLooksNothingIsSilent() {
        Heartbeats none = Fixtures.heartbeats();
        none.of("judge", BOUND);
        assertEquals(Map.of(), none.silent());
    }
}
