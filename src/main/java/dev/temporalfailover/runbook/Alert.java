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
    private static final String SENT_BY = " (sent by ";

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

    /** The requester, as recorded in intents and in the audit: the alert, and its sender if known. */
    String by() {
        return sender.isEmpty() ? name() : name() + SENT_BY + sender + ")";
    }

    /** Whether this alert made the request, whatever its sender was then. */
    boolean asked(String by) {
        return by.equals(name()) || by.startsWith(name() + SENT_BY);
    }

    private String name() {
        return "alert:" + fingerprint;
    }
}
