package dev.temporalfailover.runbook;

import java.util.List;

/**
 * What came of a payload.
 *
 * @param truncated alerts that Alertmanager left out of it
 * @param cut alerts that were too many to be listed; those that ask for an action are looked at first
 */
public record AlertsAnswer(List<AlertResult> results, long truncated, long cut) {
    public AlertsAnswer {
        results = List.copyOf(results);
    }

    /** True if Alertmanager should send the payload again; what was stored already is then a duplicate. */
    public boolean again() {
        return results.stream().anyMatch(r -> r.result() == AlertOutcome.UNAVAILABLE);
    }
}
