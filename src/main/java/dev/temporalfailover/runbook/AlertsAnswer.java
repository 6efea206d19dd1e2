package dev.temporalfailover.runbook;

import java.util.List;

/**
 * What came of a payload.
 *
 * @param truncated alerts that Alertmanager left out of it
 */
public record AlertsAnswer(List<AlertResult> results, long truncated) {
    public AlertsAnswer {
        results = List.copyOf(results);
    }

    /** True if Alertmanager should send the payload again; what was stored already is then a duplicate. */
    public boolean again() {
        return results.stream().anyMatch(r -> r.result() == AlertOutcome.UNAVAILABLE);
    }
}
