package dev.temporalfailover.failover.pace;

import java.time.Duration;

/**
 * When to try again what failed: after pauses that double from the first to the longest, each shortened by up to half at
 * random so that many callers spread out.
 *
 * @param failures in a row
 * @param until the next try is due then, on the steady clock
 */
public record Backoff(Duration first, Duration longest, int failures, Duration until) {
    private static final int MAX_DOUBLINGS = 30;

    /** Nothing has failed yet. */
    public static Backoff of(Duration first, Duration longest) {
        return new Backoff(first, longest, 0, Duration.ZERO);
    }

    public boolean due(Duration now) {
        return now.compareTo(until) >= 0;
    }

    /**
     * After one more failure.
     *
     * @param random in [0, 1)
     */
    public Backoff failed(Duration now, double random) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        Duration step = doubled.compareTo(longest) > 0 ? longest : doubled;
        Duration pause = Duration.ofNanos((long) (step.toNanos() * (0.5 + random / 2)));
        return new Backoff(first, longest, failures + 1, now.plus(pause));
    }

    public Backoff succeeded() {
        return of(first, longest);
    }
}
