package dev.temporalfailover.failover.status;

import java.util.List;

/**
 * Whether a region could take the traffic now, as one place sees it.
 *
 * @param carries it carries the traffic already: then only what concerns the region itself stands against it
 * @param against all that stands against it, not only the first
 */
public record Readiness(String region, boolean carries, List<ReasonAgainst> against) {
    public Readiness {
        against = List.copyOf(against);
    }

    /** @param detail one line for a person, which names the object, place or file */
    public record ReasonAgainst(ReadinessReason reason, String detail) {}

    /** Whether nothing stands against it. */
    public boolean ready() {
        return against.isEmpty();
    }
}
