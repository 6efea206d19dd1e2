package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Namespaces of one step, and what this region's own cluster is asked to do with them.
 *
 * @param namespaces as they were read
 */
public record NamespaceBatch(Ask ask, List<NamespaceReading> namespaces) {
    /** Of a step of another layer. */
    static final NamespaceBatch NONE = new NamespaceBatch(Ask.UPDATE, List.of());

    /** What the cluster is asked. */
    public enum Ask {
        /** To take note that they are active in the region that the record names; at once, whatever was replicated. */
        UPDATE,
        /** To stop their writes, wait until the other cluster has them all, and give them up. */
        HAND_OVER,
        /** To end handovers that were begun under another claim, or are late. */
        CALL_OFF
    }

    /** The reason of the Event that tells of it. */
    public String event() {
        return switch (ask) {
            case UPDATE -> "NamespacesMoved";
            case HAND_OVER -> "NamespaceHandoverBegan";
            case CALL_OFF -> "NamespaceHandoverCalledOff";
        };
    }

    /** When the newest of them was made active, as the region's own cluster states it; empty if none ever was. */
    public Optional<Instant> newest(String region) {
        return namespaces.stream()
                .flatMap(n -> n.side(region).flatMap(Side::since).stream())
                .max(Comparator.naturalOrder());
    }

    public NamespaceBatch {
        namespaces = List.copyOf(namespaces);
    }
}
