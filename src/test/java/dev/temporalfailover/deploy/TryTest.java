package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.config.Config;
import dev.temporalfailover.config.ConfigLoader;
import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.emulator.route53.Route53Process;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/try}: configuration, emulator and objects fit together, so that the page's first drill needs nothing else. */
class TryTest {
    private static final String ROOT = "deploy/try";
    private static final Set<String> REGIONS = Set.of("us-east-1", "us-west-2");

    private static Config config(String region) {
        return ConfigLoader.load(
                Path.of(ROOT, region, "config.yaml"),
                Map.of("TEMPORAL_FAILOVER_REGION", region, "TEMPORAL_FAILOVER_INSTANCE", "a"),
                path -> true);
    }

    private static JsonNode one(String file, String kind, String name) {
        return Manifests.documents(Path.of(ROOT, file)).stream()
                .filter(document -> document.kind().equals(kind))
                .map(Manifests.Document::tree)
                .filter(tree -> tree.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "us-west-2"})
    void theConfigurationLoadsAndAsksWhatIsThere(String region) {
        Config config = config(region);
        int port = one("region/temporal.yaml", "Service", "temporal")
                .at("/spec/ports/0/port")
                .asInt();
        config.regions().forEach(each -> each.endpoints().forEach(endpoint -> {
            assertEquals("temporal." + each.name() + ".svc.cluster.local", endpoint.host());
            assertEquals(port, endpoint.port());
        }));
        assertEquals(region, config.leadership().namespace());
        assertEquals(REGIONS, config.regions().stream().map(Config.Region::name).collect(Collectors.toSet()));
    }

    @Test
    void theTwoFilesDifferInTheNamespaceOfTheLeaseAlone() {
        String east = Manifests.text(ROOT + "/us-east-1/config.yaml");
        assertEquals(
                east.replace("mode: lease, namespace: us-east-1", "mode: lease, namespace: us-west-2"),
                Manifests.text(ROOT + "/us-west-2/config.yaml"));
    }

    @Test
    void theRightsAreThoseThatTheProductHasInItsOwnNamespace() {
        assertEquals(
                Manifests.yaml("deploy/base/rbac.yaml").path("rules"),
                one("region/rbac.yaml", "Role", "temporal-failover").path("rules"));
    }

    /** Every region's namespace has its own name as the region, and nobody else's. */
    @Test
    void aNamespaceIsARegion() {
        Set<String> namespaces = new TreeSet<>();
        Manifests.documents(Path.of(ROOT, "namespaces.yaml"))
                .forEach(document ->
                        namespaces.add(document.tree().at("/metadata/name").asText()));
        Set<String> expected = new TreeSet<>(REGIONS);
        expected.add("aws");
        assertEquals(expected, namespaces);
        for (String region : REGIONS) {
            JsonNode kustomization = Manifests.yaml(ROOT + "/" + region + "/kustomization.yaml");
            assertEquals(region, kustomization.path("namespace").asText());
            assertEquals(
                    "region=" + region,
                    kustomization.at("/configMapGenerator/0/literals/0").asText());
        }
    }

    @Test
    void theEmulatorHasTheZoneAndTheRecordsThatTheConfigurationMoves() throws IOException {
        JsonNode pod = one("route53/route53.yaml", "Deployment", "route53").at("/spec/template/spec/containers/0");
        List<String> args = new ArrayList<>();
        pod.path("args").forEach(arg -> args.add(arg.asText()));
        args.set(0, "127.0.0.1");
        args.set(1, "0");
        args.set(2, "0");
        JsonNode dns = Manifests.yaml(ROOT + "/us-east-1/config.yaml").at("/dns_failover/failover_policies/0/dns");
        try (Route53Emulator route53 = Route53Process.start(args.toArray(String[]::new))) {
            String name = dns.at("/records/0/name").asText() + ".";
            Map<String, Long> weights = new TreeMap<>();
            for (RecordSet set : route53.records(dns.path("hosted_zone_id").asText())) {
                if (set.name().equals(name)) {
                    assertEquals(dns.at("/records/0/type").asText(), set.type());
                    assertEquals(dns.at("/records/0/ttl").asLong(), set.ttl());
                    assertEquals(
                            "temporal." + set.setIdentifier() + ".svc.cluster.local",
                            set.values().get(0).replaceAll("\\.$", ""));
                    weights.put(set.setIdentifier(), set.weight());
                }
            }
            assertEquals(Map.of("us-east-1", 100L, "us-west-2", 0L), weights);
        }
        Map<String, Integer> ports = new HashMap<>();
        one("route53/route53.yaml", "Service", "route53")
                .at("/spec/ports")
                .forEach(port ->
                        ports.put(port.path("name").asText(), port.path("port").asInt()));
        assertEquals(
                "http://route53.aws.svc.cluster.local:" + ports.get("api"),
                dns.path("endpoint").asText());
        assertEquals(
                "route53.aws.svc.cluster.local:" + ports.get("dns-udp"),
                dns.path("resolver").asText());
        assertEquals(ports.get("dns-udp"), ports.get("dns-tcp"));
    }

    @Test
    void theServiceHasTheEmulatorsCredentials() {
        Map<String, String> env = new HashMap<>();
        one("region/service.yaml", "Deployment", "temporal-failover")
                .at("/spec/template/spec/containers/0/env")
                .forEach(variable -> env.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        EmulatorOptions options = new EmulatorOptions();
        assertEquals(options.accessKeyId, env.get("AWS_ACCESS_KEY_ID"));
        assertEquals(options.secretAccessKey, env.get("AWS_SECRET_ACCESS_KEY"));
    }

    @Test
    void everyPodMeetsTheRestrictedStandardThatItsNamespaceEnforces() {
        for (Path file : Manifests.files(ROOT, ".yaml")) {
            for (Manifests.Document document : Manifests.documents(file)) {
                if (document.kind().equals("Deployment")) {
                    JsonNode pod = document.tree().at("/spec/template/spec");
                    JsonNode container = pod.at("/containers/0/securityContext");
                    assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean(), file.toString());
                    assertEquals(
                            "RuntimeDefault",
                            pod.at("/securityContext/seccompProfile/type").asText());
                    assertEquals("[\"ALL\"]", container.at("/capabilities/drop").toString());
                    assertEquals(
                            "false", container.path("allowPrivilegeEscalation").asText());
                    assertEquals(
                            pod.path("serviceAccountName").asText().isEmpty(),
                            !pod.path("automountServiceAccountToken").asBoolean(true),
                            file.toString());
                }
            }
        }
    }

    /** What is not pulled must be what the page builds and loads. */
    @Test
    void thePageBuildsAndLoadsTheImagesThatAreNotPulled() {
        String page = Manifests.text("docs/getting-started.md");
        for (String file : List.of("region/service.yaml", "route53/route53.yaml")) {
            JsonNode container =
                    Manifests.documents(Path.of(ROOT, file)).get(0).tree().at("/spec/template/spec/containers/0");
            assertEquals("Never", container.path("imagePullPolicy").asText());
            String image = container.path("image").asText().replace("docker.io/library/", "");
            assertTrue(page.contains("-t " + image + " ."), image + " is not built");
            assertTrue(page.matches("(?s).*kind load docker-image [^\n]*" + image + " .*"), image + " is not loaded");
        }
    }
}
