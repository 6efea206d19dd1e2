package dev.temporalfailover.emulator.route53.wire;

import java.time.Duration;
import java.time.Instant;

/** Requests per second with a burst, on the emulator's clock. A clock that goes back refills nothing. */
public final class TokenBucket {
    private final double perSecond;
    private final int size;
    private double tokens;
    private Instant last;

    public TokenBucket(double perSecond, int size, Instant now) {
        this.perSecond = perSecond;
        this.size = size;
        this.tokens = size;
        this.last = now;
    }

    public synchronized boolean take(Instant now) {
        double elapsed = Math.max(0, Duration.between(last, now).toNanos() / 1e9);
        tokens = Math.min(size, tokens + elapsed * perSecond);
        last = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
