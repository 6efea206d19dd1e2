package dev.temporalfailover.failover.pace;

import java.time.Duration;

/**
 * How often an instance probes one target.
 *
 * @param interval between starts of the check, before jitter
 * @param first a target that was never asked is asked within this
 * @param chosen true if this instance is one of the target's observers, so that its vote counts
 */
public record Pace(Duration interval, Duration first, boolean chosen) {

    /** Probes as configured: a single member, or members that share no budget. */
    public static Pace configured(Duration interval) {
        return new Pace(interval, interval, true);
    }
}
