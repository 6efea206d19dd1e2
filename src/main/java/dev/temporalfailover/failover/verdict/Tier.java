package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Worded;

/**
 * How deep a check looks: REACH proves a process that answers, FUNCTION proves work that needs
 * the database, history or matching.
 */
public enum Tier implements Worded {
    REACH,
    FUNCTION;

    /** The one to name of two that failed, either may be null: REACH explains a FUNCTION failure. */
    static Tier named(Tier a, Tier b) {
        return a == REACH || b == null ? a : b;
    }
}
