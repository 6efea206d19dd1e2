package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import dev.temporalfailover.traffic.temporal.NamespaceMoves.CallEnd;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Whether this region's cluster accepts writes in a namespace: it is asked to signal a workflow that does not exist. The right
 * cluster says that there is no such workflow, a standby that it is one. Nothing is written.
 */
record WriteCheck(NamespaceSettings settings, FrontendClient client) {
    private static final String NOBODY = "temporal-failover-no-such-workflow";
    private static final int LONGEST = 500;

    /** A namespace that was given to another region is in effect when this cluster accepts none. */
    Verification verify(Step step) {
        boolean gained = step.record().active().equals(settings.self());
        Map<String, CompletableFuture<SignalWorkflowExecutionResponse>> asked = new LinkedHashMap<>();
        step.namespaces().stream().map(NamespaceReading::name).forEach(name -> asked.put(name, signal(name)));
        List<String> notYet = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        asked.forEach((name, call) -> {
            CallEnd<?> answer = NamespaceMoves.await(call, NamespaceMoves.DEADLINE);
            switch (accepts(answer)) {
                case YES -> addUnless(gained, notYet, name + ": this cluster accepts writes still");
                case NO -> addUnless(!gained, notYet, name + ": this cluster is a standby still");
                case UNKNOWN ->
                    failed.add(name + ": "
                            + TemporalRefusal.ofRead(answer.failure().orElseThrow())
                                    .detail());
            }
        });
        if (!failed.isEmpty()) {
            return new Verification(Effectiveness.FAILED, Line.of(String.join("; ", failed), LONGEST));
        }
        return notYet.isEmpty()
                ? new Verification(Effectiveness.EFFECTIVE, asked.size() + " namespaces")
                : new Verification(Effectiveness.NOT_YET, Line.of(String.join("; ", notYet), LONGEST));
    }

    private enum Accepts {
        YES,
        NO,
        UNKNOWN
    }

    private static void addUnless(boolean well, List<String> lines, String line) {
        if (!well) {
            lines.add(line);
        }
    }

    private static Accepts accepts(CallEnd<?> answer) {
        if (answer.failure().isEmpty()) {
            // Somebody has a workflow of this name.
            return Accepts.YES;
        }
        Throwable why = answer.failure().get();
        Status status = TemporalRefusal.status(why);
        String says = TemporalRefusal.says(status);
        if (status.getCode() == Status.Code.NOT_FOUND) {
            boolean namespace = TemporalRefusal.has(why, "NamespaceNotFoundFailure") || says.contains("Namespace ");
            return namespace ? Accepts.UNKNOWN : Accepts.YES;
        }
        boolean standby = status.getCode() == Status.Code.FAILED_PRECONDITION
                && (TemporalRefusal.has(why, "NamespaceNotActiveFailure") || says.contains("is active in cluster"));
        return standby ? Accepts.NO : Accepts.UNKNOWN;
    }

    private CompletableFuture<SignalWorkflowExecutionResponse> signal(String namespace) {
        SignalWorkflowExecutionRequest request = SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace)
                .setWorkflowExecution(
                        WorkflowExecution.newBuilder().setWorkflowId(NOBODY).build())
                .setSignalName("temporal-failover")
                .setIdentity("temporal-failover")
                .build();
        return client.ask(
                WorkflowServiceGrpc.getSignalWorkflowExecutionMethod(), request, Right.UPDATE, NamespaceMoves.DEADLINE);
    }
}
