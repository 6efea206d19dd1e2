package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.WorkerReading;
import java.util.List;

/**
 * What a policy's loop knows of Temporal's clusters.
 *
 * @param namespaces as the clusters state them; none where the policy moves none
 * @param replication how far Temporal's clusters are behind each other; nothing where it is not read
 * @param watch whether namespaces are read at all, and which are active twice
 * @param pollers who polls critical task queues in this region's cluster; only the leader asks
 * @param workers the Deployments that are restarted where namespaces are gained; only the leader reads them
 */
public record TemporalState(
        List<NamespaceReading> namespaces,
        Replication replication,
        NamespaceWatch watch,
        List<QueuePollers> pollers,
        List<WorkerReading> workers) {
    /** Where nothing is read. */
    public static final TemporalState NONE =
            new TemporalState(List.of(), Replication.NONE, NamespaceWatch.OFF, List.of());

    /** Where no workers are restarted. */
    public TemporalState(
            List<NamespaceReading> namespaces,
            Replication replication,
            NamespaceWatch watch,
            List<QueuePollers> pollers) {
        this(namespaces, replication, watch, pollers, List.of());
    }
}
