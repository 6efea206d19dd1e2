package dev.temporalfailover.runbook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What came of an alert. Also the {@code result} label of {@code temporal_failover_alerts_received_total}. */
public enum AlertOutcome {
    /** An intent was stored, or a probe was started. */
    STORED,
    /** It was resolved: what this alert had asked for is withdrawn. */
    RELEASED,
    /** This incident was dealt with already. */
    DUPLICATE,
    /** It asks for nothing. */
    IGNORED,
    /** It began too long ago. */
    STALE,
    REFUSED,
    /** It could not be stored; Alertmanager should send it again. */
    UNAVAILABLE,
    /** The whole payload could not be read. */
    GARBAGE;

    /** The word in metrics and in the API. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
