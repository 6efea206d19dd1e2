package dev.temporalfailover.failover.plan;

import java.util.Locale;

/** A rule that no plan may break. Its name in lower case with hyphens is a value of the metric's label. */
public enum Invariant {
    WEIGHTS_NOT_ALL_ZERO,
    RECORD_SET_KEEPS_ITS_MEMBERS,
    /** A change rests on a newer claim than the one it replaces, unless it takes an ended takeover back. */
    EPOCH_GROWS,
    TRAFFIC_MOVES_BY_DECISION_ONLY,
    TARGET_IS_HEALTHY,
    NO_DATA_IS_NEVER_DOWN,
    ONE_WRITER,
    /** What moves here without the record has been confirmed by other places, or a person asked for it. */
    TAKEOVER_IS_CONFIRMED,
    /** A region that is DOWN does not take over, and a region takes over for itself only. */
    TAKEOVER_SERVES_HERE,
    /** Namespaces become active only where the claim puts the traffic. */
    NAMESPACES_FOLLOW_THE_CLAIM,
    /** They are gained by the region's own cluster while it serves, left to one that states that it is active, or handed to one that serves. */
    NAMESPACES_STAY_ACTIVE_SOMEWHERE,
    /** Workers are restarted once for a claim, in the region that it names, where the own cluster has the namespaces. */
    WORKERS_RESTART_WHERE_NAMESPACES_CAME;

    /** For example {@code weights-not-all-zero}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
