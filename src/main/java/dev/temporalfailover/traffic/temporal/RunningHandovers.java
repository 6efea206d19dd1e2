package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of our handovers the own cluster lists as running. A list that is refused or not answered is told; the last one stands
 * for a while, as a cluster that is busy has not ended them. Any thread.
 */
final class RunningHandovers {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    /** One that runs is found again by its id, so that a list that is too old is no list. */
    private static final Duration STANDS = Duration.ofSeconds(30);

    private final FrontendClient own;
    private final Clock clock;
    private final NamespaceListener listener;

    private Set<String> listed = Set.of();
    private Duration listedAt = Duration.ZERO;
    private Duration next = Duration.ZERO;
    private long asked;
    private long heard;

    RunningHandovers(FrontendClient own, Clock clock, NamespaceListener listener) {
        this.own = own;
        this.clock = clock;
        this.listener = listener;
    }

    /** Asks, now and then; does not wait. */
    void look() {
        Duration now = clock.steady();
        long mine;
        synchronized (this) {
            if (now.compareTo(next) < 0) {
                return;
            }
            next = now.plus(INTERVAL);
            mine = ++asked;
        }
        own.ask(
                        WorkflowServiceGrpc.getListWorkflowExecutionsMethod(),
                        HandoverRequests.running(),
                        Right.UPDATE,
                        NamespaceMoves.DEADLINE)
                .whenComplete((told, failure) -> {
                    if (told != null) {
                        found(mine, now, told);
                        listener.handoversRead("");
                    } else {
                        listener.handoversRead(
                                failure == null
                                        ? "no answer"
                                        : TemporalRefusal.ofRead(failure).detail());
                    }
                });
    }

    private synchronized void found(long number, Duration at, ListWorkflowExecutionsResponse told) {
        if (number < heard) {
            return;
        }
        heard = number;
        listedAt = at;
        listed = told.getExecutionsList().stream()
                .map(WorkflowExecutionInfo::getExecution)
                .flatMap(one -> HandoverRequests.namespace(one.getWorkflowId()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    synchronized boolean has(String namespace) {
        return listed.contains(namespace) && clock.steady().minus(listedAt).compareTo(STANDS) <= 0;
    }

    /** What is listed has changed: the next look asks. */
    synchronized void hurry() {
        next = Duration.ZERO;
    }
}
