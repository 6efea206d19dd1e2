package dev.temporalfailover.failover.verdict;

/** How deep a check looks: REACH proves a process that answers, FUNCTION proves work that needs the database. */
public enum Tier {
    REACH,
    FUNCTION
}
