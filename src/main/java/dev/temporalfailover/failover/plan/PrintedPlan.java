package dev.temporalfailover.failover.plan;

import java.util.List;

/**
 * A plan with the exact requests that it would send, and their hash. Printing is all that a dry run does: it is the
 * absence of apply.
 *
 * @param plan the steps
 * @param requests per step, the exact change batch or patch
 * @param hash of the requests, 16 hex digits; another state of the world gives another hash
 * @param byOthers what the leaders of other regions would do in this move, one line for a person each; no part of the hash
 */
public record PrintedPlan(Plan plan, List<String> requests, String hash, List<String> byOthers) {
    public PrintedPlan {
        requests = List.copyOf(requests);
        byOthers = List.copyOf(byOthers);
    }

    /** A plan in which other leaders have no part. */
    public PrintedPlan(Plan plan, List<String> requests, String hash) {
        this(plan, requests, hash, List.of());
    }

    /** The same with what other leaders would do. */
    public PrintedPlan byOthers(List<String> lines) {
        return new PrintedPlan(plan, requests, hash, lines);
    }
}
