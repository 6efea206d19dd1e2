package dev.temporalfailover.probe.calls;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A unary call that reads and changes no workflow.
 *
 * @param request the next request; called on one thread, once for each call
 */
public record ProbeCall<Q, R>(Check check, MethodDescriptor<Q, R> method, Supplier<Q> request) {
    /**
     * Workflow ids and task queues are asked in turn, as one alone is one shard of history or one host of matching. There are
     * few: a server keeps something for each, matching a row.
     */
    static final int WORKFLOWS = 256;

    static final int TASK_QUEUES = 16;
    private static final String NAME = "temporal-failover-probe-";

    /** GetSystemInfo. */
    public static ProbeCall<GetSystemInfoRequest, GetSystemInfoResponse> systemInfo() {
        return new ProbeCall<>(
                Check.SYSTEM_INFO,
                WorkflowServiceGrpc.getGetSystemInfoMethod(),
                GetSystemInfoRequest::getDefaultInstance);
    }

    /** DescribeNamespace, strongly consistent. */
    public static ProbeCall<DescribeNamespaceRequest, DescribeNamespaceResponse> namespace(String namespace) {
        DescribeNamespaceRequest request =
                DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build();
        return new ProbeCall<>(
                Check.DESCRIBE_NAMESPACE, WorkflowServiceGrpc.getDescribeNamespaceMethod(), () -> request);
    }

    /**
     * DescribeWorkflowExecution of workflows that do not exist.
     *
     * @param random where the turn begins, so that instances do not ask the same shard at the same time
     */
    public static ProbeCall<DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse> workflow(
            String namespace, RandomGenerator random) {
        Supplier<String> name = names(WORKFLOWS, random);
        return new ProbeCall<>(
                Check.DESCRIBE_WORKFLOW,
                WorkflowServiceGrpc.getDescribeWorkflowExecutionMethod(),
                () -> DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(name.get()))
                        .build());
    }

    /** DescribeTaskQueue of queues without workers; {@code random} as for {@link #workflow}. */
    public static ProbeCall<DescribeTaskQueueRequest, DescribeTaskQueueResponse> taskQueue(
            String namespace, RandomGenerator random) {
        Supplier<String> name = names(TASK_QUEUES, random);
        return new ProbeCall<>(
                Check.DESCRIBE_TASK_QUEUE,
                WorkflowServiceGrpc.getDescribeTaskQueueMethod(),
                () -> DescribeTaskQueueRequest.newBuilder()
                        .setNamespace(namespace)
                        .setTaskQueue(TaskQueue.newBuilder().setName(name.get()))
                        .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                        .build());
    }

    /** grpc.health.v1 with the role's service name. */
    public static ProbeCall<HealthCheckRequest, HealthCheckResponse> health(Service service) {
        HealthCheckRequest request =
                HealthCheckRequest.newBuilder().setService(healthName(service)).build();
        return new ProbeCall<>(Check.GRPC_HEALTH, HealthGrpc.getCheckMethod(), () -> request);
    }

    /** The name that a role registers with the health service, which for history and matching is not its RPC service. */
    private static String healthName(Service service) {
        return switch (service) {
            case FRONTEND -> "temporal.api.workflowservice.v1.WorkflowService";
            case HISTORY -> "temporal.api.workflowservice.v1.HistoryService";
            case MATCHING -> "temporal.api.workflowservice.v1.MatchingService";
            case FRONTEND_HTTP, WEB_UI -> "";
        };
    }

    private static Supplier<String> names(int count, RandomGenerator random) {
        int[] next = {random.nextInt(count)};
        return () -> {
            int turn = next[0];
            next[0] = (turn + 1) % count;
            return NAME + turn;
        };
    }
}
