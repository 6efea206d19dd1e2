package dev.temporalfailover.loop;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to try a failing call again: doubling from 250 ms to 10 s with full jitter on the upper half, reset by a success. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final RandomGenerator random;
    private Duration step = FIRST;
    private Duration until = Duration.ZERO;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** True if a try is due. */
    boolean due(Duration now) {
        return now.compareTo(until) >= 0;
    }

    void failed(Duration now) {
        long half = step.toNanos() / 2;
        until = now.plusNanos(half + random.nextLong(half + 1));
        step = step.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : step.multipliedBy(2);
    }

    void succeeded() {
        step = FIRST;
        until = Duration.ZERO;
    }
}
