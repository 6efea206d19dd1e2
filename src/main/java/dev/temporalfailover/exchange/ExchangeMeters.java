package dev.temporalfailover.exchange;

/** Takes counts of the exchange. Called on its threads; must not block. All arguments are of small, known sets. */
public interface ExchangeMeters {
    /** Counts nothing. */
    ExchangeMeters NONE = new ExchangeMeters() {};

    /** The four kinds of streams, as this instance sees them. */
    enum Stream {
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
    enum MessageResult {
        ACCEPTED,
        /** It broke a rule; its stream was ended. */
        MALFORMED,
        /** Older than what is known. */
        OUTDATED
    }

    /** Why a peer was refused. */
    enum RefusalReason {
        /** TLS: no certificate, a wrong or an expired one. */
        HANDSHAKE,
        /** The limits are reached. */
        FULL,
        /** This instance does not lead. */
        NOT_LEADER
    }

    /** @param place the peer's, else this instance's own; @param open how many streams are up now */
    default void open(Stream stream, String place, int open) {}

    /** One message came in. */
    default void message(Stream stream, MessageResult result) {}

    /** A connection or a stream was turned away. */
    default void refused(RefusalReason why) {}
}
