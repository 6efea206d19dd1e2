package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.Worded;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The weighted records and the epoch record as last read.
 *
 * @param state what was found
 * @param epoch the epoch record, where there is one
 * @param weights by region; empty unless the records were found
 * @param detail one line for a person, always set unless {@code state} is OWNED
 * @param at when it was read, {@link Moment#steady()}
 * @param failing true if newer attempts to read failed, so this is the last known state
 * @param unwritten why the last attempt to write over this epoch did not reach the record; empty if none failed
 * @param unclaimed FOREIGN for no other reason than that there is no epoch record and adoption is not asked for
 */
public record DnsReading(
        State state,
        Optional<EpochRecord> epoch,
        Map<String, Integer> weights,
        String detail,
        Duration at,
        boolean failing,
        Optional<String> unwritten,
        boolean unclaimed) {

    /** What was found. */
    public enum State implements Worded {
        /** Records and epoch record agree. */
        OWNED,
        /** Records without an epoch record that may be adopted. */
        ADOPTABLE,
        /** Records without an epoch record, or edited behind it: left alone. */
        FOREIGN,
        /** A configured record does not exist. */
        MISSING,
        /** Never read yet. */
        UNREAD
    }

    public DnsReading {
        weights = Map.copyOf(weights);
    }

    /** A reading over which no write has failed. */
    public DnsReading(
            State state,
            Optional<EpochRecord> epoch,
            Map<String, Integer> weights,
            String detail,
            Duration at,
            boolean failing) {
        this(state, epoch, weights, detail, at, failing, Optional.empty(), false);
    }

    /** Before the first successful read. */
    public static DnsReading unread(String detail) {
        return new DnsReading(State.UNREAD, Optional.empty(), Map.of(), detail, Duration.ZERO, true);
    }

    /** This reading, marked as the last known one because a newer attempt failed. */
    public DnsReading stale(String why) {
        return new DnsReading(state, epoch, weights, why, at, true, unwritten, unclaimed);
    }

    /** This reading, of records that nothing but their adoption is missing for. */
    public DnsReading ofUnclaimed() {
        return new DnsReading(state, epoch, weights, detail, at, failing, unwritten, true);
    }

    /** This reading, over which a write has failed. */
    public DnsReading unwritten(String why) {
        return new DnsReading(state, epoch, weights, detail, at, failing, Optional.of(why), unclaimed);
    }
}
