package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.NewNamespace.Result;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import dev.temporalfailover.traffic.temporal.NamespaceMoves.CallEnd;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.RegionFrontend;
import io.grpc.Status;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes a global namespace of all regions of the policy, in the own region's cluster; replication tells the others. Temporal lets
 * only its master cluster do so ({@code errNotMasterCluster} of {@code service/frontend/namespace_handler.go}). Any thread.
 */
final class Registration {
    /** It writes the namespace and the message for the other clusters. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final int LONGEST = 300;

    private final NamespaceSettings settings;
    private final FrontendClient own;

    Registration(NamespaceSettings settings, FrontendClient own) {
        this.settings = settings;
        this.own = own;
    }

    /** Waits for two calls at most. */
    Registered register(NewNamespace wanted) {
        CallEnd<RegisterNamespaceResponse> end = NamespaceMoves.await(
                own.ask(
                        WorkflowServiceGrpc.getRegisterNamespaceMethod(),
                        request(settings, wanted),
                        Right.UPDATE,
                        DEADLINE),
                DEADLINE);
        return end.failure()
                .map(why -> failed(wanted, why))
                .orElseGet(() -> new Registered(
                        Result.CREATED, "created in " + cluster() + "; the other clusters have it within seconds"));
    }

    static RegisterNamespaceRequest request(NamespaceSettings settings, NewNamespace wanted) {
        return RegisterNamespaceRequest.newBuilder()
                .setNamespace(wanted.name())
                .setDescription(wanted.description())
                .setWorkflowExecutionRetentionPeriod(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(wanted.retention().toSeconds()))
                .setIsGlobalNamespace(true)
                .setActiveClusterName(settings.frontend(wanted.active()).cluster())
                .addAllClusters(clusters(settings).stream()
                        .map(name -> ClusterReplicationConfig.newBuilder()
                                .setClusterName(name)
                                .build())
                        .toList())
                .build();
    }

    private static List<String> clusters(NamespaceSettings settings) {
        return settings.frontends().stream().map(RegionFrontend::cluster).toList();
    }

    private String cluster() {
        return settings.frontend(settings.self()).cluster();
    }

    private Registered failed(NewNamespace wanted, Throwable why) {
        if (TemporalRefusal.status(why).getCode() == Status.Code.ALREADY_EXISTS) {
            return compared(wanted);
        }
        TemporalRefusal refusal = TemporalRefusal.ofUpdate(why);
        return switch (refusal.kind()) {
            case REJECTED, DENIED, NOT_FOUND ->
                new Registered(Result.REFUSED, cluster() + " refuses it: " + refusal.detail() + master(refusal));
            default ->
                new Registered(
                        Result.UNKNOWN,
                        "it is not known whether " + cluster() + " has made it; ask again: " + refusal.detail());
        };
    }

    private static String master(TemporalRefusal refusal) {
        return refusal.detail().contains("master cluster")
                ? "; only Temporal's master cluster makes global namespaces: ask the leader of its region"
                : "";
    }

    private Registered compared(NewNamespace wanted) {
        CallEnd<DescribeNamespaceResponse> end = NamespaceMoves.await(
                own.ask(
                        WorkflowServiceGrpc.getDescribeNamespaceMethod(),
                        DescribeNamespaceRequest.newBuilder()
                                .setNamespace(wanted.name())
                                .build(),
                        Right.UPDATE,
                        DEADLINE),
                DEADLINE);
        Optional<DescribeNamespaceResponse> found = end.message();
        if (found.isEmpty()) {
            String why = end.failure()
                    .map(TemporalRefusal::ofRead)
                    .map(TemporalRefusal::detail)
                    .orElse("no answer");
            return new Registered(Result.UNKNOWN, "one of that name is there, and could not be read: " + why);
        }
        String other = difference(wanted, found.get());
        return other.isEmpty()
                ? new Registered(Result.EXISTS, "it is there already, as asked")
                : new Registered(Result.REFUSED, Line.of("one of that name is there already: " + other, LONGEST));
    }

    /** What of the one that is there is not as asked; empty if all is. */
    private String difference(NewNamespace wanted, DescribeNamespaceResponse found) {
        if (!found.getIsGlobalNamespace()) {
            return "it is local to " + cluster();
        }
        List<String> clusters = found.getReplicationConfig().getClustersList().stream()
                .map(ClusterReplicationConfig::getClusterName)
                .toList();
        if (!clusters.containsAll(clusters(settings))) {
            return "its clusters are " + String.join(", ", clusters);
        }
        long kept = found.getConfig().getWorkflowExecutionRetentionTtl().getSeconds();
        return kept == wanted.retention().toSeconds()
                ? ""
                : "its retention is " + Duration.ofSeconds(kept) + ", not " + wanted.retention();
    }
}
