package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.deploy.Manifests;
import dev.temporalfailover.deploy.cluster.Flow.End;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code flows.csv} is what the shipped policies say, by Kubernetes alone and with Calico's floor under it. */
class FlowsTest {
    private static final Map<String, End> ENDS = Region.ends();

    private record Row(String line, Flow flow, String verdict) {}

    private static List<Row> table() {
        List<Row> rows = new ArrayList<>();
        for (String line : Manifests.text("deploy/cluster/network-policies/flows.csv")
                .lines()
                .toList()) {
            String[] cell = line.split(",", 6);
            if (!line.startsWith("#") && !cell[0].equals("from")) {
                assertTrue(ENDS.containsKey(cell[0]) && ENDS.containsKey(cell[1]), line);
                Flow flow = new Flow(ENDS.get(cell[0]), ENDS.get(cell[1]), Integer.parseInt(cell[2]), cell[3]);
                rows.add(new Row(line, flow, cell[4]));
            }
        }
        return rows;
    }

    @Test
    void everyFlowOfTheTableIsAllowedOrDeniedAsItSays() {
        CalicoPolicies kubernetes = new CalicoPolicies(Region.kubernetes(), List.of());
        CalicoPolicies calico = Region.calico();
        List<String> wrong = new ArrayList<>();
        for (Row row : table()) {
            boolean floor = row.verdict().equals("floor");
            expect(wrong, row, "by Kubernetes", kubernetes, row.verdict().equals("allow"));
            expect(wrong, row, "with Calico", calico, row.verdict().equals("allow") || floor);
        }
        assertEquals(List.of(), wrong);
    }

    private static void expect(List<String> wrong, Row row, String by, CalicoPolicies policies, boolean allow) {
        Optional<String> refused = policies.refused(row.flow());
        if (refused.isEmpty() != allow) {
            wrong.add(row.line() + " " + by + ": "
                    + refused.map(where -> "denied, " + where).orElse("allowed"));
        }
    }

    /** Order 100 and an allow of DNS alone, as the network document has it: nothing of Temporal's would work. */
    @Test
    void theSameFloorBeforeKubernetesPoliciesWouldDenyWhatTheyAllow() {
        JsonNode floor = Region.floor();
        ((ObjectNode) floor.path("spec")).put("order", 100);
        CalicoPolicies first = new CalicoPolicies(Region.kubernetes(), List.of(floor));
        List<String> open = table().stream()
                .filter(row -> row.verdict().equals("allow"))
                .filter(row -> row.flow()
                        .from()
                        .namespace()
                        .filter("temporal-backend"::equals)
                        .isPresent())
                .filter(row -> first.refused(row.flow()).isEmpty())
                .map(Row::line)
                .toList();
        assertEquals(List.of(), open);
    }

    @Test
    void aRuleWithoutPeersOpensEverything() {
        NetworkPolicy anywhere = new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName("dns")
                .withNamespace("temporal-product")
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .endPodSelector()
                .withPolicyTypes("Egress")
                .addNewEgress()
                .addNewPort()
                .withProtocol("UDP")
                .withNewPort(53)
                .endPort()
                .endEgress()
                .endSpec()
                .build();
        Flow flow = new Flow(ENDS.get("worker"), ENDS.get("internet"), 53, "UDP");
        KubernetesPolicies shipped = Region.kubernetes();
        assertTrue(new CalicoPolicies(shipped, List.of()).refused(flow).isPresent());
        List<NetworkPolicy> more = new ArrayList<>(shipped.policies());
        more.add(anywhere);
        assertTrue(new CalicoPolicies(new KubernetesPolicies(more, shipped.namespaces()), List.of())
                .refused(flow)
                .isEmpty());
    }

    /** An application that reads the database needs both sides, and the optional file has both. */
    @Test
    void theOptionalFileOpensTheDatabaseForTheServiceAndForNobodyElse() {
        KubernetesPolicies shipped = Region.kubernetes();
        List<NetworkPolicy> more = new ArrayList<>(shipped.policies());
        more.addAll(Manifests.all("deploy/cluster/network-policies", NetworkPolicy.class).stream()
                .filter(policy -> policy.getMetadata().getName().contains("fastapi-service"))
                .filter(policy -> !policy.getMetadata().getName().equals("fastapi-service-policy"))
                .toList());
        assertEquals(shipped.policies().size() + 2, more.size());
        CalicoPolicies with = new CalicoPolicies(new KubernetesPolicies(more, shipped.namespaces()), List.of());
        End database = ENDS.get("postgresql");
        assertTrue(with.refused(new Flow(ENDS.get("fastapi"), database, 5432, "TCP"))
                .isEmpty());
        assertTrue(with.refused(new Flow(ENDS.get("worker"), database, 5432, "TCP"))
                .isPresent());
    }

    /** The namespaces that policies select are made with the labels that they select by, or are another team's with the built-in one. */
    @Test
    void everySelectedNamespaceIsKnown() {
        Set<String> selected = new TreeSet<>();
        Region.kubernetes().policies().forEach(policy -> {
            policy.getSpec().getIngress().forEach(rule -> rule.getFrom().forEach(peer -> add(selected, peer)));
            policy.getSpec().getEgress().forEach(rule -> rule.getTo().forEach(peer -> add(selected, peer)));
        });
        assertEquals(
                Set.of(
                        "monitoring",
                        "kube-system",
                        "istio-system",
                        "ingress-nginx",
                        "temporal-backend",
                        "temporal-product",
                        "temporal-failover"),
                selected);
    }

    private static void add(Set<String> names, io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer peer) {
        if (peer.getNamespaceSelector() != null) {
            names.add(peer.getNamespaceSelector().getMatchLabels().get("kubernetes.io/metadata.name"));
        }
    }
}
