package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.Target;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How this instance's votes and those of other observers become verdicts.
 *
 * @param self this instance's name
 * @param forgetAfter an observer silent for this long is no longer missed
 * @param chosen whether this instance looks at a target often enough for its vote to count
 * @param configured whether this instance's own configuration names a target, so that votes of others on it may count
 */
public record Voting(
        String self,
        QuorumPolicy quorum,
        Duration forgetAfter,
        Predicate<Target> chosen,
        Predicate<Target> configured) {
    /** There are no other observers. */
    public static final Voting ALONE =
            new Voting("self", QuorumPolicy.MAJORITY, Duration.ofMinutes(1), target -> true, target -> true);
}
