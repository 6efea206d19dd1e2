package dev.temporalfailover.failover.situation;

import java.util.Optional;

/**
 * What a change is based on, and what a route's mark states: an epoch that the record states, or a takeover that stands on
 * it while the record cannot be written. A takeover of epoch N is newer than N and older than N + 1.
 *
 * @param epoch the record's number; 0 where there is none
 * @param takeover the region that took over, empty if the record is the claim
 */
public record Claim(long epoch, Optional<String> takeover) implements Comparable<Claim> {

    /** Nothing claimed yet. */
    public static final Claim NONE = of(0);

    /** The claim of a record. */
    public static Claim of(long epoch) {
        return new Claim(epoch, Optional.empty());
    }

    /** The claim of a takeover by {@code region} that stands on {@code epoch}. */
    public static Claim takeover(long epoch, String region) {
        return new Claim(epoch, Optional.of(region));
    }

    /** True if it is newer than the other. */
    public boolean after(Claim other) {
        return compareTo(other) > 0;
    }

    /** True if it takes a takeover's claim back to the record that it stood on. */
    public boolean takesBack(Claim other) {
        return takeover.isEmpty() && other.takeover.isPresent() && epoch == other.epoch;
    }

    @Override
    public int compareTo(Claim other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Boolean.compare(takeover.isPresent(), other.takeover.isPresent());
    }

    /** For example {@code 7}, or {@code 7 and the takeover of us-west-2}. */
    @Override
    public String toString() {
        return epoch + takeover.map(region -> " and the takeover of " + region).orElse("");
    }
}
