package dev.temporalfailover.exchange;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts: doubling, with full jitter on the upper half. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);

    private final Duration longest;
    private final RandomGenerator random;
    private Duration step = FIRST;

    Backoff(Duration longest, RandomGenerator random) {
        this.longest = longest;
        this.random = random;
    }

    Duration next() {
        long half = step.toNanos() / 2;
        Duration pause = Duration.ofNanos(half + random.nextLong(half + 1));
        Duration twice = step.multipliedBy(2);
        step = twice.compareTo(longest) > 0 ? longest : twice;
        return pause;
    }

    void reset() {
        step = FIRST;
    }
}
