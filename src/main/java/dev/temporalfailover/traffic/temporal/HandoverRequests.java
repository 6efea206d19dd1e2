package dev.temporalfailover.traffic.temporal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.temporalfailover.outside.Line;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The calls on Temporal's workflow {@code namespace-handover}, as {@code service/worker/migration/handover_workflow.go} of 1.31
 * has it. It waits until the other cluster is near, sets the namespace to HANDOVER, which refuses writes, waits until the other
 * one has all, makes it active there, and ends HANDOVER whatever came of it.
 *
 * <p>It gets no time limit of Temporal's: ended by one in HANDOVER it would leave the namespace so. A request to cancel ends it
 * in good order.
 */
final class HandoverRequests {
    static final String TYPE = "namespace-handover";
    static final String SYSTEM = "temporal-system";
    private static final String TASK_QUEUE = "default-worker-tq";
    private static final String ID = "temporal-failover-handover/";
    private static final String IDENTITY = "temporal-failover";
    /** Temporal takes less for this. */
    private static final int ALLOWED_LAGGING_SECONDS = 5;
    /** For so long writes are refused at most before it gives up; Temporal's limit is 30. */
    private static final int HANDOVER_TIMEOUT_SECONDS = 5;
    /** More than a policy may have under way: ten begin in a second. */
    private static final int MOST = 1_000;

    private static final int LONGEST = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    private HandoverRequests() {}

    /** Of one that runs already nothing changes. */
    static StartWorkflowExecutionRequest begin(String namespace, String cluster) {
        ObjectNode input = JSON.createObjectNode()
                .put("Namespace", namespace)
                .put("RemoteCluster", cluster)
                .put("AllowedLaggingSeconds", ALLOWED_LAGGING_SECONDS)
                .put("AllowedLaggingTasks", 0)
                .put("HandoverTimeoutSeconds", HANDOVER_TIMEOUT_SECONDS);
        Payload payload = Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8(input.toString()))
                .build();
        return StartWorkflowExecutionRequest.newBuilder()
                .setNamespace(SYSTEM)
                .setWorkflowId(ID + namespace)
                .setWorkflowType(WorkflowType.newBuilder().setName(TYPE))
                .setTaskQueue(TaskQueue.newBuilder().setName(TASK_QUEUE))
                .setInput(Payloads.newBuilder().addPayloads(payload))
                .setIdentity(IDENTITY)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .build();
    }

    static RequestCancelWorkflowExecutionRequest callOff(String namespace) {
        return RequestCancelWorkflowExecutionRequest.newBuilder()
                .setNamespace(SYSTEM)
                .setWorkflowExecution(of(namespace))
                .setIdentity(IDENTITY)
                .setReason("the claim names another region, or it took too long")
                .build();
    }

    static DescribeWorkflowExecutionRequest describe(String namespace) {
        return DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(SYSTEM)
                .setExecution(of(namespace))
                .build();
    }

    static ListWorkflowExecutionsRequest running() {
        return ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace(SYSTEM)
                .setQuery("WorkflowType = '" + TYPE + "' AND ExecutionStatus = 'Running'")
                .setPageSize(MOST)
                .build();
    }

    /** Whose handover has this id; empty if it is none of ours. */
    static Optional<String> namespace(String id) {
        return id.startsWith(ID) ? Optional.of(id.substring(ID.length())) : Optional.empty();
    }

    /** For example {@code RUNNING in WaitReplication}. */
    static String words(DescribeWorkflowExecutionResponse told) {
        String status = told.getWorkflowExecutionInfo().getStatus().name().replace("WORKFLOW_EXECUTION_STATUS_", "");
        String pending = told.getPendingActivitiesList().stream()
                .map(HandoverRequests::activity)
                .collect(Collectors.joining(", "));
        return Line.of(status + (pending.isEmpty() ? "" : " in " + pending), LONGEST);
    }

    private static String activity(PendingActivityInfo one) {
        String failure = one.hasLastFailure() ? " (" + one.getLastFailure().getMessage() + ")" : "";
        return one.getActivityType().getName() + failure;
    }

    private static WorkflowExecution of(String namespace) {
        return WorkflowExecution.newBuilder().setWorkflowId(ID + namespace).build();
    }
}
