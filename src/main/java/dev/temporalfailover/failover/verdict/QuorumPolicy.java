package dev.temporalfailover.failover.verdict;

import java.time.Duration;

/**
 * When the votes of a region's observers make a verdict.
 *
 * @param share DOWN needs the votes of more than this part of the heard observers, 0.5 to below 1
 * @param minimum with fewer heard observers than this the target is UNKNOWN
 * @param fresh an observer without a report for longer than this is not heard
 */
public record QuorumPolicy(double share, int minimum, Duration fresh) {
    /** A majority; one observer alone may decide where no other is known. */
    public static final QuorumPolicy MAJORITY = new QuorumPolicy(0.5, 1, Duration.ofSeconds(6));
}
