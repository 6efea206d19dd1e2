package dev.temporalfailover.emulator.temporal;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The system workflows of a {@link FakeCluster}: they are kept, and do nothing until a test ends them. */
public final class FakeHandovers {
    public final List<StartWorkflowExecutionRequest> begun = new CopyOnWriteArrayList<>();
    public final List<String> cancelled = new CopyOnWriteArrayList<>();
    /** By workflow id. */
    public final Map<String, StartWorkflowExecutionRequest> running = new ConcurrentSkipListMap<>();

    void start(StartWorkflowExecutionRequest request, StreamObserver<StartWorkflowExecutionResponse> to) {
        begun.add(request);
        boolean started = running.putIfAbsent(request.getWorkflowId(), request) == null;
        FakeCluster.answer(
                to,
                StartWorkflowExecutionResponse.newBuilder()
                        .setRunId("run")
                        .setStarted(started)
                        .build());
    }

    void cancel(WorkflowExecution which, StreamObserver<RequestCancelWorkflowExecutionResponse> to) {
        cancelled.add(which.getWorkflowId());
        if (running.remove(which.getWorkflowId()) == null) {
            to.onError(Status.NOT_FOUND
                    .withDescription("workflow execution already completed")
                    .asRuntimeException());
            return;
        }
        FakeCluster.answer(to, RequestCancelWorkflowExecutionResponse.getDefaultInstance());
    }

    void list(StreamObserver<ListWorkflowExecutionsResponse> to) {
        ListWorkflowExecutionsResponse.Builder told = ListWorkflowExecutionsResponse.newBuilder();
        running.keySet()
                .forEach(id -> told.addExecutions(WorkflowExecutionInfo.newBuilder()
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id))));
        FakeCluster.answer(to, told.build());
    }

    void describe(WorkflowExecution which, StreamObserver<DescribeWorkflowExecutionResponse> to) {
        boolean runs = running.containsKey(which.getWorkflowId());
        DescribeWorkflowExecutionResponse.Builder told = DescribeWorkflowExecutionResponse.newBuilder()
                .setWorkflowExecutionInfo(WorkflowExecutionInfo.newBuilder()
                        .setStatus(
                                runs
                                        ? WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                                        : WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED));
        if (runs) {
            told.addPendingActivities(PendingActivityInfo.newBuilder()
                    .setActivityType(ActivityType.newBuilder().setName("WaitReplication")));
        }
        FakeCluster.answer(to, told.build());
    }
}
