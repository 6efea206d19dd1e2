package dev.temporalfailover.failover.situation;

import java.time.Duration;
import java.util.List;

/**
 * How traffic returns to a region that is preferred to the one that carries it.
 *
 * @param automatic false: only a person starts it
 * @param stableFor automatic: the region must have been HEALTHY this long without a break, and traffic unmoved
 * @param steps its share of the traffic in percent, growing, the last one 100; a requested failback takes the same steps
 * @param stepInterval after each step but the last it must stay HEALTHY this long; if it does not, all is taken back
 */
public record FailbackPolicy(boolean automatic, Duration stableFor, List<Integer> steps, Duration stepInterval) {

    /** A person's, in one step. */
    public static final FailbackPolicy MANUAL =
            new FailbackPolicy(false, Duration.ofMinutes(30), List.of(100), Duration.ofMinutes(5));

    public FailbackPolicy {
        steps = List.copyOf(steps);
    }
}
