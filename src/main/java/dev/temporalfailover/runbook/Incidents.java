package dev.temporalfailover.runbook;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Incidents that were acted upon, the newest {@link #KEPT} of them. Alertmanager sends at least once: every group interval,
 * after each timeout, and from each of its replicas.
 */
final class Incidents {
    /** Older incidents are forgotten; by then they are stale and refused. */
    static final int KEPT = 10_000;

    private final Map<Handled, Boolean> keys = new LinkedHashMap<>();

    /** One incident and what was done about it. */
    record Handled(String fingerprint, Instant startsAt, String action) {}

    /** True for the first caller with this key. */
    synchronized boolean first(Handled key) {
        if (keys.putIfAbsent(key, true) != null) {
            return false;
        }
        if (keys.size() > KEPT) {
            keys.remove(keys.keySet().iterator().next());
        }
        return true;
    }

    synchronized boolean has(Handled key) {
        return keys.containsKey(key);
    }

    /** It came to nothing; the next one counts as the first. */
    synchronized void forget(Handled key) {
        keys.remove(key);
    }
}
