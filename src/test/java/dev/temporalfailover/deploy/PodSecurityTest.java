package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The restricted Pod Security standard, and what the service needs from its pod; the witness needs less. */
@ParameterizedClass
@ValueSource(strings = {PodSecurityTest.REGION, PodSecurityTest.WITNESS})
class PodSecurityTest {
    static final String REGION = "deploy/base";
    static final String WITNESS = "deploy/witness";

    private final String root;
    private final PodTemplateSpec template;
    private final PodSpec pod;
    private final Container container;

    PodSecurityTest(String root) {
        this.root = root;
        template = root.equals(WITNESS)
                ? Manifests.all(root, Deployment.class).get(0).getSpec().getTemplate()
                : Manifests.all(root, DaemonSet.class).get(0).getSpec().getTemplate();
        pod = template.getSpec();
        container = pod.getContainers().get(0);
    }

    @Test
    void theNamespaceEnforcesTheRestrictedStandard() {
        Map<String, String> labels =
                Manifests.all(root, Namespace.class).get(0).getMetadata().getLabels();
        assertEquals("restricted", labels.get("pod-security.kubernetes.io/enforce"));
    }

    @Test
    void thePodMeetsTheRestrictedStandard() {
        assertEquals(1, pod.getContainers().size());
        assertTrue(pod.getInitContainers().isEmpty());
        assertNull(pod.getHostNetwork());
        assertNull(pod.getHostPID());
        assertNull(pod.getHostIPC());
        assertTrue(pod.getSecurityContext().getRunAsNonRoot());
        assertTrue(pod.getSecurityContext().getRunAsUser() > 0);
        assertEquals(
                "RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
        assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem());
        assertTrue(container.getSecurityContext().getRunAsNonRoot());
        assertEquals(
                List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
        assertTrue(container.getSecurityContext().getCapabilities().getAdd().isEmpty());
        assertNull(container.getSecurityContext().getPrivileged());
        assertTrue(pod.getVolumes().stream().allMatch(v -> v.getHostPath() == null));
        assertTrue(container.getPorts().stream().allMatch(p -> p.getHostPort() == null));
    }

    /** Endpoints leave while the pod still answers; the Lease is given back at SIGTERM, which comes after that, and nothing is cut off. */
    @Test
    void thePodLeavesItsServicesBeforeItsPortsCloseAndHasTimeToEnd() throws IOException {
        Properties settings = new Properties();
        settings.load(new StringReader(Manifests.text("src/main/resources/application.properties")));
        assertEquals("true", settings.getProperty("quarkus.shutdown.delay-enabled"), "gives the Lease back first");
        long requests = Duration.parse("PT" + settings.getProperty("quarkus.shutdown.timeout"))
                .toSeconds();
        long leaves = container.getLifecycle().getPreStop().getSleep().getSeconds();
        assertNull(container.getLifecycle().getPreStop().getExec(), "an image has no shell");
        assertTrue(leaves >= 3 && leaves <= 10, "long enough for endpoints, short enough for a rollout");
        assertTrue(pod.getTerminationGracePeriodSeconds() >= leaves + requests + 5);
    }

    @Test
    void thePortsAreThoseOfTheContract() {
        Set<Integer> ports = container.getPorts().stream()
                .map(ContainerPort::getContainerPort)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(root.equals(WITNESS) ? Set.of(7443, 9090) : Set.of(7443, 8080, 9090), ports);
    }

    @Test
    void theProbesAskTheManagementPortAndNameNoHost() {
        Map<Probe, String> probes = Map.of(
                container.getStartupProbe(), "/health/live",
                container.getLivenessProbe(), "/health/live",
                container.getReadinessProbe(), "/health/ready");
        assertEquals(3, probes.size());
        probes.forEach((probe, path) -> {
            assertEquals(path, probe.getHttpGet().getPath());
            assertEquals("management", probe.getHttpGet().getPort().getStrVal());
            assertNull(probe.getHttpGet().getHost());
        });
    }

    @Test
    void memoryIsBoundedAndTheProcessorIsNot() {
        Map<String, Quantity> limits = container.getResources().getLimits();
        assertEquals(Set.of("memory"), limits.keySet(), "a throttled prober misses deadlines that the region kept");
        long limit = Quantity.getAmountInBytes(limits.get("memory")).longValueExact();
        assertTrue(limit >= 192L << 20, "the heap of 64 MB is less than half of a JVM");
        assertTrue(env("JAVA_TOOL_OPTIONS").getValue().contains("-Xmx64m"));
    }

    @Test
    void theServiceLearnsItsConfigurationInstanceAndRegion() {
        assertEquals(
                "/etc/temporal-failover/config.yaml",
                env("TEMPORAL_FAILOVER_CONFIG").getValue());
        assertEquals(
                "metadata.name",
                env("TEMPORAL_FAILOVER_INSTANCE").getValueFrom().getFieldRef().getFieldPath());
        if (root.equals(WITNESS)) {
            return;
        }
        assertEquals(
                "status.podIP",
                env("TEMPORAL_FAILOVER_ADDRESS").getValueFrom().getFieldRef().getFieldPath());
        assertEquals(
                "temporal-failover-region",
                env("TEMPORAL_FAILOVER_REGION")
                        .getValueFrom()
                        .getConfigMapKeyRef()
                        .getName());
        assertEquals("regional", env("AWS_STS_REGIONAL_ENDPOINTS").getValue());
    }

    @Test
    void secretsAreMountedAsWholeDirectoriesSoThatARotationArrives() {
        Set<String> secrets = pod.getVolumes().stream()
                .filter(v -> v.getSecret() != null)
                .map(v -> v.getName())
                .collect(Collectors.toSet());
        Set<String> common = Set.of("tls", "temporal-tls", "temporal-token");
        assertTrue(secrets.containsAll(common));
        assertEquals(root.equals(REGION), secrets.contains("tokens"), "a witness takes no orders");
        container.getVolumeMounts().stream()
                .filter(m -> secrets.contains(m.getName()))
                .forEach(m -> assertTrue(m.getSubPath() == null && m.getReadOnly(), m.getName()));
    }

    @Test
    void theProberIsOutsideTheMeshThatItMoves() {
        assertEquals("false", template.getMetadata().getLabels().get("sidecar.istio.io/inject"));
    }

    private EnvVar env(String name) {
        return container.getEnv().stream()
                .filter(e -> e.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
