package dev.temporalfailover.failover.verdict;

import java.time.Duration;

/**
 * When the votes of a region's observers make a verdict.
 *
 * @param share more than this part of the observers that are heard must say DOWN, 0.5 to below 1
 * @param minimum fewer observers than this that are heard decide nothing
 * @param fresh an observer that said nothing for longer is not heard
 */
public record QuorumPolicy(double share, int minimum, Duration fresh) {
    /** A majority; one observer alone may decide where no other is known. */
    public static final QuorumPolicy MAJORITY = new QuorumPolicy(0.5, 1, Duration.ofSeconds(6));
}
