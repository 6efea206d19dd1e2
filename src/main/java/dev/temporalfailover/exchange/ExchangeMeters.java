package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.failover.Worded;

/** Takes counts of the exchange. Called on its threads; must not block. All arguments are of small, known sets. */
public interface ExchangeMeters {
    /** Counts nothing. */
    ExchangeMeters NONE = new ExchangeMeters() {};

    /** The four kinds of streams, as this instance sees them. */
    enum Stream implements Worded {
        /** In: observers of this region, while this instance leads. */
        OBSERVERS,
        /** In: other places that watch. */
        WATCHERS,
        /** Out: to this region's leader. */
        LEADER,
        /** Out: to another place. */
        PEER
    }

    /** What became of a message that came in. */
    enum MessageResult implements Worded {
        ACCEPTED,
        /** It broke a rule; its stream was ended. */
        MALFORMED,
        /** Older than what is known. */
        OUTDATED
    }

    /** @param place the peer's, else this instance's own; @param open how many streams are up now */
    default void open(Stream stream, String place, int open) {}

    /** One message came in. */
    default void message(Stream stream, MessageResult result) {}

    /** So many policies another place tells of are not configured here; at most a few hundred. */
    default void skewed(String place, int names) {}

    /** A connection or a stream was turned away. */
    default void refused(RefusalReason why) {}
}
