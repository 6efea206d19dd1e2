package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.deploy.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart can make besides the overlays' objects. Skipped where helm is missing. */
class ChartTogglesTest {
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

    private List<JsonNode> witness(String... more) throws IOException, InterruptedException {
        return chart.set(Stream.concat(Stream.of(WITNESS), Stream.of(more)).toArray(String[]::new));
    }

    private static JsonNode only(List<JsonNode> objects, String kind, String name) {
        List<JsonNode> found = all(objects, kind)
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .toList();
        assertEquals(1, found.size(), kind + " " + name);
        return found.get(0);
    }

    private static Stream<JsonNode> all(List<JsonNode> objects, String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    @Test
    void annotationsTellAPrometheusWithoutOperatorWhereToScrapeAndTheDefaultTellsNothing()
            throws IOException, InterruptedException {
        List<JsonNode> region = chart.set("scrapeAnnotations=true", "canary.enabled=true");
        for (JsonNode pod : List.of(
                only(region, "DaemonSet", "temporal-failover"),
                only(region, "Deployment", "temporal-failover-canary"),
                only(witness("scrapeAnnotations=true"), "Deployment", "temporal-failover-witness"))) {
            JsonNode annotations = pod.at("/spec/template/metadata/annotations");
            assertEquals("true", annotations.path("prometheus.io/scrape").asText());
            assertEquals("/metrics", annotations.path("prometheus.io/path").asText());
            assertEquals("9090", annotations.path("prometheus.io/port").asText());
        }
        assertFalse(chart.set("canary.enabled=true").toString().contains("prometheus.io"));
    }

    @Test
    void alertsAndDashboardAreThoseOfTheirFiles() throws IOException, InterruptedException {
        List<JsonNode> objects = chart.set(
                "prometheusRule.enabled=true", "prometheusRule.labels.release=prometheus", "dashboards.enabled=true");
        JsonNode rule = only(objects, "PrometheusRule", "temporal-failover");
        assertEquals(Manifests.yaml("alerts/prometheusrule.yaml").path("spec"), rule.path("spec"));
        assertEquals("prometheus", rule.at("/metadata/labels/release").asText());
        JsonNode board = only(objects, "ConfigMap", "temporal-failover-dashboard");
        assertEquals("1", board.at("/metadata/labels/grafana_dashboard").asText());
        ObjectMapper json = new ObjectMapper();
        assertEquals(
                json.readTree(Manifests.text("dashboards/temporal-failover.json")),
                json.readTree(board.at("/data/temporal-failover.json").asText()));
    }

    @Test
    void aDrainWaitsForTheWitnessAndItsPodMatches() throws IOException, InterruptedException {
        List<JsonNode> objects = witness("podDisruptionBudget=true");
        JsonNode budget = only(objects, "PodDisruptionBudget", "temporal-failover-witness");
        JsonNode deployment = only(objects, "Deployment", "temporal-failover-witness");
        assertEquals(0, budget.at("/spec/maxUnavailable").asInt(-1));
        assertEquals(deployment.at("/spec/selector"), budget.at("/spec/selector"));
        // A rollout is the way to move it: the new pod comes before the old one goes.
        assertEquals(1, deployment.at("/spec/strategy/rollingUpdate/maxSurge").asInt());
        assertEquals(
                0, deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1));
    }

    @Test
    void externalSecretsMakeExactlyTheSecretsAndKeysThatThePodsMount() throws IOException, InterruptedException {
        List<JsonNode> objects = chart.set(
                "externalSecrets.enabled=true",
                "externalSecrets.temporalTls=true",
                "externalSecrets.temporalToken=true");
        Set<String> mounted = new TreeSet<>();
        only(objects, "DaemonSet", "temporal-failover")
                .findValues("secretName")
                .forEach(name -> mounted.add(name.asText()));
        Map<String, JsonNode> made = all(objects, "ExternalSecret")
                .collect(Collectors.toMap(
                        secret -> secret.at("/spec/target/name").asText(), secret -> secret));
        assertEquals(mounted, made.keySet());
        assertEquals(Set.of("tls.crt", "tls.key", "ca.crt"), keys(made.get("temporal-failover-tls")));
        JsonNode shipped = Shipped.ofKind("ExternalSecret").stream()
                .filter(secret -> secret.at("/metadata/name").asText().equals("temporal-failover-tokens"))
                .findFirst()
                .orElseThrow();
        JsonNode tokens = made.get("temporal-failover-tokens");
        assertEquals(shipped.at("/spec/secretStoreRef"), tokens.at("/spec/secretStoreRef"));
        assertEquals(data(shipped), data(tokens));
        assertEquals(
                Set.of("temporal-failover-tls"),
                all(witness("externalSecrets.enabled=true"), "ExternalSecret")
                        .map(secret -> secret.at("/spec/target/name").asText())
                        .collect(Collectors.toSet()));
    }

    private static Set<JsonNode> data(JsonNode secret) {
        return secret.at("/spec/data").valueStream().collect(Collectors.toSet());
    }

    private static Set<String> keys(JsonNode secret) {
        return secret.findValues("secretKey").stream().map(JsonNode::asText).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({"ipv4, SingleStack, IPv4", "ipv6, SingleStack, IPv6", "dual, RequireDualStack, IPv4 IPv6"})
    void everyServiceHasTheFamily(String family, String policy, String families)
            throws IOException, InterruptedException {
        String[] values = {
            "network.ipFamily=" + family,
            "network.trafficDistribution=PreferClose",
            "canary.enabled=true",
            "health.by=nlb",
            "exchange.loadBalancer=true",
            "network.balancerSubnets={10.0.0.0/22}",
            "network.otherRegions={10.1.0.0/16}"
        };
        List<JsonNode> services = Stream.concat(
                        all(chart.set(values), "Service"),
                        all(
                                witness("network.ipFamily=" + family, "network.trafficDistribution=PreferClose"),
                                "Service"))
                .toList();
        assertEquals(5, services.size());
        for (JsonNode service : services) {
            assertEquals(policy, service.at("/spec/ipFamilyPolicy").asText());
            assertEquals("PreferClose", service.at("/spec/trafficDistribution").asText());
            assertEquals(
                    List.of(families.split(" ")),
                    service.at("/spec/ipFamilies")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList());
            boolean balancer = service.at("/spec/type").asText().equals("LoadBalancer");
            assertEquals(
                    balancer && !family.equals("ipv4"),
                    service.at("/metadata/annotations")
                            .has("service.beta.kubernetes.io/aws-load-balancer-ip-address-type"));
        }
    }

    @Test
    void loadBalancersAreMadeByWhomTheSiteSays() throws IOException, InterruptedException {
        List<JsonNode> objects = witness("network.loadBalancerClass=eks.amazonaws.com/nlb");
        assertEquals(
                "eks.amazonaws.com/nlb",
                only(objects, "Service", "temporal-failover-exchange")
                        .at("/spec/loadBalancerClass")
                        .asText());
    }

    @Test
    void aGatewayOfTheSiteGetsHealthAndNothingElse() throws IOException, InterruptedException {
        List<JsonNode> objects =
                chart.set("health.by=httproute", "health.gatewayName=edge", "health.gatewayNamespace=gateways");
        JsonNode route = only(objects, "HTTPRoute", "temporal-failover-health").path("spec");
        assertEquals(
                "[{\"name\":\"edge\",\"namespace\":\"gateways\"}]",
                route.path("parentRefs").toString());
        assertEquals("[\"a.example.com\"]", route.path("hostnames").toString());
        assertEquals(1, route.path("rules").size());
        assertEquals(
                "[{\"path\":{\"type\":\"PathPrefix\",\"value\":\"/health\"},\"method\":\"GET\"}]",
                route.at("/rules/0/matches").toString());
        assertEquals(
                "{\"kubernetes.io/metadata.name\":\"gateways\"}",
                only(objects, "NetworkPolicy", "temporal-failover-health-gateway")
                        .at("/spec/ingress/0/from/0/namespaceSelector/matchLabels")
                        .toString());
    }

    @ParameterizedTest
    @CsvSource({"any, true, true", "istio, true, false", "gateway, false, true"})
    void onlyRoutesOfTheSitesApiMayBeChanged(String api, boolean istio, boolean gateway)
            throws IOException, InterruptedException {
        JsonNode rules = only(chart.set("routeApi=" + api, "routes={one,two}"), "Role", "temporal-failover-routes")
                .path("rules");
        assertEquals(istio, rules.toString().contains("networking.istio.io"));
        assertEquals(gateway, rules.toString().contains("gateway.networking.k8s.io"));
        int writes = 0;
        for (JsonNode rule : rules) {
            if (rule.path("verbs").toString().contains("patch")) {
                writes++;
                assertEquals("[\"one\",\"two\"]", rule.path("resourceNames").toString());
            }
        }
        assertEquals((istio ? 1 : 0) + (gateway ? 1 : 0), writes);
    }

    /** By name, in each namespace of theirs; without any no Role at all. */
    @Test
    void onlyTheNamedDeploymentsOfWorkersMayBeRestarted() throws IOException, InterruptedException {
        List<JsonNode> objects = chart.set("restartWorkers={shop/pay,shop/orders,flows/mail}");
        List<String> rules = all(objects, "Role")
                .filter(role -> role.at("/metadata/name").asText().equals("temporal-failover-workers"))
                .map(role -> role.at("/metadata/namespace").asText() + " " + role.path("rules"))
                .toList();
        String rule =
                " [{\"apiGroups\":[\"apps\"],\"resources\":[\"deployments\"],\"resourceNames\":%s,\"verbs\":[\"get\",\"patch\"]}]";
        assertEquals(
                List.of("flows" + rule.formatted("[\"mail\"]"), "shop" + rule.formatted("[\"pay\",\"orders\"]")),
                rules);
        assertEquals(
                List.of("temporal-failover", "temporal-failover-routes"),
                all(chart.set("region=us-east-1"), "Role")
                        .map(role -> role.at("/metadata/name").asText())
                        .toList());
    }

    /** An empty list of names is every name to Kubernetes. */
    @Test
    void withoutRoutesNothingInTemporalsNamespaceMayBeRead() throws IOException, InterruptedException {
        List<JsonNode> objects = HelmChart.objects(chart.template("--set-json", "routes=[]"));
        assertEquals(1, all(objects, "Role").count());
        assertEquals(1, all(objects, "RoleBinding").count());
        assertEquals(
                "temporal-failover",
                all(objects, "Role")
                        .findFirst()
                        .orElseThrow()
                        .at("/metadata/name")
                        .asText());
    }

    /** Inside is the canary alone; the others are outside of the mesh in both modes. */
    @Test
    void inAmbientModeNoPodAsksForASidecarAndOnlyTheCanaryIsInside() throws IOException, InterruptedException {
        List<JsonNode> region = chart.set("mesh=ambient", "canary.enabled=true");
        JsonNode canary = only(region, "Deployment", "temporal-failover-canary").at("/spec/template/metadata/labels");
        assertEquals("ambient", canary.path("istio.io/dataplane-mode").asText());
        for (JsonNode outside : List.of(
                only(region, "DaemonSet", "temporal-failover"),
                only(witness("mesh=ambient"), "Deployment", "temporal-failover-witness"))) {
            assertEquals(
                    "none",
                    outside.at("/spec/template/metadata/labels")
                            .path("istio.io/dataplane-mode")
                            .asText());
        }
        assertFalse(region.toString().contains("\"sidecar.istio.io/inject\":\"true\""));
        JsonNode policy = only(region, "NetworkPolicy", "temporal-failover-canary");
        assertTrue(policy.at("/spec/egress").toString().contains("15008"));
        assertTrue(policy.at("/spec/ingress").toString().contains("15008"));
        JsonNode plain =
                only(region, "PeerAuthentication", "temporal-failover-canary").at("/spec/portLevelMtls");
        assertEquals("PERMISSIVE", plain.at("/8080/mode").asText());
        assertEquals("PERMISSIVE", plain.at("/9090/mode").asText());
    }

    @ParameterizedTest
    @CsvSource({"any, true", "irsa, false", "podIdentity, true"})
    void credentialsComeTheChosenWay(String identity, boolean agent) throws IOException, InterruptedException {
        String arn = "arn:aws:iam::123456789012:role/temporal-failover-us-east-1";
        List<JsonNode> objects =
                chart.set("aws.identity=" + identity, identity.equals("irsa") ? "aws.roleArn=" + arn : "region=a");
        JsonNode annotations =
                only(objects, "ServiceAccount", "temporal-failover").at("/metadata/annotations");
        assertEquals(
                identity.equals("irsa") ? arn : "",
                annotations.path("eks.amazonaws.com/role-arn").asText());
        assertEquals(
                agent,
                only(objects, "NetworkPolicy", "temporal-failover").toString().contains("169.254.170.23/32"));
    }

    /** The schema of the configuration is read by helm too: keys in a values file, as well as text, and wrong ones are refused. */
    @Test
    void theConfigurationMayStandInAValuesFile() throws IOException, InterruptedException {
        String config = Manifests.text("deploy/base/config.yaml");
        Path right = Files.writeString(folder.resolve("right.yaml"), "config:\n" + config.indent(2));
        JsonNode written = only(
                HelmChart.objects(chart.template("-f", right.toString())), "ConfigMap", "temporal-failover-config");
        Path file = Files.writeString(
                folder.resolve("written.yaml"), written.at("/data/config.yaml").asText());
        assertEquals(
                Manifests.yaml("deploy/base/config.yaml"),
                Manifests.documents(file).get(0).tree());
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"),
                "config:\n" + config.replace("hold_down", "holddown").indent(2));
        assertFalse(chart.accepts("-f", wrong.toString()));
    }
}
