package dev.temporalfailover.deploy.cluster;

import static dev.temporalfailover.deploy.cluster.Shipped.each;
import static dev.temporalfailover.deploy.cluster.Shipped.name;
import static dev.temporalfailover.deploy.cluster.Shipped.ofKind;
import static dev.temporalfailover.deploy.cluster.Shipped.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route names is there: its gateway, its host at that gateway, its Service and the Service's port, with the right protocol. */
class RoutesTest {
    private static final String SUFFIX = ".temporal-backend.svc.cluster.local";
    private final Map<String, Map<Integer, JsonNode>> services = Shipped.services();

    private void reaches(String where, String service, int port) {
        assertTrue(services.containsKey(service), where + ": no Service " + service);
        assertTrue(services.get(service).containsKey(port), where + ": " + service + " has no port " + port);
        String protocol = services.get(service).get(port).path("appProtocol").asText();
        assertEquals(port == 8080 ? "http" : "grpc", protocol, where);
    }

    @Test
    void everyVirtualServiceIsBoundToAGatewayThatServesItsHostsAndLeadsToAService() {
        Map<String, Set<String>> hosts = new HashMap<>();
        ofKind("Gateway").stream()
                .filter(gateway -> gateway.path("spec").has("servers"))
                .forEach(gateway -> each(gateway.at("/spec/servers"))
                        .forEach(server -> hosts.computeIfAbsent(name(gateway), n -> new TreeSet<>())
                                .addAll(words(server.path("hosts")))));
        Set<String> entries = new TreeSet<>();
        ofKind("ServiceEntry").forEach(entry -> entries.addAll(words(entry.at("/spec/hosts"))));
        List<JsonNode> routes = ofKind("VirtualService");
        assertEquals(5, routes.size());
        for (JsonNode route : routes) {
            for (String gateway : words(route.at("/spec/gateways"))) {
                if (!gateway.equals("mesh")) {
                    words(route.at("/spec/hosts")).stream()
                            .filter(host -> !host.endsWith(SUFFIX))
                            .forEach(host -> assertTrue(
                                    hosts.getOrDefault(gateway, Set.of()).contains(host),
                                    name(route) + ": " + gateway + " does not serve " + host));
                }
            }
            for (JsonNode rule : each(route.at("/spec/http"))) {
                assertFalse(rule.has("fault"), name(route) + " injects a fault");
                for (JsonNode target : each(rule.path("route"))) {
                    String host = target.at("/destination/host").asText();
                    if (host.endsWith(SUFFIX)) {
                        reaches(
                                name(route),
                                host.replace(SUFFIX, ""),
                                target.at("/destination/port/number").asInt());
                    } else {
                        assertTrue(entries.contains(host), host);
                    }
                }
            }
        }
    }

    @Test
    void triesOfTheWebUiFitIntoItsTimeAndNeverRepeatWhatWasAnswered() {
        JsonNode rule = ofKind("VirtualService").stream()
                .filter(route -> name(route).equals("temporal-web-ui"))
                .findFirst()
                .orElseThrow()
                .at("/spec/http/0");
        int tries = rule.at("/retries/attempts").asInt() * seconds(rule.at("/retries/perTryTimeout"));
        assertTrue(tries <= seconds(rule.path("timeout")), tries + " s");
        assertFalse(rule.at("/retries/retryOn").asText().contains("5xx"));
    }

    private static int seconds(JsonNode text) {
        return Integer.parseInt(text.asText().replace("s", ""));
    }

    @Test
    void everyRouteOfTheGatewayApiFitsAListener() {
        JsonNode gateway = ofKind("Gateway").stream()
                .filter(one -> one.path("spec").has("listeners"))
                .findFirst()
                .orElseThrow();
        for (String kind : List.of("HTTPRoute", "GRPCRoute")) {
            for (JsonNode route : ofKind(kind)) {
                JsonNode parent = route.at("/spec/parentRefs/0");
                assertEquals(name(gateway), parent.path("name").asText());
                assertEquals(gateway.at("/metadata/namespace"), parent.path("namespace"));
                JsonNode listener = each(gateway.at("/spec/listeners")).stream()
                        .filter(one -> one.path("name").equals(parent.path("sectionName")))
                        .findFirst()
                        .orElseThrow();
                assertEquals(List.of(listener.path("hostname").asText()), words(route.at("/spec/hostnames")));
                assertEquals(kind, listener.at("/allowedRoutes/kinds/0/kind").asText());
                assertEquals(
                        route.at("/metadata/namespace").asText(),
                        listener.at("/allowedRoutes/namespaces/selector/matchLabels/kubernetes.io~1metadata.name")
                                .asText());
            }
        }
    }

    /** The same steady state as the VirtualService's, and the abroad name is the ServiceEntry's. */
    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "us-west-2"})
    void theRouteOfTheGatewayApiMovesWhatTheVirtualServiceMoves(String region) {
        Map<String, Integer> weights = new HashMap<>();
        JsonNode moved = Manifests.yaml("deploy/examples/" + region + "/virtualservice.yaml");
        each(moved.at("/spec/http/0/route"))
                .forEach(target -> weights.put(
                        target.at("/destination/host").asText().replace(SUFFIX, ""),
                        target.path("weight").asInt()));
        Map<String, Integer> same = new HashMap<>();
        JsonNode route = Manifests.yaml("deploy/cluster/ingress/grpcroute-" + region + ".yaml");
        for (JsonNode backend : each(route.at("/spec/rules/0/backendRefs"))) {
            same.put(backend.path("name").asText(), backend.path("weight").asInt(-1));
            assertEquals(7233, backend.path("port").asInt());
            if (!backend.has("kind")) {
                reaches(name(route), backend.path("name").asText(), 7233);
            }
        }
        assertEquals(weights, same);
        assertEquals("temporal-frontend", name(route), "the one name that the service's Role may patch");
    }

    @Test
    void everyIngressLeadsToAServiceByAnnotationsThatTheControllerHas() {
        Set<String> known = Set.of(
                "ssl-redirect",
                "force-ssl-redirect",
                "backend-protocol",
                "upstream-hash-by",
                "limit-rpm",
                "limit-burst-multiplier",
                "proxy-connect-timeout",
                "proxy-send-timeout",
                "proxy-read-timeout",
                "auth-url",
                "auth-signin");
        List<JsonNode> all = ofKind("Ingress");
        assertEquals(2, all.size());
        for (JsonNode ingress : all) {
            String prefix = "nginx.ingress.kubernetes.io/";
            JsonNode annotations = ingress.at("/metadata/annotations");
            annotations.fieldNames().forEachRemaining(key -> assertTrue(known.contains(key.replace(prefix, "")), key));
            JsonNode service = ingress.at("/spec/rules/0/http/paths/0/backend/service");
            int port = service.at("/port/number").asInt();
            reaches(name(ingress), service.path("name").asText(), port);
            assertEquals(
                    port == 7233 ? "GRPC" : "HTTP",
                    annotations.path(prefix + "backend-protocol").asText());
            assertEquals(ingress.at("/spec/rules/0/host"), ingress.at("/spec/tls/0/hosts/0"));
            if (port == 7233) {
                assertTrue(annotations.path(prefix + "proxy-read-timeout").asInt() > 70, "a long poll lasts 70 s");
                assertTrue(annotations.path(prefix + "proxy-send-timeout").asInt() > 70);
            }
        }
    }

    @Test
    void theEastWestGatewayPublishesTemporalsServicesOnly() {
        JsonNode gateway = ofKind("Gateway").stream()
                .filter(one -> name(one).equals("cross-network-gateway"))
                .findFirst()
                .orElseThrow();
        assertEquals("AUTO_PASSTHROUGH", gateway.at("/spec/servers/0/tls/mode").asText());
        assertEquals(List.of("*" + SUFFIX), words(gateway.at("/spec/servers/0/hosts")));
    }

    /** Of two rules for one host the mesh takes the most specific as a whole, so the frontend's must stay complete by itself. */
    @Test
    void theRuleForAllServicesHasPoolAndEjectionAndLeavesTlsToTheMesh() {
        JsonNode rule = ofKind("DestinationRule").stream()
                .filter(one -> name(one).equals("temporal-services"))
                .findFirst()
                .orElseThrow();
        JsonNode policy = rule.at("/spec/trafficPolicy");
        assertEquals("*" + SUFFIX, rule.at("/spec/host").asText());
        assertEquals(3, policy.at("/outlierDetection/consecutive5xxErrors").asInt());
        assertFalse(policy.has("tls"));
        assertFalse(policy.at("/connectionPool/http").has("maxRequestsPerConnection"));
    }
}
