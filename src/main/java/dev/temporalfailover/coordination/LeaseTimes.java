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
        if (!isWhole(lease)) {
            throw new IllegalArgumentException("lease_duration must be whole seconds from 1 on, is " + lease);
        }
        if (!outlasts(lease, renew)) {
            throw new IllegalArgumentException("lease_duration " + lease + " must be above renew_deadline " + renew);
        }
        if (!leavesTries(renew, retry)) {
            throw new IllegalArgumentException(
                    "renew_deadline " + renew + " must be above 1.2 x retry_period " + retry);
        }
    }

    /** Whether a Lease can state it: whole seconds, at least one. */
    public static boolean isWhole(Duration lease) {
        return lease.toSeconds() >= 1 && lease.toNanosPart() == 0;
    }

    /** Whether a silent holder has stopped before another starts. */
    public static boolean outlasts(Duration lease, Duration renew) {
        return lease.compareTo(renew) > 0;
    }

    /** Whether a renewal that fails is tried again before the holder must stop. */
    public static boolean leavesTries(Duration renew, Duration retry) {
        return !retry.isZero() && !retry.isNegative() && renew.toMillis() * 10 > retry.toMillis() * 12;
    }
}
