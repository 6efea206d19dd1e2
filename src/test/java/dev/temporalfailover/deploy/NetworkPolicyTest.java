package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deny all, then named peers on named ports. */
class NetworkPolicyTest {
    private final List<NetworkPolicy> policies = Manifests.all("deploy", NetworkPolicy.class);

    @ParameterizedTest
    @ValueSource(strings = {"deploy/base", "deploy/witness"})
    void theNamespaceDeniesByDefault(String root) {
        NetworkPolicy deny = Manifests.all(root, NetworkPolicy.class).get(0);
        assertEquals("default-deny", deny.getMetadata().getName());
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
                    String cidr = to.getIpBlock() == null ? "" : to.getIpBlock().getCidr();
                    if (cidr.equals("0.0.0.0/0") || cidr.equals("::/0")) {
                        assertEquals(List.of("443/TCP"), ports(rule.getPorts()));
                        String metadata = cidr.equals("::/0") ? "fd00:ec2::/32" : "169.254.0.0/16";
                        assertTrue(to.getIpBlock().getExcept().contains(metadata));
                    }
                }
            }
        }
    }

    @Test
    void whatIsReachedByIpv4IsReachedByIpv6Too() {
        for (NetworkPolicy policy : policies) {
            for (var rule : policy.getSpec().getEgress()) {
                List<String> cidrs = rule.getTo().stream()
                        .filter(to -> to.getIpBlock() != null)
                        .map(to -> to.getIpBlock().getCidr())
                        .toList();
                assertEquals(cidrs.contains("0.0.0.0/0"), cidrs.contains("::/0"), cidrs.toString());
            }
        }
    }

    @Test
    void theAgentOfEksPodIdentityIsReachedByBothFamiliesAndNothingElseOfTheLinkLocalRange() {
        List<String> found = named("temporal-failover").getSpec().getEgress().stream()
                .filter(rule -> ports(rule.getPorts()).equals(List.of("80/TCP")))
                .flatMap(rule -> rule.getTo().stream())
                .map(to -> to.getIpBlock().getCidr())
                .toList();
        assertEquals(List.of("169.254.170.23/32", "fd00:ec2::23/128"), found);
    }

    @Test
    void namesAreResolvedOverBothProtocols() {
        for (String name : List.of("temporal-failover", "temporal-failover-witness")) {
            boolean found = named(name).getSpec().getEgress().stream()
                    .anyMatch(rule -> ports(rule.getPorts()).equals(List.of("53/TCP", "53/UDP")));
            assertTrue(found, name);
        }
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

    @ParameterizedTest
    @CsvSource({
        "deploy/overlays/us-east-1, 10.0.0.0/22, 10.1.0.0/16 10.2.0.0/16",
        "deploy/overlays/us-west-2, 10.1.0.0/22, 10.0.0.0/16 10.2.0.0/16",
        "deploy/witness, 10.2.0.0/22, 10.0.0.0/16 10.1.0.0/16"
    })
    void theExchangeIsReachedThroughTheOwnNetworksBalancerAndFromTheOtherPlaces(
            String root, String own, String others) {
        NetworkPolicy policy = Manifests.all(root, NetworkPolicy.class).stream()
                .filter(p -> !p.getMetadata().getName().equals("default-deny"))
                .findFirst()
                .orElseThrow();
        Set<String> from = new TreeSet<>();
        for (var rule : policy.getSpec().getIngress()) {
            if (ports(rule.getPorts()).contains("7443/TCP")) {
                rule.getFrom().forEach(peer -> from.add(peer.getIpBlock().getCidr()));
            }
        }
        assertEquals(new TreeSet<>(List.of((own + " " + others).split(" "))), from);
        var service = Manifests.all(root, Service.class).get(0);
        assertEquals(
                List.of(others.split(" ")),
                service.getSpec().getLoadBalancerSourceRanges(),
                "the balancer and the policy must let the same places in");
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
