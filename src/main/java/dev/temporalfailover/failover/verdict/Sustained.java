package dev.temporalfailover.failover.verdict;

import java.time.Duration;

/**
 * A gauge held against a {@link Limit}: trips when the value stayed at or above {@code fail} for the whole of
 * {@code over}, clears as soon as it is below {@code recover}. Two fields, whatever the sampling rate.
 *
 * @param tripped the signal
 * @param aboveSince when the present run at or above {@code fail} began, or null
 */
public record Sustained(boolean tripped, Duration aboveSince) {

    /** Nothing seen yet. */
    public static final Sustained CLEAR = new Sustained(false, null);

    /** The state after one more sample. NaN (no data) ends a run and keeps the signal. */
    public Sustained plus(Limit limit, double value, Duration now) {
        if (Double.isNaN(value)) {
            return new Sustained(tripped, null);
        }
        if (value < limit.fail()) {
            return new Sustained(limit.tripped(tripped, value) && tripped, null);
        }
        Duration since = aboveSince == null ? now : aboveSince;
        return new Sustained(tripped || now.minus(since).compareTo(limit.over()) >= 0, since);
    }
}
