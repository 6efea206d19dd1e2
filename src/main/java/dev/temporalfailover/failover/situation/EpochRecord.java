package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.decision.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The fence: which region carries the traffic, since which switch. Kept in the TXT record beside the weighted records;
 * Istio objects carry the number as an annotation. A writer with an older epoch is refused.
 *
 * @param epoch grows by one with every change of traffic
 * @param active the region that carries the traffic
 * @param weights the weights that belong to it; records or routes that differ were changed by another writer
 * @param owner the instance that wrote it
 * @param reason why, one word of {@link Decision.Reason} or {@link #ADOPTED}
 * @param at when, wall clock of the writer
 * @param switches times of the newest switches that no person asked for, oldest first, at most {@link #MAX_SWITCHES}
 */
public record EpochRecord(
        long epoch,
        String active,
        Map<String, Integer> weights,
        String owner,
        String reason,
        Instant at,
        List<Instant> switches) {

    /** The reason of the first record over records that were there before. */
    public static final String ADOPTED = "adopted";

    /** The largest epoch, far beyond what counting reaches. */
    public static final long LAST = Long.MAX_VALUE - 1;

    /** As many as fit in the TXT record beside the rest. */
    public static final int MAX_SWITCHES = 6;

    public EpochRecord {
        weights = Map.copyOf(weights);
        int extra = Math.max(0, switches.size() - MAX_SWITCHES);
        switches = List.copyOf(switches.subList(extra, switches.size()));
    }

    /** The epoch that is written so, in decimal digits without a leading zero; empty if it is none from 1 to {@link #LAST}. */
    public static OptionalLong number(String digits) {
        String last = Long.toString(LAST);
        boolean fits =
                digits.matches("[1-9][0-9]{0,18}") && (digits.length() < last.length() || digits.compareTo(last) <= 0);
        return fits ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    /** False if it cannot grow: nothing can be moved any more. */
    public boolean hasNext() {
        return epoch < LAST;
    }

    /** The record of the next switch. */
    public EpochRecord next(
            String to, Map<String, Integer> newWeights, String by, String why, Instant now, boolean automatic) {
        List<Instant> times = new ArrayList<>(switches);
        if (automatic) {
            times.add(now);
        }
        return new EpochRecord(epoch + 1, to, newWeights, by, why, now, times);
    }
}
