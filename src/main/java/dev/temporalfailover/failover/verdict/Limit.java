package dev.temporalfailover.failover.verdict;

import java.time.Duration;

/**
 * A threshold with hysteresis.
 *
 * @param fail at or above this the signal trips
 * @param recover below this a tripped signal clears; must not exceed {@code fail}
 * @param over the time the value is taken over
 */
public record Limit(double fail, double recover, Duration over) {

    /** The signal's new state, given its old one and the present value. NaN (no data) keeps the old state. */
    public boolean tripped(boolean before, double value) {
        if (Double.isNaN(value)) {
            return before;
        }
        return before ? value >= recover : value >= fail;
    }
}
