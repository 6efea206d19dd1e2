package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests.Document;
import dev.temporalfailover.exchange.ExchangeSettings;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, ports, secrets and paths of what instances tell each other agree; a witness has no rights. */
class ExchangeManifestsTest {
    private static final String SECRET = "temporal-failover-tls";
    private static final String FILES = "/etc/temporal-failover/tls";

    private final JsonNode witness = Manifests.yaml("deploy/witness/config.yaml");

    private static PodSpec pod(String root) {
        return root.equals("deploy/witness")
                ? Manifests.all(root, Deployment.class)
                        .get(0)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                : Manifests.all(root, DaemonSet.class)
                        .get(0)
                        .getSpec()
                        .getTemplate()
                        .getSpec();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/base", "deploy/witness"})
    void theServiceLeadsToThePortThatThePodOpens(String root) {
        Service service = Manifests.all(root, Service.class).stream()
                .filter(s -> s.getMetadata().getName().equals("temporal-failover-exchange"))
                .findFirst()
                .orElseThrow();
        var port = service.getSpec().getPorts().get(0);
        assertEquals(1, service.getSpec().getPorts().size(), "nothing but the exchange");
        assertEquals(7443, port.getPort());
        Map<String, Integer> open = pod(root).getContainers().get(0).getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
        assertEquals(7443, open.get(port.getTargetPort().getStrVal()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/base", "deploy/witness"})
    void theCertificateIsRequiredAndMountedReadOnlyWhereTheConfigurationLooks(String root) {
        var volume = pod(root).getVolumes().stream()
                .filter(v ->
                        v.getSecret() != null && v.getSecret().getSecretName().equals(SECRET))
                .findFirst()
                .orElseThrow();
        assertFalse(Boolean.TRUE.equals(volume.getSecret().getOptional()));
        VolumeMount mount = pod(root).getContainers().get(0).getVolumeMounts().stream()
                .filter(m -> m.getName().equals(volume.getName()))
                .findFirst()
                .orElseThrow();
        assertEquals(FILES, mount.getMountPath());
        assertTrue(mount.getReadOnly());
        assertEquals(
                FILES + "/tls.crt",
                witness.at("/coordination/tls/certificate_file").asText());
        assertEquals(
                FILES + "/tls.key", witness.at("/coordination/tls/key_file").asText());
        assertEquals(FILES + "/ca.crt", witness.at("/coordination/tls/ca_file").asText());
    }

    @Test
    void theExampleCertificateIsTheOneThatIsMountedAndCheckedAndServesBothSides() {
        JsonNode leaf = Manifests.objects("deploy/examples").stream()
                .map(Document::tree)
                .filter(tree -> tree.at("/spec/secretName").asText().equals(SECRET))
                .findFirst()
                .orElseThrow();
        String name = witness.at("/coordination/tls/server_name").asText();
        assertEquals("[\"" + name + "\"]", leaf.at("/spec/dnsNames").toString());
        assertEquals(
                "[\"spiffe://" + ExchangeSettings.TRUST_DOMAIN + "/place/us-east-1\"]",
                leaf.at("/spec/uris").toString());
        Set<String> usages = new TreeSet<>();
        leaf.at("/spec/usages").forEach(usage -> usages.add(usage.asText()));
        assertTrue(usages.containsAll(Set.of("server auth", "client auth")));
        assertEquals("PKCS8", leaf.at("/spec/privateKey/encoding").asText());
        assertTrue(Manifests.text("deploy/README.md").contains("DNS:" + name), "the recipe by hand too");
        assertTrue(Manifests.text("deploy/README.md").contains("URI:spiffe://" + ExchangeSettings.TRUST_DOMAIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/overlays/us-east-1", "deploy/overlays/us-west-2", "deploy/witness"})
    void theLoadBalancerIsInternalAndAsksForHealthWithoutACertificate(String root) {
        Service service = Manifests.all(root, Service.class).get(0);
        assertEquals("temporal-failover-exchange", service.getMetadata().getName());
        assertEquals("LoadBalancer", service.getSpec().getType());
        Map<String, String> annotations = service.getMetadata().getAnnotations();
        String prefix = "service.beta.kubernetes.io/aws-load-balancer-";
        assertEquals("internal", annotations.get(prefix + "scheme"));
        assertEquals("ip", annotations.get(prefix + "nlb-target-type"));
        assertEquals("9090", annotations.get(prefix + "healthcheck-port"));
        assertEquals("/health/ready", annotations.get(prefix + "healthcheck-path"));
    }

    @Test
    void theWitnessHasNoRightsAtAll() {
        List<ServiceAccount> accounts = Manifests.all("deploy/witness", ServiceAccount.class);
        assertEquals(1, accounts.size());
        String name = accounts.get(0).getMetadata().getName();
        assertEquals(name, pod("deploy/witness").getServiceAccountName());
        assertEquals(false, accounts.get(0).getAutomountServiceAccountToken());
        assertEquals(false, pod("deploy/witness").getAutomountServiceAccountToken());
        assertTrue(
                accounts.get(0).getMetadata().getAnnotations() == null
                        || accounts.get(0).getMetadata().getAnnotations().isEmpty(),
                "no role of a cloud either");
        for (RoleBinding binding : Manifests.all("deploy", RoleBinding.class)) {
            binding.getSubjects()
                    .forEach(subject -> assertFalse(subject.getName().equals(name), "bound by " + binding));
        }
        assertTrue(Manifests.objects("deploy/witness").stream()
                .noneMatch(document -> document.kind().contains("Role")));
    }

    @Test
    void theWitnessIsOneInstanceThatARolloutNeverSilences() {
        var spec = Manifests.all("deploy/witness", Deployment.class).get(0).getSpec();
        assertEquals(1, spec.getReplicas());
        assertEquals(
                0, spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal());
    }

    @Test
    void theWitnessJudgesTheSameRegionsAndPoliciesByTheSameRulesAndMovesNothing() {
        JsonNode base = Manifests.yaml("deploy/base/config.yaml");
        assertEquals(
                base.at("/coordination/witnesses").findValuesAsText("name"),
                List.of(witness.path("witness").asText()));
        for (String shared : List.of("tls", "heartbeat", "probe_budget", "slow_interval")) {
            assertEquals(base.at("/coordination/" + shared), witness.at("/coordination/" + shared), shared);
        }
        assertTrue(witness.path("region").isMissingNode()
                && witness.path("leadership").isMissingNode());
        assertEquals(base.path("probing"), witness.path("probing"));
        sameRegionsByTheSamePaths(witness.path("regions"), base.path("regions"));
        JsonNode ours = witness.at("/dns_failover/failover_policies");
        JsonNode theirs = base.at("/dns_failover/failover_policies");
        assertEquals(theirs.size(), ours.size());
        for (int i = 0; i < ours.size(); i++) {
            for (Map.Entry<String, JsonNode> setting : ours.get(i).properties()) {
                assertEquals(theirs.get(i).path(setting.getKey()), setting.getValue(), setting.getKey());
            }
            assertFalse(ours.get(i).has("dns") || ours.get(i).has("routes"));
        }
    }

    private static void sameRegionsByTheSamePaths(JsonNode witness, JsonNode base) {
        assertEquals(base.size(), witness.size());
        for (int i = 0; i < base.size(); i++) {
            assertEquals(base.get(i).path("name"), witness.get(i).path("name"));
            List<JsonNode> known = new ArrayList<>();
            base.get(i).at("/temporal_endpoints/frontend/paths").forEach(known::add);
            JsonNode seen = witness.get(i).at("/temporal_endpoints/frontend/paths");
            assertEquals(2, seen.size());
            seen.forEach(path -> assertTrue(known.contains(path), path + " is not a path of the shipped example"));
        }
    }
}
