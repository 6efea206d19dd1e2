package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Worded;

/** The Temporal roles of a region that are probed, in the network document's words. */
public enum Service implements Worded {
    FRONTEND,
    /** The frontend's HTTP API, for example {@code GET /api/v1/system-info} on port 7243. */
    FRONTEND_HTTP,
    WEB_UI,
    HISTORY,
    MATCHING
}
