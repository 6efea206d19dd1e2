package dev.temporalfailover.failover.verdict;

/** What we believe of a target, a path or a region. No data is UNKNOWN, never DOWN. */
public enum Verdict {
    HEALTHY,
    DEGRADED,
    DOWN,
    UNKNOWN
}
