package dev.temporalfailover.failover.situation;

import java.time.Duration;
import java.util.List;

/**
 * The confirmation that an automatic failover needs, in addition to our own verdict that the region is DOWN.
 *
 * <p>Every place has one vote: our own region, each other place, and the connectivity checks if there are any and the
 * region in question is itself silent. They vote DOWN if we are connected: then it is gone and not we.
 *
 * @param required how much is needed
 * @param places the other places that are asked: regions by their name, and witnesses
 * @param fresh an opinion older than this is silence
 */
public record EvidencePolicy(Required required, List<String> places, Duration fresh) {

    /** How much is needed. */
    public enum Required {
        /** More than half of all places say DOWN, and no place that reports sees the region alive. */
        UNDISPUTED,
        /** More than half of all places say DOWN, whatever the others say. */
        MAJORITY,
        /** Our own region's verdict is enough. */
        ALONE
    }

    /** No other place is asked. */
    public static final EvidencePolicy ALONE = new EvidencePolicy(Required.ALONE, List.of(), Duration.ofSeconds(10));

    public EvidencePolicy {
        places = List.copyOf(places);
    }
}
