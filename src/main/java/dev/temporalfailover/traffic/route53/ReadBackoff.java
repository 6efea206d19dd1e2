package dev.temporalfailover.traffic.route53;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to read again after failures: 1 s doubling to 60 s, each times 0.5 to 1 at random so that readers spread out. */
final class ReadBackoff {

    private static final long FIRST_MILLIS = 1000;
    private static final long LAST_MILLIS = 60_000;
    private static final int MAX_DOUBLINGS = 6;

    private final RandomGenerator random;
    private int failures;
    private Duration until;

    ReadBackoff(RandomGenerator random) {
        this.random = random;
    }

    /** Whether it is too early to read at {@code now}. */
    boolean waits(Duration now) {
        return until != null && now.compareTo(until) < 0;
    }

    void failed(Duration now) {
        long ceiling = Math.min(LAST_MILLIS, FIRST_MILLIS << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        until = now.plusMillis((long) (ceiling * (0.5 + random.nextDouble() / 2)));
    }

    void succeeded() {
        failures = 0;
        until = null;
    }
}
