package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.TokenBucket;
import java.time.Duration;

/**
 * Our own share of the account's Route 53 requests: a token bucket of 5 that fills with 1 a second. The account has 10 a
 * second and a bucket of 50, which all its tools share ("Throttling of API requests", developer guide, since July 2026).
 * The floor is what must be left in the bucket: reading yields to verifying, both yield to a change of traffic, and a listing
 * that has begun may go into debt rather than end half read.
 */
final class RequestBudget {

    /** A reading begins only with this much left. */
    static final int READ = 1;
    /** The next page of a reading that has begun. */
    static final int PAGE = -40;
    /** Asking for the state of a change. */
    static final int VERIFY = 2;
    /** A change of traffic. */
    static final int CHANGE = -45;

    private static final double BURST = 5;
    private static final Duration REFILL = Duration.ofSeconds(1);

    private final Clock clock;
    private TokenBucket bucket;

    RequestBudget(Clock clock) {
        this.clock = clock;
        this.bucket = TokenBucket.full(BURST, REFILL, clock.steady());
    }

    /** Takes one request if the bucket still holds {@code floor} after it. */
    boolean take(int floor) {
        Duration now = clock.steady();
        boolean allowed = bucket.allows(now, floor);
        if (allowed) {
            bucket = bucket.take(now);
        }
        return allowed;
    }
}
