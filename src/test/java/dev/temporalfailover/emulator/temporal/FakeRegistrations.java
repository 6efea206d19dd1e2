package dev.temporalfailover.emulator.temporal;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** How a {@link FakeCluster} makes namespaces: refusals as {@code service/frontend/namespace_handler.go} of 1.31.2 has them. */
public final class FakeRegistrations {
    public final List<RegisterNamespaceRequest> asked = new CopyOnWriteArrayList<>();
    /** Others refuse global namespaces. */
    public volatile boolean master = true;

    private final FakeCluster cluster;

    FakeRegistrations(FakeCluster cluster) {
        this.cluster = cluster;
    }

    void register(RegisterNamespaceRequest request, StreamObserver<RegisterNamespaceResponse> to) {
        asked.add(request);
        if (request.getIsGlobalNamespace() && !master) {
            to.onError(Status.INVALID_ARGUMENT
                    .withDescription(
                            "Cluster is not master cluster, cannot do namespace registration or namespace update.")
                    .asRuntimeException());
            return;
        }
        if (cluster.namespace(request.getNamespace()) != null) {
            to.onError(Status.ALREADY_EXISTS
                    .withDescription("Namespace already exists.")
                    .asRuntimeException());
            return;
        }
        cluster.raw(DescribeNamespaceResponse.newBuilder()
                .setNamespaceInfo(NamespaceInfo.newBuilder()
                        .setName(request.getNamespace())
                        .setDescription(request.getDescription())
                        .setState(NamespaceState.NAMESPACE_STATE_REGISTERED))
                .setConfig(NamespaceConfig.newBuilder()
                        .setWorkflowExecutionRetentionTtl(request.getWorkflowExecutionRetentionPeriod()))
                .setReplicationConfig(NamespaceReplicationConfig.newBuilder()
                        .setActiveClusterName(request.getActiveClusterName())
                        .addAllClusters(request.getClustersList()))
                .setIsGlobalNamespace(request.getIsGlobalNamespace())
                .build());
        FakeCluster.answer(to, RegisterNamespaceResponse.getDefaultInstance());
    }
}
