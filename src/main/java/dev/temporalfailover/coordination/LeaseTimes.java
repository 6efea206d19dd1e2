package dev.temporalfailover.coordination;

import java.time.Duration;

/**
 * The times of a Lease, by client-go's rules ({@code tools/leaderelection}): lease &gt; renew &gt; retry x 1.2.
 *
 * @param lease others wait this long after the last renewal that they saw
 * @param renew the holder stops acting this long after it sent its last successful renewal
 * @param retry between two attempts; a candidate adds up to 120 % of it at random
 */
public record LeaseTimes(Duration lease, Duration renew, Duration retry) {

    /** @throws IllegalArgumentException if the rule is broken or the lease is not a whole number of seconds from 1 on */
    public LeaseTimes {
        if (lease.toSeconds() < 1 || lease.toNanosPart() != 0) {
            throw new IllegalArgumentException("lease_duration must be whole seconds from 1 on, is " + lease);
        }
        if (lease.compareTo(renew) <= 0) {
            throw new IllegalArgumentException("lease_duration " + lease + " must be above renew_deadline " + renew);
        }
        if (retry.isZero() || retry.isNegative() || renew.toMillis() <= retry.toMillis() * 1.2) {
            throw new IllegalArgumentException(
                    "renew_deadline " + renew + " must be above 1.2 x retry_period " + retry);
        }
    }
}
