package dev.temporalfailover.failover.verdict;

import java.util.Locale;

/** The Temporal roles of a region that are probed, in the network document's words. */
public enum Service {
    FRONTEND,
    /** The frontend's HTTP API, for example {@code GET /api/v1/system-info} on port 7243. */
    FRONTEND_HTTP,
    WEB_UI,
    HISTORY,
    MATCHING;

    /** The word in configuration, metrics and evidence: {@code frontend}, {@code frontend_http}, {@code web_ui} and so on. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
