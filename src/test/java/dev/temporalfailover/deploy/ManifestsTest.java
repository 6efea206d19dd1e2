package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests.Document;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ships parses into the real types, and every reference leads somewhere. */
class ManifestsTest {
    /** Kinds without a model on the class path: Prometheus operator, Argo CD, cert-manager, External Secrets; and all of Calico's. */
    private static final Set<String> UNTYPED = Set.of(
            "PodMonitor", "PrometheusRule", "Application", "Issuer", "Certificate", "ExternalSecret", "SecretStore");

    private static final Set<String> CLUSTER_WIDE = Set.of(
            "Namespace", "ClusterRole", "ClusterRoleBinding", "GlobalNetworkPolicy", "IPPool", "FelixConfiguration");

    @TestFactory
    Stream<DynamicTest> everyObjectParsesIntoItsTypeWithoutAnUnknownField() {
        return Stream.of(
                        "deploy/base",
                        "deploy/components",
                        "deploy/overlays",
                        "deploy/witness",
                        "deploy/calico",
                        "deploy/examples",
                        "deploy/cluster")
                .flatMap(root -> Manifests.objects(root).stream())
                .map(d -> DynamicTest.dynamicTest(d.file() + " " + d.kind(), () -> parses(d)));
    }

    private static void parses(Document document) {
        HasMetadata typed = document.typed();
        assertFalse(typed.getMetadata().getName().isBlank());
        assertTrue(
                CLUSTER_WIDE.contains(document.kind()) == (typed.getMetadata().getNamespace() == null),
                "names no namespace, or has none to name");
        boolean calico = document.tree().path("apiVersion").asText().equals("projectcalico.org/v3");
        assertEquals(calico || UNTYPED.contains(document.kind()), typed instanceof GenericKubernetesResource);
        if (!(typed instanceof GenericKubernetesResource)) {
            assertEquals(List.of(), UnknownFields.of(typed));
        }
    }

    @Test
    void anUnknownFieldIsFound() {
        Document service =
                Manifests.documents(Path.of("deploy/base/service.yaml")).get(0);
        ((com.fasterxml.jackson.databind.node.ObjectNode) service.tree().at("/spec/ports/0"))
                .put("appProtokol", "grpc");
        assertEquals(List.of("ServicePort.appProtokol"), UnknownFields.of(service.typed()));
    }

    @TestFactory
    Stream<DynamicTest> everyKustomizationNamesFilesThatExist() {
        return Manifests.files("deploy", "kustomization.yaml").stream()
                .map(f -> DynamicTest.dynamicTest(f.toString(), () -> assertEquals(List.of(), missing(f))));
    }

    private static List<String> missing(Path kustomization) {
        JsonNode tree = Manifests.documents(kustomization).get(0).tree();
        List<String> named = new ArrayList<>();
        for (String list : List.of("resources", "components")) {
            tree.path(list).forEach(n -> named.add(n.asText()));
        }
        tree.path("patches").findValuesAsText("path").forEach(named::add);
        tree.path("configMapGenerator").forEach(g -> g.path("files").forEach(n -> named.add(n.asText())));
        assertFalse(named.isEmpty());
        return named.stream()
                .filter(n -> !n.startsWith("- "))
                .filter(n -> !Files.exists(kustomization.resolveSibling(n)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/base", "deploy/witness"})
    void everyFileIsListedInItsKustomization(String root) {
        Set<String> listed = new HashSet<>();
        Manifests.yaml(root + "/kustomization.yaml").path("resources").forEach(n -> listed.add(n.asText()));
        List<String> present = Manifests.files(root, ".yaml").stream()
                .map(f -> f.getFileName().toString())
                .filter(f -> !f.equals("kustomization.yaml") && !f.equals("config.yaml"))
                .toList();
        assertEquals(new HashSet<>(present), listed);
    }

    @Test
    void theOverlaysDifferInTheirRegionAndPeerOnly() {
        for (String root : List.of("deploy/overlays/", "deploy/calico/")) {
            String east = overlay(root + "us-east-1").replaceAll("(?m)^#.*\n", "");
            String west = overlay(root + "us-west-2").replaceAll("(?m)^#.*\n", "");
            assertEquals(swap(swap(east, "us-east-1", "us-west-2"), "10.0.0.0/", "10.1.0.0/"), west);
        }
    }

    private static String swap(String text, String a, String b) {
        return text.replace(a, "@").replace(b, a).replace("@", b);
    }

    private static String overlay(String folder) {
        StringBuilder all = new StringBuilder();
        for (Path file : Manifests.files(folder, ".yaml")) {
            all.append(Manifests.text(file.toString()));
        }
        return all.toString();
    }

    @TestFactory
    Stream<DynamicTest> eachClustersExampleRouteIsTheOneThatTheConfigurationMovesThere() {
        JsonNode policies = Manifests.yaml("deploy/base/config.yaml").at("/dns_failover/failover_policies");
        List<JsonNode> routes = new ArrayList<>();
        policies.get(0).path("routes").forEach(routes::add);
        assertEquals(2, routes.size());
        return routes.stream()
                .map(r -> DynamicTest.dynamicTest(r.path("in_region").asText(), () -> matchesTheExample(r)));
    }

    private static void matchesTheExample(JsonNode route) {
        String region = route.path("in_region").asText();
        JsonNode example = Manifests.yaml("deploy/examples/" + region + "/virtualservice.yaml");
        assertEquals(example.at("/metadata/name"), route.path("name"));
        assertEquals(example.at("/metadata/namespace"), route.path("namespace"));
        Map<String, Integer> live = new HashMap<>();
        example.at("/spec/http/0/route")
                .forEach(r -> live.put(
                        r.at("/destination/host").asText(), r.path("weight").asInt(-1)));
        Map<String, Integer> wanted = new HashMap<>();
        for (Map.Entry<String, JsonNode> destination :
                route.path("destinations").properties()) {
            String host = destination.getValue().path("host").asText();
            wanted.put(host, destination.getKey().equals("us-east-1") ? 100 : 0);
        }
        assertEquals(wanted, live, "the primary carries the traffic in both clusters");
    }
}
