package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.Replication;
import java.util.List;

/**
 * What a policy's loop knows of Temporal's clusters.
 *
 * @param namespaces as the clusters state them; none where the policy moves none
 * @param replication how far Temporal's clusters are behind each other; nothing where it is not read
 * @param watch whether namespaces are read at all, and which are active twice
 * @param pollers who polls critical task queues in this region's cluster; only the leader asks
 */
public record TemporalState(
        List<NamespaceReading> namespaces, Replication replication, NamespaceWatch watch, List<QueuePollers> pollers) {
    /** Where nothing is read. */
    public static final TemporalState NONE =
            new TemporalState(List.of(), Replication.NONE, NamespaceWatch.OFF, List.of());
}
