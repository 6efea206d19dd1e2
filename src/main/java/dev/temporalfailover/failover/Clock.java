package dev.temporalfailover.failover;

import java.time.Duration;
import java.time.Instant;

/**
 * The time on both clocks of {@link Moment}. Classes that must look at the time take one; the core takes {@code now} as an
 * argument instead. Any thread.
 */
public interface Clock {

    /** Both clocks at once. */
    Moment now();

    /** Monotonic time since this process started; for intervals, deadlines and ages. */
    default Duration steady() {
        return now().steady();
    }

    /** Calendar time, which may jump; only for what other processes or people read. */
    default Instant wall() {
        return now().wall();
    }
}
