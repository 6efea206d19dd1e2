package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.NamespaceReading;
import java.util.stream.Collectors;

/** The requests of a step as text: one line for each namespace, with what must be true before. */
record RenderedMoves(NamespaceSettings settings) {
    String render(Step step) {
        String to = settings.frontend(step.record().active()).cluster();
        String at = " at " + settings.frontend(settings.self()).cluster() + " namespace=";
        return step.namespaces().stream()
                .map(n -> switch (step.batch().ask()) {
                    case UPDATE ->
                        "UpdateNamespace" + at + n.name() + " replication_config.active_cluster_name=" + to + " if "
                                + before(n);
                    case HAND_OVER ->
                        "StartWorkflowExecution" + at + HandoverRequests.SYSTEM + " type=" + HandoverRequests.TYPE
                                + " of " + n.name() + " to " + to;
                    case CALL_OFF ->
                        "RequestCancelWorkflowExecution" + at + HandoverRequests.SYSTEM + " type="
                                + HandoverRequests.TYPE + " of " + n.name();
                })
                .collect(Collectors.joining("\n"));
    }

    private String before(NamespaceReading namespace) {
        return namespace
                .side(settings.self())
                .map(side ->
                        "active in " + side.active().orElse("no region") + " with failover_version " + side.version())
                .orElse("it is as read (not read)");
    }
}
