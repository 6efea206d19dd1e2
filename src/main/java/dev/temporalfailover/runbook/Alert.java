package dev.temporalfailover.runbook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

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

    /**
     * A short hash of what it asks for and why. Two replicas of Prometheus send it with different fingerprints, since their
     * external labels differ.
     */
    String asks() {
        String all = Stream.of("alertname", Runbook.ACTION, "region", Runbook.TO, "policy")
                .map(this::label)
                .collect(Collectors.joining("\n"));
        CRC32C hash = new CRC32C();
        hash.update(all.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(hash.getValue());
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
