package dev.temporalfailover.real.kubernetes;

import dev.temporalfailover.real.stand.Instance;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** People who show a token of Kubernetes: the real API server says whose it is and what that user may. */
final class CallerCases {
    private static final String NAMESPACE = "temporal-failover";
    private static final Map<String, String> HOLD = Map.of("owner", "somebody", "reason", "a case", "duration", "10m");

    private final KubernetesStage stage;

    CallerCases(KubernetesStage stage) {
        this.stage = stage;
    }

    /** The shipped rights to ask; before the instances start. */
    static void allowed(KubernetesStage stage, Path deploy) throws Exception {
        for (String file : List.of("review.yaml", "roles.yaml")) {
            stage.cluster.apply(deploy.resolve("components/token-review").resolve(file));
        }
    }

    void run() throws Exception {
        KubernetesClient admin = stage.cluster.admin();
        for (String name : List.of("ann", "bob")) {
            admin.resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withNamespace(NAMESPACE)
                            .withName(name)
                            .endMetadata()
                            .build())
                    .serverSideApply();
        }
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("ann-operates")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "temporal-failover-operator")
                        .addNewSubject("", "ServiceAccount", "ann", NAMESPACE)
                        .build())
                .serverSideApply();
        Instance leader = stage.leader();
        HttpResponse<String> taken = leader.tryPost("/api/v1/hold", token("ann", NAMESPACE), HOLD);
        String kept = stage.cluster.intents().getOrDefault("temporal-api-failover", "");
        stage.fact(
                "a token of Kubernetes whose user may: taken, under that user's name",
                taken.statusCode() == 202 && kept.contains("kubernetes:system:serviceaccount:" + NAMESPACE + ":ann"),
                taken.statusCode() + " " + kept);
        answered("whose user may not", leader, token("bob", NAMESPACE), 403);
        answered("of another audience", leader, token("ann", "somebody-else"), 401);
        answered("that nobody has signed", leader, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl", 401);
        leader.post("/api/v1/release", stage.operator(), Map.of("by", "operator"));
    }

    private void answered(String what, Instance leader, String token, int code) throws Exception {
        HttpResponse<String> answer = leader.tryPost("/api/v1/hold", token, HOLD);
        boolean silent = !answer.body().contains(token);
        stage.fact(
                "a token " + what + ": " + code,
                answer.statusCode() == code && silent,
                answer.statusCode() + " " + answer.body());
    }

    private String token(String account, String audience) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(600L)
                .endSpec()
                .build();
        return stage.cluster
                .admin()
                .serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(account)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }
}
