package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.PollerState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was read of Temporal's namespaces and of the replication between its clusters, as metrics. */
public final class NamespaceTelemetry {
    private final Telemetry telemetry;
    /** By policy, the queues that have a gauge. */
    private final Map<String, Set<CriticalQueue>> told = new ConcurrentHashMap<>();

    public NamespaceTelemetry(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** Temporal's namespaces as last read; of a region whose cluster was not read lately, nothing. */
    public void namespaces(String policy, List<String> regions, List<NamespaceReading> namespaces) {
        NamespaceCounts.of(regions, namespaces)
                .forEach((region, counts) -> counts.forEach((state, count) -> {
                    if (count == NamespaceCounts.UNREAD) {
                        meters().remove(Metrics.NAMESPACES, policy, region, state);
                    } else {
                        meters().set(Metrics.NAMESPACES, count, policy, region, state);
                    }
                }));
    }

    /** Some namespace was active in two clusters for so long. */
    public void dualActive(String policy, Duration time) {
        meters().count(Metrics.DUAL_ACTIVE, time.toNanos() / 1e9, policy);
    }

    /** How far others are behind this region's cluster; what is not known any more is forgotten. */
    public void replication(String policy, Replication replication, List<String> regions, Duration now) {
        for (String to : regions) {
            Optional<ReplicationLag> lag =
                    Optional.ofNullable(replication.own().get(to)).filter(l -> l.known(now));
            if (lag.isPresent()) {
                double behind = lag.get().behind().toNanos() / 1e9;
                meters().set(Metrics.REPLICATION_LAG, behind, policy, replication.self(), to);
            } else if (!replication.self().isEmpty()) {
                meters().remove(Metrics.REPLICATION_LAG, policy, replication.self(), to);
            }
        }
    }

    /** Who polls critical task queues here; what is not known any more is forgotten. */
    public void pollers(String policy, List<QueuePollers> pollers, Duration now) {
        Set<CriticalQueue> before = told.getOrDefault(policy, Set.of());
        Set<CriticalQueue> known = new HashSet<>();
        for (QueuePollers one : pollers) {
            PollerState state = one.state(now);
            if (state == PollerState.POLLED || state == PollerState.NONE) {
                known.add(one.queue());
                meters().set(Metrics.TASK_QUEUE_POLLERS, one.pollers(), labels(policy, one.queue()));
            }
        }
        before.stream().filter(queue -> !known.contains(queue)).forEach(queue -> meters().remove(
                        Metrics.TASK_QUEUE_POLLERS, labels(policy, queue)));
        told.put(policy, known);
    }

    /** How long polls last here; empty where that is not known. */
    public void longPoll(String policy, Optional<LongPoll> poll, Duration now) {
        poll.flatMap(one -> one.known(now))
                .ifPresentOrElse(
                        time -> meters().set(Metrics.LONG_POLL, time.toNanos() / 1e9, policy),
                        () -> meters().remove(Metrics.LONG_POLL, policy));
    }

    private static String[] labels(String policy, CriticalQueue queue) {
        return new String[] {
            policy, queue.namespace(), queue.name(), queue.kind().word()
        };
    }

    private Meters meters() {
        return telemetry.meters();
    }
}
