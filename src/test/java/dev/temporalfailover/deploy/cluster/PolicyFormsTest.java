package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.temporalfailover.deploy.Manifests;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calico's form of the service's own policies allows what Kubernetes' form allows, the way to the API server aside, which it names. */
class PolicyFormsTest {
    private static final String CALICO = "projectcalico.org/v3";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "us-east-1, deploy/base deploy/overlays/us-east-1 deploy/components/canary deploy/components/health-gateway,"
                + " deploy/components/calico deploy/calico/region deploy/calico/us-east-1",
        "us-west-2, deploy/base deploy/overlays/us-west-2 deploy/components/canary deploy/components/health-gateway,"
                + " deploy/components/calico deploy/calico/region deploy/calico/us-west-2",
        "witness, deploy/witness, deploy/components/calico deploy/calico/witness"
    })
    void bothFormsThatShipAllowTheSame(String place, String kubernetes, String calico) {
        List<NetworkPolicy> plain = Stream.of(kubernetes.split(" "))
                .flatMap(root -> Manifests.all(root, NetworkPolicy.class).stream())
                .toList();
        same(new PolicyForms(plain, calico(calico.split(" "))), !place.equals("witness"));
    }

    @Test
    void aRuleThatIsMissingInOneFormIsFound() {
        List<JsonNode> calico = calico("deploy/components/calico", "deploy/calico/witness");
        for (JsonNode policy : calico) {
            if (Shipped.name(policy).equals("temporal-failover-witness")) {
                ((ArrayNode) policy.at("/spec/egress")).remove(0);
            }
        }
        PolicyForms forms = new PolicyForms(Manifests.all("deploy/witness", NetworkPolicy.class), calico);
        assertEquals(List.of("Kubernetes temporal-failover-witness -> dns:53/UDP"), forms.differences());
    }

    /** What no overlay has: the chart alone makes these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "region=us-east-1",
                "health.by=nlb;network.balancerSubnets={10.0.0.0/22}",
                "health.by=httproute;health.gatewayName=a",
                "canary.enabled=true;mesh=ambient",
                "aws.identity=irsa;aws.roleArn=arn:aws:iam::123456789012:role/a",
                "network.otherRegions={10.1.0.0/16}",
                "place=witness;network.otherRegions={10.0.0.0/16,10.1.0.0/16};network.balancerSubnets={10.2.0.0/22}"
            })
    void bothFormsOfTheChartAllowTheSame(String values) throws IOException, InterruptedException {
        List<NetworkPolicy> plain = rendered(values, "kubernetes").stream()
                .map(policy -> (NetworkPolicy) new Manifests.Document(folder, policy).typed())
                .toList();
        same(new PolicyForms(plain, rendered(values, "calico")), !values.contains("witness"));
    }

    /** To Kubernetes a rule without peers is one for everybody. */
    @ParameterizedTest
    @ValueSource(strings = {"region=a", "network.otherRegions={10.1.0.0/16}", "canary.enabled=true"})
    void noRuleOfTheChartIsForEverybody(String values) throws IOException, InterruptedException {
        for (JsonNode policy : rendered(values, "kubernetes")) {
            policy.at("/spec/ingress")
                    .forEach(rule -> assertFalse(rule.path("from").isEmpty(), policy.toString()));
            policy.at("/spec/egress")
                    .forEach(rule -> assertFalse(rule.path("to").isEmpty(), policy.toString()));
        }
    }

    /** A policy that is left behind closes its pods to everything else. */
    @ParameterizedTest
    @ValueSource(strings = {"gateway", "nlb", "httproute"})
    void noPolicyOfAnotherFormIsLeftBehind(String health) throws IOException, InterruptedException {
        String values = "canary.enabled=true;network.otherRegions={10.1.0.0/16};health.gatewayName=a;health.by="
                + health + ";network.balancerSubnets={10.0.0.0/22}";
        assertEquals(Set.of(), versions(rendered(values, "none")));
        assertEquals(Set.of(CALICO), versions(rendered(values, "calico")));
        assertEquals(Set.of("networking.k8s.io/v1"), versions(rendered(values, "kubernetes")));
        assertEquals(
                names(rendered(values, "kubernetes")), names(rendered(values, "calico")), "one for one, by its name");
    }

    private List<JsonNode> rendered(String values, String form) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(values.split(";")));
        all.add("networkPolicies=" + form);
        return new HelmChart(folder)
                .set(all.toArray(String[]::new)).stream()
                        .filter(object -> object.path("kind").asText().equals("NetworkPolicy"))
                        .toList();
    }

    private static Set<String> versions(List<JsonNode> policies) {
        return policies.stream()
                .map(policy -> policy.path("apiVersion").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(List<JsonNode> policies) {
        return policies.stream().map(Shipped::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<JsonNode> calico(String... roots) {
        return Stream.of(roots)
                .flatMap(root -> Manifests.objects(root).stream())
                .map(Manifests.Document::tree)
                .filter(object -> object.path("apiVersion").asText().equals(CALICO))
                .toList();
    }

    private static void same(PolicyForms forms, boolean asksTheApiServer) {
        Set<String> api = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (String difference : forms.differences()) {
            boolean private6443 = difference.matches("Kubernetes temporal-failover -> (10|fd)[0-9a-f.:]*:6443/TCP");
            (private6443 || difference.matches("Calico temporal-failover -> api:\\d+/TCP") ? api : others)
                    .add(difference);
        }
        assertEquals(Set.of(), others);
        assertEquals(asksTheApiServer, api.contains("Calico temporal-failover -> api:6443/TCP"), api.toString());
        assertEquals(asksTheApiServer, api.contains("Kubernetes temporal-failover -> 10.9.9.9:6443/TCP"));
        long allowed = forms.verdicts().values().stream()
                .filter(says -> says.equals(List.of(true, true)))
                .count();
        assertTrue(allowed > 100 && allowed < forms.verdicts().size(), allowed + " of all");
    }
}
