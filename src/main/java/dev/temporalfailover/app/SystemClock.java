package dev.temporalfailover.app;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.Moment;
import java.time.Duration;
import java.time.Instant;

/** The machine's clocks; steady since it was made. */
final class SystemClock implements Clock {
    private final long started = System.nanoTime();

    @Override
    public Moment now() {
        return new Moment(wall(), steady());
    }

    @Override
    public Duration steady() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    @Override
    public Instant wall() {
        return Instant.now();
    }
}
