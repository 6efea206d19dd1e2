package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Deny all, then named peers on named ports. */
class NetworkPolicyTest {
    private final List<NetworkPolicy> policies = Manifests.all("deploy", NetworkPolicy.class);

    @Test
    void theNamespaceDeniesByDefault() {
        NetworkPolicy deny = named("default-deny");
        assertEquals(Set.of("Ingress", "Egress"), Set.copyOf(deny.getSpec().getPolicyTypes()));
        assertTrue(deny.getSpec().getPodSelector().getMatchLabels().isEmpty());
        assertTrue(deny.getSpec().getIngress().isEmpty());
        assertTrue(deny.getSpec().getEgress().isEmpty());
    }

    @Test
    void noRuleMeansEverywhereAndNoRuleMeansEveryPort() {
        for (NetworkPolicy policy : policies) {
            for (var rule : policy.getSpec().getEgress()) {
                assertFalse(rule.getTo().isEmpty(), policy.getMetadata().getName() + ": an empty `to` is everywhere");
                assertFalse(rule.getPorts().isEmpty(), policy.getMetadata().getName());
            }
            for (var rule : policy.getSpec().getIngress()) {
                assertFalse(
                        rule.getFrom().isEmpty(), policy.getMetadata().getName() + ": an empty `from` is everywhere");
                assertFalse(rule.getPorts().isEmpty(), policy.getMetadata().getName());
            }
        }
    }

    @Test
    void theWholeInternetIsReachedOnHttpsOnlyAndNeverTheNodesMetadata() {
        for (NetworkPolicy policy : policies) {
            for (var rule : policy.getSpec().getEgress()) {
                for (var to : rule.getTo()) {
                    if (to.getIpBlock() != null && to.getIpBlock().getCidr().equals("0.0.0.0/0")) {
                        assertEquals(List.of("443/TCP"), ports(rule.getPorts()));
                        assertTrue(to.getIpBlock().getExcept().contains("169.254.0.0/16"));
                    }
                }
            }
        }
    }

    @Test
    void namesAreResolvedOverBothProtocols() {
        boolean found = named("temporal-failover").getSpec().getEgress().stream()
                .anyMatch(rule -> ports(rule.getPorts()).equals(List.of("53/TCP", "53/UDP")));
        assertTrue(found);
    }

    @Test
    void namespacesAreSelectedByTheLabelThatKubernetesItselfSets() {
        for (NetworkPolicy policy : policies) {
            String text = policy.getSpec().toString();
            assertEquals(
                    text.split("namespaceSelector=LabelSelector").length,
                    text.split("kubernetes.io/metadata.name").length,
                    policy.getMetadata().getName());
        }
    }

    private static List<String> ports(List<NetworkPolicyPort> ports) {
        TreeSet<String> sorted = new TreeSet<>();
        ports.forEach(p -> sorted.add(p.getPort().getIntVal() + "/" + p.getProtocol()));
        return List.copyOf(sorted);
    }

    private NetworkPolicy named(String name) {
        return policies.stream()
                .filter(p -> p.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
