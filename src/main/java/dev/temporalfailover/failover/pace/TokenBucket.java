package dev.temporalfailover.failover.pace;

import java.time.Duration;

/**
 * A limit on a rate: full at first, one token back each {@code refill}.
 *
 * @param burst the most it holds
 * @param tokens what it held {@code at} that time of the steady clock; negative for a debt
 */
public record TokenBucket(double burst, Duration refill, double tokens, Duration at) {

    public static TokenBucket full(double burst, Duration refill, Duration now) {
        return new TokenBucket(burst, refill, burst, now);
    }

    /** True if it still holds {@code floor} after one token is taken; a floor below 0 allows a debt. */
    public boolean allows(Duration now, double floor) {
        return tokens(now) - 1 >= floor;
    }

    /** After one token is taken, even if that makes a debt. */
    public TokenBucket take(Duration now) {
        return new TokenBucket(burst, refill, tokens(now) - 1, now);
    }

    private double tokens(Duration now) {
        double earned = (double) now.minus(at).toNanos() / refill.toNanos();
        return Math.min(burst, tokens + Math.max(0, earned));
    }
}
