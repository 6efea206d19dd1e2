package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.deploy.Manifests.Document;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rights, word for word: whoever widens them changes this list and says why. */
class RbacTest {
    private static final String TOKEN_REVIEW = "deploy/components/token-review";

    /** The trial's objects get their namespace from its kustomizations. */
    private static <T extends HasMetadata> List<T> shipped(Class<T> type) {
        return Manifests.all("deploy", type).stream()
                .filter(one -> one.getMetadata().getNamespace() != null)
                .toList();
    }

    private static Set<String> rights(Role role) {
        Set<String> rights = new TreeSet<>();
        for (PolicyRule rule : role.getRules()) {
            for (String resource : rule.getResources()) {
                rights.add(String.join(",", rule.getApiGroups()) + "/" + resource + " " + rule.getResourceNames() + " "
                        + rule.getVerbs());
            }
        }
        return rights;
    }

    @Test
    void theTrialHasTheRightsOfTheServicesOwnNamespaceAndNoOthers() {
        Role own = shipped(Role.class).stream()
                .filter(role -> role.getMetadata().getNamespace().equals("temporal-failover"))
                .findFirst()
                .orElseThrow();
        List<Role> trial = Manifests.all("deploy/try", Role.class);
        assertEquals(1, trial.size());
        assertEquals(rights(own), rights(trial.get(0)));
    }

    @Test
    void theRightsAreExactlyThese() {
        Set<String> rights = new TreeSet<>();
        for (Role role : shipped(Role.class)) {
            rights(role).forEach(right -> rights.add(role.getMetadata().getNamespace() + " " + right));
        }
        assertEquals(
                new TreeSet<>(Set.of(
                        "temporal-failover coordination.k8s.io/leases [] [create]",
                        "temporal-failover coordination.k8s.io/leases [temporal-failover] [get, update]",
                        "temporal-failover /configmaps [] [create]",
                        "temporal-failover /configmaps [temporal-failover-intents, temporal-failover-history] [get, list, watch, update]",
                        "temporal-failover /pods [] [get]",
                        "temporal-failover events.k8s.io/events [] [create]",
                        "temporal-backend networking.istio.io/virtualservices [] [get, list, watch]",
                        "temporal-backend networking.istio.io/destinationrules [] [list]",
                        "temporal-backend gateway.networking.k8s.io/httproutes [] [get, list, watch]",
                        "temporal-backend gateway.networking.k8s.io/grpcroutes [] [get, list, watch]",
                        "temporal-backend /services [] [get]",
                        "temporal-backend networking.istio.io/virtualservices [temporal-frontend] [patch]",
                        "temporal-backend gateway.networking.k8s.io/httproutes [temporal-frontend] [patch]",
                        "temporal-backend gateway.networking.k8s.io/grpcroutes [temporal-frontend] [patch]",
                        "temporal-product apps/deployments [payment-worker] [get, patch]")),
                rights);
    }

    @Test
    void nothingIsClusterWideButTheOptionalTokenReviewAndNothingIsAWildcard() {
        for (Document document : Manifests.objects("deploy")) {
            assertTrue(
                    document.file().startsWith(TOKEN_REVIEW) || !document.kind().startsWith("Cluster"),
                    document.file() + " " + document.kind());
        }
        for (Path kustomization : Manifests.files("deploy", "kustomization.yaml")) {
            boolean included = Manifests.text(kustomization.toString()).contains("token-review");
            assertTrue(!included, kustomization + ": the site decides");
        }
        for (Role role : Manifests.all("deploy", Role.class)) {
            assertTrue(
                    !role.getRules().toString().contains("*"),
                    role.getMetadata().getName());
        }
    }

    @Test
    void tokensMayBeAskedAboutAndNothingElse() {
        Set<String> rights = new TreeSet<>();
        for (ClusterRole role : Manifests.all(TOKEN_REVIEW, ClusterRole.class)) {
            String name = role.getMetadata().getName();
            for (PolicyRule rule : role.getRules()) {
                rule.getResources()
                        .forEach(r -> rights.add(name + " " + rule.getApiGroups() + "/" + r + " " + rule.getVerbs()));
                rule.getNonResourceURLs().forEach(url -> rights.add(name + " " + url + " " + rule.getVerbs()));
            }
        }
        assertEquals(
                new TreeSet<>(Set.of(
                        "temporal-failover-token-review [authentication.k8s.io]/tokenreviews [create]",
                        "temporal-failover-token-review [authorization.k8s.io]/subjectaccessreviews [create]",
                        "temporal-failover-operator /api/v1/failover [post]",
                        "temporal-failover-operator /api/v1/failback [post]",
                        "temporal-failover-operator /api/v1/hold [post]",
                        "temporal-failover-operator /api/v1/release [post]",
                        "temporal-failover-operator /api/v1/acknowledge [post]",
                        "temporal-failover-namespaces /api/v1/namespaces [post]",
                        "temporal-failover-force /api/v1/force [post]",
                        "temporal-failover-alerts /api/v1/alerts [post]")),
                rights);
        List<ClusterRoleBinding> bindings = Manifests.all("deploy", ClusterRoleBinding.class);
        assertEquals(1, bindings.size(), "who may act is for the site to say");
        assertEquals(
                "temporal-failover-token-review", bindings.get(0).getRoleRef().getName());
        assertEquals(1, bindings.get(0).getSubjects().size());
        Subject subject = bindings.get(0).getSubjects().get(0);
        assertEquals(
                "ServiceAccount temporal-failover/temporal-failover",
                subject.getKind() + " " + subject.getNamespace() + "/" + subject.getName());
    }

    @Test
    void eachRoleIsBoundToTheServiceAccountInItsOwnNamespace() {
        var bindings = shipped(RoleBinding.class);
        assertEquals(3, bindings.size());
        for (RoleBinding binding : bindings) {
            boolean role = shipped(Role.class).stream()
                    .anyMatch(r -> r.getMetadata()
                                    .getName()
                                    .equals(binding.getRoleRef().getName())
                            && r.getMetadata()
                                    .getNamespace()
                                    .equals(binding.getMetadata().getNamespace()));
            assertTrue(role, binding.getMetadata().getName());
            assertEquals(1, binding.getSubjects().size());
            assertEquals("temporal-failover", binding.getSubjects().get(0).getName());
            assertEquals("temporal-failover", binding.getSubjects().get(0).getNamespace());
        }
    }
}
