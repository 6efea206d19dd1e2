package dev.temporalfailover.runbook;

import java.time.Instant;
import java.util.Map;

/**
 * One alert of a payload.
 *
 * @param firing false for resolved
 * @param startsAt when this incident began; with the fingerprint it names the incident
 */
record Alert(boolean firing, String fingerprint, Instant startsAt, Map<String, String> labels) {
    Alert {
        labels = Map.copyOf(labels);
    }

    /** A label, or the empty string. */
    String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /** Who asks, as it stands in intents and in the audit. */
    String by() {
        return "alert:" + fingerprint;
    }
}
