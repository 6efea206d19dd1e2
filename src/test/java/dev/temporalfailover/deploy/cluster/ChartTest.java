package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.deploy.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Helm chart makes what kustomize makes. What renders is skipped where helm or kubectl is missing; neither asks a cluster. */
class ChartTest {
    /** The chart's bookkeeping, and the label that kustomize gives to the objects of its base only. */
    private static final Set<String> LABELS = Set.of(
            "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by", "helm.sh/chart");

    @TempDir
    private Path folder;

    private HelmChart chart;

    @BeforeEach
    void make() {
        chart = new HelmChart(folder);
    }

    @Test
    void theChartCarriesTheFilesThatShip() {
        assertEquals(
                Manifests.text("deploy/base/config.yaml"), Manifests.text(HelmChart.FOLDER + "/files/config.yaml"));
        assertEquals(
                Manifests.text("deploy/witness/config.yaml"), Manifests.text(HelmChart.FOLDER + "/files/witness.yaml"));
        assertEquals(
                Manifests.text("alerts/temporal-failover.rules.yml"),
                Manifests.text(HelmChart.FOLDER + "/files/temporal-failover.rules.yml"));
        assertEquals(
                Manifests.text("dashboards/temporal-failover.json"),
                Manifests.text(HelmChart.FOLDER + "/files/dashboard.json"));
    }

    @ParameterizedTest
    @CsvSource({
        "deploy/overlays/us-east-1, values-us-east-1.yaml, kubernetes",
        "deploy/overlays/us-west-2, values-us-west-2.yaml, kubernetes",
        "deploy/witness, values-witness.yaml, kubernetes",
        "deploy/calico/us-east-1, values-us-east-1.yaml, calico",
        "deploy/calico/us-west-2, values-us-west-2.yaml, calico",
        "deploy/calico/witness, values-witness.yaml, calico"
    })
    void kustomizeAndHelmMakeTheSameObjects(String overlay, String values, String policies)
            throws IOException, InterruptedException {
        Map<String, JsonNode> kustomize =
                objects(chart.run(List.of(HelmChart.program("kubectl"), "kustomize", overlay)));
        Map<String, JsonNode> helm =
                objects(chart.template("-f", HelmChart.FOLDER + "/" + values, "--set", "networkPolicies=" + policies));
        assertEquals(kustomize.keySet(), helm.keySet());
        kustomize.forEach((name, object) -> assertEquals(object, helm.get(name), name));
        assertTrue(kustomize.size() >= 8);
    }

    @Test
    void theSmallestFormNeedsNoDefinitionOfOthersAndOpensNothing() throws IOException, InterruptedException {
        Set<String> kinds = HelmChart.kinds(chart.template());
        assertEquals(
                Set.of("ConfigMap", "DaemonSet", "NetworkPolicy", "Role", "RoleBinding", "Service", "ServiceAccount"),
                kinds);
        assertFalse(Files.readString(chart.template()).contains("LoadBalancer"));
    }

    @ParameterizedTest
    @CsvSource({
        "podMonitor.enabled=true, PodMonitor",
        "tokenReview.enabled=true, ClusterRole ClusterRoleBinding",
        "canary.enabled=true, Deployment",
        "createNamespace=true, Namespace",
        "prometheusRule.enabled=true, PrometheusRule",
        "externalSecrets.enabled=true, ExternalSecret",
        "'canary.enabled=true,mesh=ambient', Deployment PeerAuthentication",
        "health.by=gateway, Gateway VirtualService",
        "'health.by=httproute,health.gatewayName=a', HTTPRoute"
    })
    void aToggleAddsItsKindsAndNoOther(String toggle, String kinds) throws IOException, InterruptedException {
        Set<String> with = HelmChart.kinds(chart.template("--set", toggle, "--set", "health.host=a.example.com"));
        with.removeAll(HelmChart.kinds(chart.template()));
        assertEquals(Set.of(kinds.split(" ")), with);
    }

    @Test
    void aChangedConfigurationRollsThePodsAndAnotherValueDoesNot() throws IOException, InterruptedException {
        Path changed = Files.writeString(
                folder.resolve("changed.yaml"), Manifests.text("deploy/base/config.yaml") + "# changed\n");
        String before = checksum(chart.template());
        assertNotEquals(before, checksum(chart.template("--set-file", "config=" + changed)));
        assertEquals(before, checksum(chart.template("--set", "podMonitor.enabled=true")));
    }

    private static String checksum(Path rendered) {
        return Manifests.documents(rendered).stream()
                .filter(document -> document.kind().equals("DaemonSet"))
                .findFirst()
                .orElseThrow()
                .tree()
                .at("/spec/template/metadata/annotations/checksum~1config")
                .asText();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "place=elsewhere",
                "nosuchkey=1",
                "image.digest=latest",
                "health.by=gateway",
                "health.by=httproute,health.host=a.example.com",
                "health.by=httproute,health.gatewayName=a",
                "exchange.loadBalancer=true",
                "aws.roleArn=temporal-failover",
                "aws.identity=irsa",
                "aws.identity=podIdentity,aws.roleArn=arn:aws:iam::123456789012:role/a",
                "place=witness",
                "place=witness,network.otherRegions={10.0.0.0/16}",
                "health.by=nlb",
                "podDisruptionBudget=true",
                "mesh=linkerd",
                "networkPolicies=true",
                "networkPolicies=cilium",
                "routeApi=nginx",
                "podMonitor.labels.a=1",
                "config.regions=none",
                "network.otherRegions={10.0.0.0}"
            })
    void aWrongValueIsRefused(String value) throws IOException, InterruptedException {
        assertFalse(chart.accepts("--set", value), value);
    }

    @Test
    void anotherNamespaceIsRefusedBecauseNothingElseWouldFit() throws IOException, InterruptedException {
        assertTrue(chart.accepts());
        assertFalse(chart.accepts("-n", "default"));
    }

    /** By kind and name, without what the two tools add for themselves: hashes in names, checksums, labels. */
    private static Map<String, JsonNode> objects(Path rendered) {
        Map<String, JsonNode> objects = new TreeMap<>();
        for (Manifests.Document document : Manifests.documents(rendered)) {
            if (document.tree().isObject()) {
                JsonNode object = plain(document.tree());
                objects.put(
                        document.kind() + " " + object.at("/metadata/name").asText() + " "
                                + object.at("/metadata/namespace").asText(),
                        object);
            }
        }
        return objects;
    }

    private static JsonNode plain(JsonNode tree) {
        try {
            ObjectMapper json = new ObjectMapper();
            JsonNode object = json.readTree(tree.toString()
                    .replaceAll("(temporal-failover-(?:witness-config|config|region))-[a-z0-9]{10}\"", "$1\""));
            for (String at : List.of("/metadata", "/spec/template/metadata")) {
                if (object.at(at) instanceof ObjectNode metadata) {
                    if (at.equals("/metadata") && metadata.path("labels") instanceof ObjectNode labels) {
                        labels.remove(LABELS);
                    }
                    if (metadata.path("annotations") instanceof ObjectNode annotations) {
                        annotations.remove("checksum/config");
                    }
                    for (String empty : List.of("labels", "annotations")) {
                        if (metadata.path(empty).isEmpty()) {
                            metadata.remove(empty);
                        }
                    }
                }
            }
            return object;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
