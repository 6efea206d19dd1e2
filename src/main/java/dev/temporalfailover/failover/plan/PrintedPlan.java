package dev.temporalfailover.failover.plan;

import java.util.List;

/**
 * A plan with the exact requests that it would send, and their hash. Printing is all that a dry run does: it is the
 * absence of apply.
 *
 * @param plan the steps
 * @param requests per step, the exact change batch or patch
 * @param hash of the requests, 16 hex digits; another state of the world gives another hash
 */
public record PrintedPlan(Plan plan, List<String> requests, String hash) {
    public PrintedPlan {
        requests = List.copyOf(requests);
    }
}
