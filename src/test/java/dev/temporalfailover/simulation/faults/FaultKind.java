package dev.temporalfailover.simulation.faults;

/** All that can go wrong. */
enum FaultKind {
    TEMPORAL_DEAD,
    TEMPORAL_GONE,
    TEMPORAL_HANGS,
    TEMPORAL_BROKEN,
    TEMPORAL_NOT_SERVING,
    TEMPORAL_OVERLOADED,
    TEMPORAL_SLOW,
    TEMPORAL_AUTH,
    TEMPORAL_TLS,
    TEMPORAL_FLAPS,
    REGION_DIES,
    CUT_OF_AN_INSTANCE,
    CUT_OF_A_REGION,
    /** An instance loses all paths to one region or to all, but is heard by its leader. */
    ONE_NODE_BAD_NETWORK,
    /** All paths and the exchange, from one region to the other or both ways. */
    LINK_CUT,
    /** All paths of probes from a region to the other; the exchange goes on. */
    ALL_PATHS_CUT,
    /** A region loses every other place, and Route 53 or not. */
    REGION_CUT_OFF,
    WITNESS_DOWN,
    /** Between the witness and one region or both. */
    WITNESS_CUT,
    /** Reports and guidance inside a region, or of one of its instances. */
    INNER_NETWORK,
    /** Opinions and reports come seconds late. */
    SLOW_LINK,
    CRASH,
    ORDERLY_STOP,
    PAUSE,
    CLOCK_JUMP,
    SLOW_RESULTS,
    NO_RESULTS,
    DIES_AFTER_ITS_BATCH,
    DIES_BEFORE_ITS_ROUTE,
    ROUTE53_DEAD_FOR_ONE,
    ROUTE53_DEAD_FOR_ALL,
    ROUTE53_THROTTLES,
    ROUTE53_LOSES_ANSWERS,
    ROUTE53_LATE,
    KUBERNETES_DEAD,
    KUBERNETES_DEAD_FOR_ONE,
    KUBERNETES_LOSES_ANSWERS,
    LEASE_FREED,
    RECORD_EDITED,
    ROUTE_EDITED,
    ROUTE_VANISHES
}
