package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Worded;

/** What we believe of a target, a path or a region. No data is UNKNOWN, never DOWN. */
public enum Verdict implements Worded {
    HEALTHY,
    DEGRADED,
    DOWN,
    UNKNOWN
}
