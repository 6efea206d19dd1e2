package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.deploy.Manifests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Components that are in no overlay, the smallest form, and where pods run. Skipped where helm is missing. */
class ChartPartsTest {
    private static final String[] WITNESS = {
        "place=witness", "network.otherRegions={10.0.0.0/16}", "network.balancerSubnets={10.2.0.0/22}"
    };

    @TempDir
    private Path folder;

    private HelmChart chart;

    @BeforeEach
    void make() {
        chart = new HelmChart(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "health-nlb, 'health.by=nlb;network.balancerSubnets={10.0.0.0/15}', 2",
        "token-review, tokenReview.enabled=true, 6",
        "restart-workers, restartWorkers={temporal-product/payment-worker}, 2"
    })
    void aComponentOfNoOverlayAndItsToggleMakeTheSameObjects(String component, String toggle, int count)
            throws IOException, InterruptedException {
        Map<String, JsonNode> wanted = byName(Manifests.objects("deploy/components/" + component).stream()
                .filter(document -> !document.kind().equals("Component"))
                .map(Manifests.Document::tree)
                .toList());
        Map<String, JsonNode> made = byName(chart.set(toggle.split(";")));
        made.keySet().removeAll(byName(chart.set("region=us-east-1")).keySet());
        assertEquals(wanted, made);
        assertEquals(count, made.size());
    }

    /** In one cluster, for trying: what deploy/base has, without what other programs define and without the namespace. */
    @Test
    void theSmallestFormIsTheBaseWithoutMonitoringAndNamespace() throws IOException, InterruptedException {
        Set<String> base = Manifests.objects("deploy/base").stream()
                .filter(document ->
                        !Set.of("Kustomization", "Namespace", "PodMonitor").contains(document.kind()))
                .map(document -> name(document.tree()))
                .collect(Collectors.toCollection(TreeSet::new));
        base.addAll(List.of(
                "ConfigMap temporal-failover-config temporal-failover",
                "ConfigMap temporal-failover-region temporal-failover"));
        assertEquals(base, byName(chart.set("region=us-east-1")).keySet());
    }

    @Test
    void everyPodRunsWhereTheSiteSaysAndIsPulledAsItSays() throws IOException, InterruptedException {
        String[] where = {
            "priorityClassName=system-cluster-critical",
            "nodeSelector.pool=infra",
            "tolerations[0].operator=Exists",
            "imagePullSecrets[0].name=registry",
            "image.pullPolicy=Always",
            "image.digest=sha256:" + "0".repeat(64)
        };
        List<JsonNode> pods = Stream.concat(pods(where, "canary.enabled=true"), pods(where, WITNESS))
                .toList();
        assertEquals(3, pods.size());
        for (JsonNode pod : pods) {
            assertEquals(
                    "system-cluster-critical", pod.path("priorityClassName").asText());
            assertEquals("infra", pod.at("/nodeSelector/pool").asText());
            assertEquals("Exists", pod.at("/tolerations/0/operator").asText());
            assertEquals("registry", pod.at("/imagePullSecrets/0/name").asText());
            JsonNode container = pod.at("/containers/0");
            assertEquals("Always", container.path("imagePullPolicy").asText());
            assertTrue(container.path("image").asText().endsWith("/temporal-failover@sha256:" + "0".repeat(64)));
        }
        for (JsonNode pod : pods(new String[0], "canary.enabled=true").toList()) {
            for (String field : List.of("priorityClassName", "nodeSelector", "tolerations", "imagePullSecrets")) {
                assertFalse(pod.has(field), field);
            }
            assertFalse(pod.at("/containers/0").has("imagePullPolicy"));
        }
    }

    @Test
    void everyPodMonitorHasTheLabelByWhichTheOperatorSelectsIt() throws IOException, InterruptedException {
        String[] monitors = {"podMonitor.enabled=true", "podMonitor.labels.release=prometheus"};
        List<JsonNode> found = Stream.concat(
                        objects(monitors, "canary.enabled=true").stream(), objects(monitors, WITNESS).stream())
                .filter(object -> object.path("kind").asText().equals("PodMonitor"))
                .toList();
        assertEquals(3, found.size());
        found.forEach(monitor -> assertEquals(
                "prometheus", monitor.at("/metadata/labels/release").asText()));
    }

    /** With EKS Auto Mode no other controller answers to the class. */
    @Test
    void everyLoadBalancerIsOfTheClassThatTheSiteHas() throws IOException, InterruptedException {
        String[] autoMode = {"network.loadBalancerClass=eks.amazonaws.com/nlb"};
        List<JsonNode> balancers = Stream.concat(
                        objects(
                                autoMode,
                                "health.by=nlb",
                                "exchange.loadBalancer=true",
                                "network.balancerSubnets={10.0.0.0/22}",
                                "network.otherRegions={10.1.0.0/16}")
                                .stream(),
                        objects(autoMode, WITNESS).stream())
                .filter(object -> object.at("/spec/type").asText().equals("LoadBalancer"))
                .toList();
        assertEquals(3, balancers.size());
        balancers.forEach(balancer -> assertEquals(
                "eks.amazonaws.com/nlb", balancer.at("/spec/loadBalancerClass").asText()));
    }

    @Test
    void otherNamespacesAreNamedOnceAndReachRolesAndPolicies() throws IOException, InterruptedException {
        List<JsonNode> objects =
                chart.set("temporalNamespace=flows", "monitoringNamespace=watch", "canary.enabled=true");
        String text = objects.stream()
                .filter(object -> !object.path("kind").asText().equals("ConfigMap"))
                .map(JsonNode::toString)
                .collect(Collectors.joining());
        assertTrue(text.contains("\"namespace\":\"flows\"") && text.contains("metadata.name\":\"flows\""));
        assertTrue(text.contains("metadata.name\":\"watch\""));
        assertFalse(text.contains("\"temporal-backend\"") || text.contains("\"monitoring\""), text);
    }

    private Stream<JsonNode> pods(String[] values, String... more) throws IOException, InterruptedException {
        return objects(values, more).stream()
                .map(object -> object.at("/spec/template/spec"))
                .filter(JsonNode::isObject);
    }

    private List<JsonNode> objects(String[] values, String... more) throws IOException, InterruptedException {
        return chart.set(Stream.concat(Stream.of(values), Stream.of(more)).toArray(String[]::new));
    }

    private static String name(JsonNode object) {
        return object.path("kind").asText() + " " + Shipped.name(object) + " "
                + object.at("/metadata/namespace").asText();
    }

    /** Without the labels that Helm's own bookkeeping wants. */
    private static Map<String, JsonNode> byName(List<JsonNode> objects) {
        Map<String, JsonNode> named = new TreeMap<>();
        for (JsonNode object : objects) {
            ((ObjectNode) object.path("metadata")).remove("labels");
            named.put(name(object), object);
        }
        return named;
    }
}
