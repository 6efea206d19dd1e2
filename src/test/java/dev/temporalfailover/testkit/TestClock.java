package dev.temporalfailover.testkit;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** A clock that is set by hand; it may go backwards. Any thread. */
public final class TestClock implements Clock {
    private volatile Moment now;

    /** Shows this until it is set. */
    public TestClock(Instant wall, Duration steady) {
        now = new Moment(wall, steady);
    }

    /** A clock that shows this steady time, and the same time after {@link Fixtures#EPOCH} on the wall. */
    public static Clock of(Supplier<Duration> steady) {
        return () -> {
            Duration since = steady.get();
            return new Moment(Fixtures.EPOCH.plus(since), since);
        };
    }

    /** The machine's clocks, steady since this call. */
    public static Clock running() {
        long began = System.nanoTime();
        return () -> new Moment(Instant.now(), Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public Moment now() {
        return now;
    }

    /** Sets the steady clock; the wall clock moves as far. */
    public void set(Duration steady) {
        now = now.plus(steady.minus(now.steady()));
    }

    /** Sets the wall clock alone. */
    public void jump(Instant wall) {
        now = new Moment(wall, now.steady());
    }
}
