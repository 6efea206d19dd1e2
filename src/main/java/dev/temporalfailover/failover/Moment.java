package dev.temporalfailover.failover;

import java.time.Duration;
import java.time.Instant;

/**
 * Now, on two clocks. Windows, freshness and streaks use {@code steady}; only what other processes read (the epoch
 * record, audit lines, expiry of a hold) uses {@code wall}, which may jump.
 *
 * @param wall calendar time, UTC
 * @param steady monotonic time since this process started
 */
public record Moment(Instant wall, Duration steady) {
    /** As far as the wall clocks of others may be ahead of ours; a later time was stamped by a broken clock, or by hand. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** A time that others wrote, of the years 1 to 9999: beyond, adding to one fails, and its age is no number. */
    public static Instant bounded(Instant told) {
        return told.isBefore(FIRST) ? FIRST : told.isAfter(LAST) ? LAST : told;
    }

    /** The same moment, later by {@code d} on both clocks. */
    public Moment plus(Duration d) {
        return new Moment(wall.plus(d), steady.plus(d));
    }
}
