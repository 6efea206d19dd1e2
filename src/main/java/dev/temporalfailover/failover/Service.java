package dev.temporalfailover.failover;

import java.util.Locale;

/** The Temporal roles of a region that are probed, in the network document's words. */
public enum Service {
    FRONTEND,
    WEB_UI,
    HISTORY,
    MATCHING;

    /** The word in configuration, metrics and evidence: {@code frontend}, {@code web_ui}, {@code history}, {@code matching}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
