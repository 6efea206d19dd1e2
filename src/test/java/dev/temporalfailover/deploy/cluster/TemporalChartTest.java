package dev.temporalfailover.deploy.cluster;

import static dev.temporalfailover.deploy.cluster.Shipped.each;
import static dev.temporalfailover.deploy.cluster.Shipped.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values for Temporal's chart fit the Services, policies, routes and Secrets that ship. */
class TemporalChartTest {
    private final JsonNode values = Manifests.yaml("deploy/cluster/temporal/values.yaml");
    private final JsonNode server = values.path("server");

    private static JsonNode metadata(String region) {
        return Manifests.yaml("deploy/cluster/temporal/values-" + region + ".yaml")
                .at("/server/config/clusterMetadata");
    }

    /** The mesh would take gRPC for bytes, and weights would not apply. */
    @ParameterizedTest
    @ValueSource(strings = {"frontend", "history", "matching"})
    void theMeshSeesGrpcAndThePodsHaveTheLabelThatServicesAndPoliciesSelect(String role) {
        assertEquals("grpc", server.at("/" + role + "/service/appProtocol").asText());
        String app = server.at("/" + role + "/podLabels/app").asText();
        JsonNode service = Shipped.ofKind("Service").stream()
                .filter(one -> Shipped.name(one).equals("temporal-" + role))
                .findFirst()
                .orElseThrow();
        assertEquals(service.at("/spec/selector/app").asText(), app);
        assertEquals("temporal-" + role, app);
    }

    @Test
    void noPodOfTemporalIsTakenForAWorkerOfTheProduct() {
        assertNotEquals("temporal-worker", server.at("/worker/podLabels/app").asText());
        assertFalse(server.at("/worker/podLabels/app").isMissingNode());
    }

    @Test
    void theAccountIsTheOneThatTheMeshsPoliciesName() {
        Set<String> named = new TreeSet<>();
        Shipped.ofKind("AuthorizationPolicy")
                .forEach(policy -> policy.findValues("principals").forEach(list -> named.addAll(words(list))));
        assertTrue(values.at("/serviceAccount/create").asBoolean());
        assertTrue(named.contains("cluster.local/ns/temporal-backend/sa/"
                + values.at("/serviceAccount/name").asText()));
    }

    @Test
    void everyContainerDropsAllCapabilitiesAndTheServersRunAsAUser() {
        for (String role : List.of("frontend", "history", "matching", "worker")) {
            assertEquals(
                    "[\"ALL\"]",
                    server.at("/" + role + "/containerSecurityContext/capabilities/drop")
                            .toString(),
                    role);
            assertFalse(server.at("/" + role + "/containerSecurityContext/allowPrivilegeEscalation")
                    .asBoolean(true));
        }
        assertTrue(server.at("/securityContext/runAsNonRoot").asBoolean());
        assertEquals(
                "RuntimeDefault",
                server.at("/securityContext/seccompProfile/type").asText());
        assertEquals(
                "[\"ALL\"]",
                values.at("/web/containerSecurityContext/capabilities/drop").toString());
    }

    /** Old connections and waiting polls are what a failover waits for. */
    @Test
    void clientsLeaveADeadRegionWithinMinutes() {
        assertTrue(dynamic("frontend.keepAliveMaxConnectionAge").compareTo(Duration.ofMinutes(5)) < 0);
        assertTrue(dynamic("matching.longPollExpirationInterval").compareTo(Duration.ofMinutes(1)) < 0);
        Duration drain =
                dynamic("frontend.shutdownFailHealthCheckDuration").plus(dynamic("frontend.shutdownDrainDuration"));
        assertTrue(
                drain.toSeconds() < server.path("terminationGracePeriodSeconds").asInt());
        assertEquals("noop", server.at("/config/dcRedirectionPolicy/policy").asText());
    }

    private Duration dynamic(String key) {
        return Duration.parse("PT"
                + server.path("dynamicConfig").path(key).get(0).path("value").asText());
    }

    @Test
    void theClustersHaveOneIncrementAndVersionsOfTheirOwn() {
        Set<Integer> versions = new TreeSet<>();
        for (String region : List.of("us-east-1", "us-west-2")) {
            JsonNode metadata = metadata(region);
            assertTrue(metadata.path("enableGlobalNamespace").asBoolean());
            assertEquals(10, metadata.path("failoverVersionIncrement").asInt());
            assertEquals(region, metadata.path("masterClusterName").asText(), "each is its own master");
            assertEquals(region, metadata.path("currentClusterName").asText());
            assertEquals(1, metadata.path("clusterInformation").size(), "each lists itself alone");
            versions.add(metadata.at("/clusterInformation/" + region + "/initialFailoverVersion")
                    .asInt());
        }
        assertEquals(Set.of(1, 2), versions);
    }

    @Test
    void everySecretThatIsNamedComesFromVault() {
        Set<String> made = new TreeSet<>();
        for (JsonNode secret : Shipped.ofKind("ExternalSecret")) {
            assertEquals(Shipped.name(secret), secret.at("/spec/target/name").asText());
            each(secret.at("/spec/data"))
                    .forEach(one -> made.add(
                            Shipped.name(secret) + "/" + one.path("secretKey").asText()));
        }
        Set<String> used = new TreeSet<>();
        for (JsonNode store : server.at("/config/persistence/datastores")) {
            used.add(store.at("/sql/existingSecret").asText() + "/"
                    + store.at("/sql/secretKey").asText());
        }
        values.findValues("secretKeyRef")
                .forEach(ref -> used.add(
                        ref.path("name").asText() + "/" + ref.path("key").asText()));
        used.add("temporal-failover-tokens/alertmanager");
        used.add("temporal-failover-tokens/operator");
        assertEquals(used, made);
    }

    /** Annotations and the operator's monitor together count each pod twice. */
    @Test
    void onlyOneWayOfScrapingIsOn() {
        assertNotEquals(
                server.at("/metrics/annotations/enabled").asBoolean(),
                server.at("/metrics/serviceMonitor/enabled").asBoolean());
    }

    @Test
    void theUiAsksTheProviderWhoseTokensTheMeshKnows() {
        String issuer = Shipped.ofKind("RequestAuthentication")
                .get(0)
                .at("/spec/jwtRules/0/issuer")
                .asText();
        assertTrue(each(values.at("/web/additionalEnv")).stream()
                .filter(one -> one.path("name").asText().equals("TEMPORAL_AUTH_ISSUER_URL"))
                .allMatch(one -> one.path("value").asText().equals(issuer)));
    }
}
