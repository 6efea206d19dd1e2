package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.situation.NamespaceReading;
import java.util.List;

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

    public NamespaceBatch {
        namespaces = List.copyOf(namespaces);
    }
}
