package dev.temporalfailover.runbook;

import java.time.Instant;
import java.util.Map;

/**
 * One alert of a payload.
 *
 * @param firing false for resolved
 * @param startsAt when this incident began; with the fingerprint it names the incident
 * @param sender the user that sent it, vouched for; empty if that is not known
 */
record Alert(boolean firing, String fingerprint, Instant startsAt, Map<String, String> labels, String sender) {
    Alert {
        labels = Map.copyOf(labels);
    }

    /** The same, with its sender. */
    Alert sentBy(String user) {
        return new Alert(firing, fingerprint, startsAt, labels, user);
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
