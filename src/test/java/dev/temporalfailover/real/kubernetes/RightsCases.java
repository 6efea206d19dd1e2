package dev.temporalfailover.real.kubernetes;

import dev.temporalfailover.real.stand.Audit;
import dev.temporalfailover.real.stand.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The shipped rights: enough for the service, and no more. */
final class RightsCases {
    private static final String ELSEWHERE = "another-route";

    private final KubernetesStage stage;

    RightsCases(KubernetesStage stage) {
        this.stage = stage;
    }

    /** What the service's account must not do. */
    void noMore() throws IOException {
        stage.cluster.admin().resource(stage.virtualService(ELSEWHERE)).create();
        Map<String, Integer> answers = new LinkedHashMap<>();
        try (KubernetesClient own = stage.cluster.client(Files.readString(stage.token))) {
            PatchContext json = PatchContext.of(PatchType.JSON);
            String weight = "[{\"op\":\"add\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":1}]";
            answers.put("get a Secret of its own", code(() -> own.secrets()
                    .inNamespace("temporal-failover")
                    .withName("token-1")
                    .get()));
            answers.put(
                    "list Pods",
                    code(() -> own.pods().inNamespace(Cluster.BACKEND).list()));
            answers.put(
                    "delete the route",
                    code(() -> stage.routes(own).withName(Cluster.ROUTE).delete()));
            answers.put(
                    "patch another route",
                    code(() -> stage.routes(own).withName(ELSEWHERE).patch(json, weight)));
            answers.put("get another namespace's Lease", code(() -> own.leases()
                    .inNamespace("kube-system")
                    .withName("any")
                    .get()));
            answers.put("get another Lease of its own namespace", code(() -> own.leases()
                    .inNamespace("temporal-failover")
                    .withName("any")
                    .get()));
            answers.put(
                    "list its own namespace's Leases",
                    code(() -> own.leases().inNamespace("temporal-failover").list()));
            answers.put(
                    "list Services",
                    code(() -> own.services().inNamespace(Cluster.BACKEND).list()));
            answers.put("get another ConfigMap", code(() -> own.configMaps()
                    .inNamespace("temporal-failover")
                    .withName("any")
                    .get()));
        }
        stage.fact(
                "the shipped rights are no more than it needs: 403 to the rest",
                answers.values().stream().allMatch(code -> code == 403),
                answers.toString());
    }

    /** Over the whole piece. */
    void enough() throws IOException {
        List<Audit.Call> calls = stage.cluster.audit();
        List<Audit.Call> refused =
                calls.stream().filter(call -> call.code() == 403).toList();
        List<Audit.Call> forbidden = refused.stream()
                .filter(call -> !stage.cluster.starting(call.at()))
                .toList();
        TreeSet<String> used = new TreeSet<>();
        calls.forEach(call -> used.add(
                call.verb() + " " + call.resource().substring(call.resource().indexOf('/') + 1)));
        stage.fact(
                "the shipped rights are enough: nothing forbidden",
                calls.size() > 100 && forbidden.isEmpty(),
                calls.size() + " requests, forbidden " + forbidden + ", " + (refused.size() - forbidden.size())
                        + " while the API server started; " + used);
    }

    private static int code(Runnable call) {
        try {
            call.run();
            return 200;
        } catch (KubernetesClientException e) {
            return e.getCode();
        }
    }
}
