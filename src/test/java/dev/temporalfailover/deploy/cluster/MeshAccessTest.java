package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each flow that the network lets through to a workload is let through by the mesh too. */
class MeshAccessTest {
    /** Identities of those that are in the mesh; the others have none. */
    private static final Map<String, String> ACCOUNTS = Map.of(
            "worker", "temporal-product/sa/default",
            "fastapi", "temporal-product/sa/default",
            "frontend", "temporal-backend/sa/temporal",
            "history", "temporal-backend/sa/temporal",
            "matching", "temporal-backend/sa/temporal",
            "system-worker", "temporal-backend/sa/temporal",
            "web", "temporal-backend/sa/temporal",
            "gateway", "istio-system/sa/istio-ingressgateway-service-account",
            "canary", "temporal-failover/sa/temporal-failover-canary");

    /** The sidecar's agent answers there itself. */
    private static final int AGENT = 15020;

    private static List<JsonNode> policies() {
        List<JsonNode> all = new ArrayList<>();
        for (String root : List.of("deploy/cluster/istio", "deploy/examples")) {
            Manifests.objects(root).stream()
                    .filter(document -> document.kind().equals("AuthorizationPolicy"))
                    .filter(document -> !document.file().toString().contains("us-west-2"))
                    .forEach(document -> all.add(document.tree()));
        }
        return all;
    }

    @Test
    void everyAllowedFlowToTheFrontendAndTheWebUiHasARuleOfTheMesh() {
        List<String> refused = refused(new MeshAccess(policies()));
        assertEquals(List.of(), refused);
    }

    private static List<String> refused(MeshAccess mesh) {
        List<String> refused = new ArrayList<>();
        for (String line : Manifests.text("deploy/cluster/network-policies/flows.csv")
                .lines()
                .toList()) {
            String[] cell = line.split(",", 6);
            if (cell.length < 5 || !cell[4].equals("allow") || Integer.parseInt(cell[2]) == AGENT) {
                continue;
            }
            Optional<String> principal =
                    Optional.ofNullable(ACCOUNTS.get(cell[0])).map(account -> "cluster.local/ns/" + account);
            String ip = Region.ends().get(cell[0]).ip();
            if (!mesh.allows("temporal-" + cell[1], Integer.parseInt(cell[2]), principal, ip)) {
                refused.add(line);
            }
        }
        return refused;
    }

    /** As in the network document: only paths and methods. Membership, which is no HTTP, would be refused and the frontend leave its cluster. */
    @Test
    void anAllowPolicyOfPathsAloneCutsTheFrontendOffFromItsOwnCluster() {
        List<JsonNode> without = policies();
        without.forEach(policy -> ((com.fasterxml.jackson.databind.node.ArrayNode) policy.at("/spec/rules"))
                .forEach(rule -> rule.path("to")
                        .forEach(to -> ((com.fasterxml.jackson.databind.node.ObjectNode) to.path("operation"))
                                .putArray("methods")
                                .add("POST"))));
        List<String> refused = refused(new MeshAccess(without));
        assertTrue(refused.contains("history,frontend,6933,TCP,allow,membership"), refused.toString());
    }

    /** An ALLOW policy closes whatever it selects, so one for several workloads is a trap. */
    @Test
    void everyAuthorizationPolicySelectsOneWorkload() {
        List<JsonNode> all = Shipped.ofKind("AuthorizationPolicy");
        assertEquals(8, all.size());
        for (JsonNode policy : all) {
            JsonNode labels = policy.at("/spec/selector/matchLabels");
            assertEquals(1, labels.size(), Shipped.name(policy));
            assertTrue(labels.has("app"), Shipped.name(policy));
        }
    }

    @Test
    void theWholeMeshIsStrictAndTheNamespacesPortsThatAreProbedAreTheOnlyExceptions() {
        JsonNode mesh = Manifests.yaml("deploy/cluster/istio/peer-authentication.yaml");
        assertEquals(
                "default istio-system STRICT",
                Shipped.name(mesh) + " " + mesh.at("/metadata/namespace").asText() + " "
                        + mesh.at("/spec/mtls/mode").asText());
        assertFalse(mesh.path("spec").has("selector"));
        for (JsonNode policy : Shipped.ofKind("PeerAuthentication")) {
            assertEquals("STRICT", policy.at("/spec/mtls/mode").asText(), Shipped.name(policy));
        }
    }

    /** A rule that identifies but does not decide; who decides selects the same pods. */
    @Test
    void theTokenRuleHasAnIssuerItsKeysAndAPolicyBesideIt() {
        JsonNode rule = Shipped.ofKind("RequestAuthentication").get(0);
        JsonNode jwt = rule.at("/spec/jwtRules/0");
        assertTrue(jwt.path("jwksUri").asText().startsWith(jwt.path("issuer").asText()));
        assertFalse(jwt.path("audiences").isEmpty());
        assertTrue(policies().stream()
                .anyMatch(policy -> policy.at("/spec/selector").equals(rule.at("/spec/selector"))));
    }
}
