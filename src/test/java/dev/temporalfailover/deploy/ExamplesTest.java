package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.istio.api.networking.v1.DestinationRule;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples carry today's right form of what the network document says. */
class ExamplesTest {

    @Test
    void everyDestinationHasOutlierDetectionThatMayEjectAll() {
        var rules = Manifests.all("deploy/examples", DestinationRule.class);
        assertEquals(4, rules.size());
        for (DestinationRule rule : rules) {
            var policy = rule.getSpec().getTrafficPolicy();
            assertEquals(100, policy.getOutlierDetection().getMaxEjectionPercent());
            assertTrue(policy.getConnectionPool().getHttp().getHttp2MaxRequests() > 0);
        }
    }

    @Test
    void theFrontendsPortIsGrpcForTheMesh() {
        Service service = Manifests.all("deploy/examples", Service.class).get(0);
        var port = service.getSpec().getPorts().stream()
                .filter(p -> p.getPort() == 7233)
                .findFirst()
                .orElseThrow();
        assertEquals("grpc", port.getAppProtocol());
    }

    @Test
    void authorizationPathsAreExactOrEndInASlashAndAStar() {
        Pattern right =
                Pattern.compile("/[a-z0-9.]+\\.[A-Z][A-Za-z]+/([A-Z][A-Za-z]+|\\*)|/metrics|/api/v1/system-info");
        List<String> paths = new ArrayList<>();
        Manifests.yaml("deploy/examples/authorizationpolicy.yaml")
                .findValues("paths")
                .forEach(list -> list.forEach(path -> paths.add(path.asText())));
        assertTrue(paths.size() >= 4);
        paths.forEach(path -> assertTrue(right.matcher(path).matches(), path));
    }

    @Test
    void theRoleMayChangeTheseTwoNamesAndNothingElse() throws JsonProcessingException {
        JsonNode change = json("iam-policy.json").at("/Statement/2");
        JsonNode condition = change.at("/Condition/ForAllValues:StringEquals");
        assertEquals("route53:ChangeResourceRecordSets", change.path("Action").asText());
        assertEquals(
                "[\"temporal-api.example.com\",\"_temporal-failover.temporal-api.example.com\"]",
                condition
                        .path("route53:ChangeResourceRecordSetsNormalizedRecordNames")
                        .toString());
        assertEquals(
                "[\"CREATE\",\"DELETE\"]",
                condition.path("route53:ChangeResourceRecordSetsActions").toString());
        assertEquals(
                "[\"A\",\"TXT\"]",
                condition.path("route53:ChangeResourceRecordSetsRecordTypes").toString());
        assertFalse(json("iam-policy.json").toString().contains("\"Resource\":\"*\""));
    }

    @Test
    void theRecordsAreWeightedAndOnlyThePrimaryCanBeTakenOver() throws JsonProcessingException {
        JsonNode changes = json("route53-records.json").path("Changes");
        assertEquals(100, changes.at("/0/ResourceRecordSet/Weight").asInt());
        assertEquals(0, changes.at("/1/ResourceRecordSet/Weight").asInt());
        assertTrue(changes.at("/0/ResourceRecordSet").has("HealthCheckId"));
        assertFalse(changes.at("/1/ResourceRecordSet").has("HealthCheckId"), "the one left must never look unhealthy");
        JsonNode check = json("route53-healthcheck-takeover.json");
        assertTrue(check.path("Inverted").asBoolean(), "silence of the standby must keep the primary");
        assertEquals("/health/takeover/us-east-1", check.path("ResourcePath").asText());
        assertTrue(check.path("FullyQualifiedDomainName").asText().startsWith("us-west-2."));
    }

    private static JsonNode json(String name) throws JsonProcessingException {
        return new ObjectMapper().readTree(Manifests.text("deploy/examples/" + name));
    }
}
