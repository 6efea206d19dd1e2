package dev.temporalfailover.real.replication;

import static dev.temporalfailover.real.replication.TwoClusters.EAST;
import static dev.temporalfailover.real.replication.TwoClusters.WEST;

import io.grpc.Status;
import io.temporal.api.namespace.v1.UpdateNamespaceInfo;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What lists of namespaces show, and which changes a cluster refuses. */
final class NamespaceFacts {
    private static final String LOCAL = "local-only";

    private final Stage stage;

    NamespaceFacts(Stage stage) {
        this.stage = stage;
    }

    void listed() throws IOException, InterruptedException {
        stage.west().frontend().register(LOCAL, List.of(WEST));
        for (TemporalCluster cluster : List.of(stage.east(), stage.west())) {
            Map<String, DescribeNamespaceResponse> all = cluster.frontend().namespaces();
            DescribeNamespaceResponse pay = all.get(Stage.PAY);
            stage.fact(
                    "ListNamespaces in " + cluster.region() + ": a global namespace",
                    pay != null
                            && pay.getIsGlobalNamespace()
                            && clusters(pay).equals(Set.of(EAST, WEST))
                            && pay.getReplicationConfig().getActiveClusterName().equals(EAST),
                    pay == null ? "it is not in " + all.keySet() : shown(pay));
            DescribeNamespaceResponse system = all.get("temporal-system");
            stage.fact(
                    "ListNamespaces in " + cluster.region() + ": Temporal's own namespace is local",
                    system == null || !system.getIsGlobalNamespace(),
                    system == null ? "it is not listed" : shown(system));
        }
        DescribeNamespaceResponse local = stage.west().frontend().namespaces().get(LOCAL);
        stage.fact(
                "a namespace of one cluster: that cluster alone lists it, not global, active there",
                !local.getIsGlobalNamespace()
                        && clusters(local).equals(Set.of(WEST))
                        && local.getReplicationConfig().getActiveClusterName().equals(WEST)
                        && !stage.east().frontend().namespaces().containsKey(LOCAL),
                shown(local));
        Answer signal = stage.west().frontend().signal(LOCAL);
        stage.fact("it takes signals there", signal.code() == Status.Code.NOT_FOUND, signal.toString());
    }

    void refused() throws InterruptedException {
        ClusterCalls east = stage.east().frontend();
        refusal(
                "a cluster that nobody knows",
                east.activate(Stage.PAY, "eu-west-9"),
                Status.Code.INVALID_ARGUMENT,
                "Invalid cluster name");
        refusal(
                "a namespace that nobody knows",
                east.activate("no-such-namespace", EAST),
                Status.Code.NOT_FOUND,
                "not found");
        Answer both = stage.west()
                .frontend()
                .update(UpdateNamespaceRequest.newBuilder()
                        .setNamespace(Stage.PAY)
                        .setUpdateInfo(UpdateNamespaceInfo.newBuilder().setDescription("moved"))
                        .setReplicationConfig(
                                NamespaceReplicationConfig.newBuilder().setActiveClusterName(WEST))
                        .build());
        refusal("a move and another change at once", both, Status.Code.INVALID_ARGUMENT, "other parameters are set");
        Answer local = stage.west().frontend().activate(LOCAL, EAST);
        stage.fact("a namespace of one cluster is not moved", !local.ok(), local.toString());
        Answer same = stage.west().frontend().activate(LOCAL, WEST);
        stage.fact("a namespace of one cluster, to where it is", true, same.toString());
    }

    private void refusal(String what, Answer answer, Status.Code code, String text) {
        stage.fact("refused: " + what, answer.code() == code && answer.text().contains(text), answer.toString());
    }

    private static Set<String> clusters(DescribeNamespaceResponse namespace) {
        Set<String> names = new TreeSet<>();
        for (ClusterReplicationConfig one : namespace.getReplicationConfig().getClustersList()) {
            names.add(one.getClusterName());
        }
        return names;
    }

    private static String shown(DescribeNamespaceResponse namespace) {
        return "is_global_namespace " + namespace.getIsGlobalNamespace() + ", clusters " + clusters(namespace)
                + ", active "
                + namespace.getReplicationConfig().getActiveClusterName() + ", state "
                + namespace.getNamespaceInfo().getState() + ", replication state "
                + namespace.getReplicationConfig().getState() + ", version " + namespace.getFailoverVersion();
    }
}
