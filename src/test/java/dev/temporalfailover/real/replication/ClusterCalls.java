package dev.temporalfailover.real.replication;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.operatorservice.v1.AddOrUpdateRemoteClusterRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.temporal.api.workflowservice.v1.ListNamespacesResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Calls of one gRPC port of a cluster. A call that asks what works has a short deadline, one that changes something a long one. */
final class ClusterCalls implements AutoCloseable {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int PAGE = 50;
    private static final String QUEUE = "probe";

    private final ManagedChannel channel;

    ClusterCalls(String address, int port) {
        channel = Grpc.newChannelBuilderForAddress(address, port, InsecureChannelCredentials.create())
                .build();
    }

    private WorkflowServiceBlockingStub stub(Duration limit) {
        // A server that is back is not to be waited for.
        channel.resetConnectBackoff();
        return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    Answer systemInfo() throws InterruptedException {
        return Answer.of(() -> stub(SHORT)
                .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                .getServerVersion());
    }

    /** OK only if it says SERVING. */
    Answer health(String service) throws InterruptedException {
        return Answer.of(() -> {
            channel.resetConnectBackoff();
            HealthCheckResponse.ServingStatus status = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(SHORT.toMillis(), TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.newBuilder().setService(service).build())
                    .getStatus();
            if (status != HealthCheckResponse.ServingStatus.SERVING) {
                throw io.grpc.Status.UNAVAILABLE
                        .withDescription(status.toString())
                        .asRuntimeException();
            }
            return status.toString();
        });
    }

    Answer describe(String namespace) throws InterruptedException {
        return Answer.of(() -> namespace(namespace).getReplicationConfig().getActiveClusterName());
    }

    /** Of a workflow that does not exist: history must look for it. */
    Answer describeWorkflow(String namespace) throws InterruptedException {
        return Answer.of(() -> stub(SHORT)
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(nobody())
                        .build())
                .getWorkflowExecutionInfo()
                .getStatus()
                .toString());
    }

    Answer describeTaskQueue(String namespace) throws InterruptedException {
        return Answer.of(() -> stub(SHORT)
                        .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                                .setNamespace(namespace)
                                .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                                .build())
                        .getPollersCount()
                + " pollers");
    }

    /** To a workflow that does not exist: NOT_FOUND where the namespace is active. */
    Answer signal(String namespace) throws InterruptedException {
        return Answer.of(() -> {
            stub(SHORT)
                    .signalWorkflowExecution(SignalWorkflowExecutionRequest.newBuilder()
                            .setNamespace(namespace)
                            .setWorkflowExecution(nobody())
                            .setSignalName("probe")
                            .setRequestId(UUID.randomUUID().toString())
                            .build());
            return "";
        });
    }

    /** Starts a workflow that nobody works on; it times out after an hour. */
    Answer start(String namespace, String id) throws InterruptedException {
        return Answer.of(() -> stub(SHORT)
                .startWorkflowExecution(StartWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setWorkflowId(id)
                        .setRequestId(UUID.randomUUID().toString())
                        .setWorkflowType(WorkflowType.newBuilder().setName("none"))
                        .setTaskQueue(TaskQueue.newBuilder().setName("nobody"))
                        .setWorkflowExecutionTimeout(Durations.fromHours(1))
                        .build())
                .getRunId());
    }

    /** The namespace as this cluster knows it. Throws {@link io.grpc.StatusRuntimeException}. */
    DescribeNamespaceResponse namespace(String name) {
        return stub(SHORT)
                .describeNamespace(
                        DescribeNamespaceRequest.newBuilder().setNamespace(name).build());
    }

    /** All namespaces by pages, as this cluster knows them. Throws {@link io.grpc.StatusRuntimeException}. */
    Map<String, DescribeNamespaceResponse> namespaces() {
        Map<String, DescribeNamespaceResponse> all = new LinkedHashMap<>();
        ByteString page = ByteString.EMPTY;
        do {
            ListNamespacesResponse answer = stub(LONG)
                    .listNamespaces(ListNamespacesRequest.newBuilder()
                            .setPageSize(PAGE)
                            .setNextPageToken(page)
                            .build());
            answer.getNamespacesList()
                    .forEach(one -> all.put(one.getNamespaceInfo().getName(), one));
            page = answer.getNextPageToken();
        } while (!page.isEmpty());
        return all;
    }

    /** Moves a namespace to this cluster or another; nothing else of it. The answer's text is its failover version. */
    Answer activate(String namespace, String cluster) throws InterruptedException {
        return update(UpdateNamespaceRequest.newBuilder()
                .setNamespace(namespace)
                .setReplicationConfig(NamespaceReplicationConfig.newBuilder().setActiveClusterName(cluster))
                .build());
    }

    Answer update(UpdateNamespaceRequest request) throws InterruptedException {
        return Answer.of(
                () -> String.valueOf(stub(LONG).updateNamespace(request).getFailoverVersion()));
    }

    /** A namespace of these clusters, active in the first of them; global if there is more than one. */
    Answer register(String namespace, List<String> clusters) throws InterruptedException {
        List<ClusterReplicationConfig> replicas = new ArrayList<>();
        clusters.forEach(one -> replicas.add(
                ClusterReplicationConfig.newBuilder().setClusterName(one).build()));
        return Answer.of(() -> {
            stub(LONG)
                    .registerNamespace(RegisterNamespaceRequest.newBuilder()
                            .setNamespace(namespace)
                            .setIsGlobalNamespace(clusters.size() > 1)
                            .addAllClusters(replicas)
                            .setActiveClusterName(clusters.get(0))
                            .setWorkflowExecutionRetentionPeriod(Durations.fromDays(3))
                            .build());
            return "";
        });
    }

    /** Tells this cluster where it finds the other one, or that it is not to connect to it any more. */
    Answer peer(String frontend, boolean connected) throws InterruptedException {
        return Answer.of(() -> {
            channel.resetConnectBackoff();
            OperatorServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(LONG.toMillis(), TimeUnit.MILLISECONDS)
                    .addOrUpdateRemoteCluster(AddOrUpdateRemoteClusterRequest.newBuilder()
                            .setFrontendAddress(frontend)
                            .setEnableRemoteClusterConnection(connected)
                            .setEnableReplication(connected)
                            .build());
            return "";
        });
    }

    private static WorkflowExecution nobody() {
        return WorkflowExecution.newBuilder()
                .setWorkflowId("no-such-workflow-" + UUID.randomUUID())
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
