package dev.temporalfailover.traffic.temporal;

import com.google.protobuf.Timestamp;
import dev.temporalfailover.outside.Line;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.enums.v1.ReplicationState;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.replication.v1.FailoverStatus;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A namespace as one cluster states it, in that cluster's words.
 *
 * @param active the name of the cluster that is active
 * @param version the failover version
 * @param handover a graceful handover is in progress
 * @param since when it was last made active in another cluster, by the clock of the cluster that was asked
 */
record ClusterNamespace(
        String name,
        boolean global,
        List<String> clusters,
        String active,
        long version,
        boolean handover,
        Optional<Instant> since) {
    /** Temporal's own limit of a name ({@code limit.maxIDLength}). */
    private static final int LONGEST = 1_000;

    private static final int LONGEST_CLUSTER = 100;
    private static final int CLUSTERS = 20;

    /**
     * Empty for one that is deleted, and for one whose name a person could not read or that Temporal would not take. One that is
     * deprecated counts: nothing new is started in it, but what runs must go on.
     */
    static Optional<ClusterNamespace> of(DescribeNamespaceResponse told) {
        String name = told.getNamespaceInfo().getName();
        if (deleted(told) || name.isEmpty() || !name.equals(Line.of(name, LONGEST))) {
            return Optional.empty();
        }
        NamespaceReplicationConfig replication = told.getReplicationConfig();
        return Optional.of(new ClusterNamespace(
                name,
                told.getIsGlobalNamespace(),
                replication.getClustersList().stream()
                        .limit(CLUSTERS)
                        .map(ClusterReplicationConfig::getClusterName)
                        .map(cluster -> Line.of(cluster, LONGEST_CLUSTER))
                        .toList(),
                Line.of(replication.getActiveClusterName(), LONGEST_CLUSTER),
                told.getFailoverVersion(),
                replication.getState() == ReplicationState.REPLICATION_STATE_HANDOVER,
                newest(told.getFailoverHistoryList())));
    }

    /** The same without a time after this one, which a broken clock or a hand stamped. */
    ClusterNamespace until(Instant latest) {
        return since.filter(latest::isBefore).isEmpty()
                ? this
                : new ClusterNamespace(name, global, clusters, active, version, handover, Optional.empty());
    }

    /** True for one that Temporal is taking apart. */
    static boolean deleted(DescribeNamespaceResponse told) {
        return told.getNamespaceInfo().getState() == NamespaceState.NAMESPACE_STATE_DELETED;
    }

    /** Temporal appends to the history at each change of the active cluster and keeps ten; a new namespace has none. */
    private static Optional<Instant> newest(List<FailoverStatus> history) {
        return history.stream()
                .filter(FailoverStatus::hasFailoverTime)
                .flatMap(entry -> instant(entry.getFailoverTime()).stream())
                .max(Comparator.naturalOrder());
    }

    private static Optional<Instant> instant(Timestamp time) {
        try {
            return Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
        } catch (DateTimeException | ArithmeticException outOfRange) {
            return Optional.empty();
        }
    }
}
