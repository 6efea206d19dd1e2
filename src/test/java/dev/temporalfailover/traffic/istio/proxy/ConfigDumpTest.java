package dev.temporalfailover.traffic.istio.proxy;

import static dev.temporalfailover.emulator.envoy.Dumps.EAST;
import static dev.temporalfailover.emulator.envoy.Dumps.WEST;
import static dev.temporalfailover.emulator.envoy.Dumps.config;
import static dev.temporalfailover.emulator.envoy.Dumps.dump;
import static dev.temporalfailover.emulator.envoy.Dumps.route;
import static dev.temporalfailover.emulator.envoy.Dumps.routeOf;
import static dev.temporalfailover.emulator.envoy.Dumps.virtualService;
import static dev.temporalfailover.traffic.istio.proxy.WantedRoutes.wanted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.traffic.istio.proxy.ProxyAnswer.ProxyState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigDumpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ProxyAnswer read(String dump, Wanted wanted) throws IOException {
        return ConfigDump.read(new ByteArrayInputStream(dump.getBytes(StandardCharsets.UTF_8)), wanted);
    }

    private static ProxyState kind(String dump, Wanted wanted) throws IOException {
        return read(dump, wanted).kind();
    }

    @Test
    void aSingleClusterIsTheWholeTraffic() throws IOException {
        String west = dump(config("http.7233", "", route("frontend", WEST)));
        ProxyAnswer answer = read(west, wanted(0, 100, "frontend"));
        assertEquals(ProxyState.CARRIES, answer.kind(), answer.detail());
        assertEquals(Map.of("us-east-1", 0.0, "us-west-2", 1.0), answer.shares());
        assertEquals(ProxyState.OLD, kind(west, wanted(100, 0, "frontend")));
        assertEquals(ProxyState.OLD, kind(west, wanted(1, 99, "frontend")));
        // 50/0 is all of it, as Istio reads weights.
        assertEquals(ProxyState.CARRIES, kind(west, wanted(0, 50, "frontend")));
    }

    @Test
    void weightsAreComparedAsSharesWhateverTheirSum() throws IOException {
        String split = dump(config("7233", "", route("frontend", EAST, 90, WEST, 10)));
        assertEquals(ProxyState.CARRIES, kind(split, wanted(90, 10, "frontend")));
        assertEquals(ProxyState.CARRIES, kind(split, wanted(900_000, 100_000, "frontend")));
        assertEquals(ProxyState.OLD, kind(split, wanted(900_000, 100_001, "frontend")));
        assertEquals(ProxyState.OLD, kind(split, wanted(10, 90, "frontend")));
        String half = dump(config("7233", "", route("frontend", EAST, 100, WEST, 100)));
        assertEquals(ProxyState.CARRIES, kind(half, wanted(1, 1, "frontend")));
        String thirds = dump(config("7233", "", route("frontend", EAST, 1, EAST, 1, WEST, 1)));
        assertEquals(ProxyState.CARRIES, kind(thirds, wanted(2, 1, "frontend")));
    }

    @Test
    void everyRouteOfTheObjectMustCarryItAndTheOthersAreNamed() throws IOException {
        String mixed = dump(
                config("7233", "", route("frontend", EAST)),
                config("http.7233", "", route("frontend", WEST), route("frontend.grpc", WEST)));
        ProxyAnswer answer = read(mixed, wanted(0, 100, "frontend"));
        assertEquals(ProxyState.OLD, answer.kind());
        assertEquals("1 of 3 routes differ: 7233/frontend has us-east-1 100.0 %", answer.detail());
        assertEquals(2 / 3.0, answer.shares().get("us-west-2"), 1e-9);
    }

    @Test
    void routesOfOtherObjectsAndOtherRulesDoNotCount() throws IOException {
        String beside = dump(config(
                "http.7233",
                "",
                route("frontend", WEST),
                route("health", EAST),
                routeOf(virtualService("temporal-frontend-2"), "frontend", EAST),
                routeOf(
                        "/apis/networking.istio.io/v1/namespaces/other/virtual-service/temporal-frontend",
                        "frontend",
                        EAST),
                routeOf(
                        "/apis/example.com/v1/namespaces/temporal-backend/virtual-service/temporal-frontend",
                        "f",
                        EAST),
                routeOf("not a path", "frontend", EAST)));
        assertEquals(ProxyState.CARRIES, kind(beside, wanted(0, 100, "frontend")));
        assertEquals(ProxyState.CARRIES, kind(beside, wanted(0, 100)), "unnamed, but for the rule that was not moved");
        String older =
                "/apis/networking.istio.io/v1alpha3/namespaces/temporal-backend/virtual-service/temporal-frontend";
        assertEquals(ProxyState.CARRIES, kind(dump(config("7233", "", routeOf(older, "", WEST))), wanted(0, 100)));
    }

    @Test
    void aProxyThatDoesNotKnowTheObjectIsToldFromAnOldOne() throws IOException {
        for (String none :
                new String[] {"{}", dump(), dump(config("7233", "")), "{\"configs\":[],\"more\":{\"a\":[1]}}"}) {
            assertEquals(ProxyState.NO_ROUTE, kind(none, wanted(0, 100, "frontend")));
        }
    }

    @Test
    void aDestinationThatNoRegionHasIsNamed() throws IOException {
        String other = "outbound|7233|canary|temporal-frontend.temporal-backend.svc.cluster.local";
        for (String cluster : new String[] {other, "BlackHoleCluster", "", "outbound|7233||" + "x".repeat(5_000)}) {
            ProxyAnswer answer = read(
                    dump(config("7233", "", route("frontend", WEST, 100, cluster, 0))), wanted(0, 100, "frontend"));
            assertEquals(ProxyState.OLD, answer.kind());
            assertTrue(answer.detail().length() < 400, answer.detail());
        }
        String redirect = route("frontend", WEST).replace("\"route\"", "\"redirect\"");
        ProxyAnswer nowhere = read(dump(config("7233", "", redirect)), wanted(0, 100, "frontend"));
        assertTrue(nowhere.detail().contains("no destination"), nowhere.detail());
    }

    @Test
    void aRefusedUpdateIsNamedWithItsReason() throws IOException {
        String error =
                ", \"error_state\": {\"failed_configuration\": {\"name\": \"7233\", \"virtual_hosts\": [{\"routes\": ["
                        + route("frontend", EAST, 0, WEST, 0)
                        + "]}]}, \"last_update_attempt\": \"2026-11-22T07:00:01Z\","
                        + " \"details\": \"Proto constraint validation failed:\\n sum of weights\"}";
        ProxyAnswer kept = read(dump(config("7233", error, route("frontend", WEST))), wanted(0, 100, "frontend"));
        assertEquals(ProxyState.REJECTED, kept.kind());
        assertEquals("rejected an update: Proto constraint validation failed: sum of weights", kept.detail());
        assertEquals(
                ProxyState.REJECTED, kind(dump(config("7233", error)), wanted(0, 100, "frontend")), "it never had one");
        String nacked = ", \"client_status\": \"NACKED\"";
        assertEquals(
                ProxyState.REJECTED,
                kind(dump(config("7233", nacked, route("frontend", WEST))), wanted(0, 100, "frontend")));
        String elsewhere = dump(config("80", nacked), config("7233", "", route("frontend", WEST)));
        assertEquals(ProxyState.CARRIES, kind(elsewhere, wanted(0, 100, "frontend")), "another port's");
    }

    @Test
    void gatewayApiRoutesAreFoundByTheNamesThatIstioGivesThem() throws IOException {
        Wanted front = new Wanted(
                true,
                "temporal-backend",
                "front",
                Set.of("main", "temporal-backend.front.1"),
                Set.of(),
                Map.of(
                        "us-east-1", new Wanted.Destination("temporal-east", true, null),
                        "us-west-2", new Wanted.Destination("temporal-west", true, null)),
                Map.of("us-east-1", 0, "us-west-2", 1));
        String east = "outbound|7233||temporal-east.temporal-backend.svc.cluster.local";
        String west = "outbound|7233||temporal-west.temporal-backend.svc.cluster.local";
        String grouped = "/apis/networking.istio.io/v1/namespaces/temporal-backend/virtual-service/"
                + "istio-ingress~gw~istio-autogenerated-k8s-gateway~http~temporal.example.com";
        String single = virtualService("front-1-istio-autogenerated-k8s-gateway");
        for (String object : new String[] {grouped, single}) {
            String foreign = "outbound|80||web.default.svc.cluster.local";
            for (String name : new String[] {"main", "temporal-backend.front.1"}) {
                String dump = dump(config(
                        "http.80",
                        "",
                        routeOf(object, name, west),
                        routeOf(object, "temporal-backend.front.0", east),
                        routeOf(object, "temporal-backend.front.10", east),
                        routeOf(object, "temporal-backend.other.1", east),
                        routeOf(object, "main", foreign)));
                assertEquals(ProxyState.CARRIES, kind(dump, front), name);
                assertEquals(
                        ProxyState.OLD, kind(dump(config("http.80", "", routeOf(object, name, east))), front), name);
            }
        }
        String notGenerated = dump(config("http.80", "", routeOf(virtualService("front"), "main", west)));
        assertEquals(ProxyState.NO_ROUTE, kind(notGenerated, front));
    }

    @Test
    void ofRulesWithoutANameOnlyTheMovedOnesRoutesCount() throws IOException {
        Wanted named = wanted(0, 100);
        Wanted unnamed = new Wanted(
                false,
                named.namespace(),
                named.name(),
                Set.of(),
                Set.of(),
                named.destinations(),
                named.weights(),
                new Matches(
                        Matches.ofRule(JSON.readTree("{\"route\":[]}")),
                        Matches.ofRule(JSON.readTree(
                                "{\"match\":[{\"uri\":{\"prefix\":\"/api/\"}},{\"uri\":{\"exact\":\"/x\"}},"
                                        + "{\"uri\":{\"regex\":\"/r.*\"}},{\"headers\":{\"canary\":{\"exact\":\"1\"}}},"
                                        + "{\"queryParams\":{\"v\":{\"exact\":\"2\"}}}]}"))));
        String moved = matching("{\"prefix\":\"/\"}", WEST);
        for (String other : new String[] {
            "{\"prefix\":\"/api/\"}",
            "{\"path\":\"/x\"}",
            "{\"safe_regex\":{\"regex\":\"/r.*\"}}",
            "{\"prefix\":\"/\",\"headers\":[{\"name\":\"canary\",\"string_match\":{\"exact\":\"1\"}}]}",
            "{\"prefix\":\"/\",\"query_parameters\":[{\"name\":\"v\",\"string_match\":{\"exact\":\"2\"}}]}"
        }) {
            for (String elsewhere :
                    new String[] {EAST, "outbound|7243||temporal-web.temporal-backend.svc.cluster.local"}) {
                String dump = dump(config("7233", "", moved, matching(other, elsewhere)));
                assertEquals(ProxyState.CARRIES, kind(dump, unnamed), other);
            }
            assertEquals(
                    ProxyState.NO_ROUTE, kind(dump(config("7233", "", matching(other, WEST))), unnamed), "not moved");
        }
        String unknown = dump(config("7233", "", moved, matching("{\"prefix\":\"/new/\"}", EAST)));
        assertEquals(ProxyState.OLD, kind(unknown, unnamed), "of no other rule, so it may be the moved one's");
        String old = dump(config("7233", "", matching("{\"prefix\":\"/\"}", EAST)));
        assertEquals(ProxyState.OLD, kind(old, unnamed));
    }

    private static String matching(String match, String cluster) {
        return route("", cluster).replace("{\"prefix\": \"/\", \"case_sensitive\": true}", match);
    }

    @Test
    void aSubsetIsPartOfADestination() throws IOException {
        Wanted subsets = new Wanted(
                false,
                "temporal-backend",
                "temporal-frontend",
                Set.of(),
                Set.of(),
                Map.of(
                        "us-east-1", new Wanted.Destination("temporal-frontend.temporal-backend.svc", true, "east"),
                        "us-west-2", new Wanted.Destination("temporal-frontend.temporal-backend.svc", true, "west")),
                Map.of("us-east-1", 30, "us-west-2", 70));
        String host = "temporal-frontend.temporal-backend.svc.cluster.local";
        assertEquals(
                ProxyState.CARRIES,
                kind(
                        dump(config(
                                "7233",
                                "",
                                route("", "outbound|7233|east|" + host, 3, "outbound|7233|west|" + host, 7))),
                        subsets));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"configs\":{}}",
                "{\"configs\":[1]}",
                "{\"configs\":[",
                "{\"configs\":[{\"route_config\":[]}]}",
                "{\"configs\":[{\"route_config\":{\"virtual_hosts\":[{\"routes\":{}}]}}]}",
                "{\"configs\":[{\"error_state\":7}]}",
                "{} trailing",
                "{}{}",
                "<html>not found</html>",
                "dynamic_route_configs not found in config dump",
            })
    void whatIsNoDumpIsAnErrorAndNeverAnAnswer(String body) {
        assertThrows(IOException.class, () -> read(body, wanted(0, 100, "frontend")));
    }

    @Test
    void aDumpThatIsCutAnywhereIsAnError() {
        String whole = dump(config("7233", "", route("frontend", WEST))).stripTrailing();
        for (int i = 0; i < whole.length(); i++) {
            String cut = whole.substring(0, i);
            assertThrows(IOException.class, () -> read(cut, wanted(0, 100, "frontend")));
        }
    }

    @Test
    void nestingWithoutEndIsAnError() {
        String deep = "{\"configs\":[{\"x\":" + "[".repeat(100_000);
        assertThrows(IOException.class, () -> read(deep, wanted(0, 100, "frontend")));
        String inRoute =
                "{\"configs\":[{\"route_config\":{\"virtual_hosts\":[{\"routes\":[{\"match\":" + "[".repeat(100_000);
        assertThrows(IOException.class, () -> read(inRoute, wanted(0, 100, "frontend")));
    }

    @Test
    void aStringOfFifteenMegabytesIsSkippedOrAnErrorAndNeverInMemory() throws IOException {
        String huge = "x".repeat(15 << 20);
        String whole = dump(config("7233", "", route("frontend", WEST)));
        for (String beside : new String[] {"\"match\"", "\"decorator\"", "\"" + "n".repeat(100) + "\""}) {
            String skipped = whole.replace("\"route\"", beside + ":\"" + huge + "\",\"route\"");
            assertEquals(ProxyState.CARRIES, kind(skipped, wanted(0, 100, "frontend")));
        }
        assertThrows(IOException.class, () -> read(whole.replace(WEST, huge), wanted(0, 100, "frontend")));
        assertThrows(IOException.class, () -> read(whole.replace("\"7233\"", "\"" + huge + "\""), wanted(0, 100)));
        assertThrows(IOException.class, () -> read("{\"" + huge + "\":1}", wanted(0, 100)));
    }

    @Test
    void aRouteOfMillionsOfDestinationsIsAnError() {
        StringBuilder many =
                new StringBuilder("{\"configs\":[{\"route_config\":{\"virtual_hosts\":[{\"routes\":[{\"route\":"
                        + "{\"weighted_clusters\":{\"clusters\":[");
        many.append("{\"name\":\"a\",\"weight\":1},".repeat(200_000)).append("{}]}}}]}]}}]}");
        assertThrows(IOException.class, () -> read(many.toString(), wanted(0, 100, "frontend")));
    }

    @Test
    void weightsBeyondAllBoundsAreSharesAllTheSame() throws IOException {
        for (String most : new String[] {"9223372036854775807", "1e300", "99999999999999999999999999"}) {
            String dump = dump(config(
                    "7233", "", route("frontend", EAST, 1, WEST, 1).replace("\"weight\": 1", "\"weight\": " + most)));
            ProxyAnswer answer = read(dump, wanted(50, 50, "frontend"));
            answer.shares().values().forEach(share -> assertTrue(share >= 0 && share <= 1, answer.toString()));
        }
    }

    @Test
    void oddTypesWithinARouteAreNoDestination() throws IOException {
        String odd = route("frontend", WEST).replace("\"" + WEST + "\"", "{\"a\":1}");
        assertEquals(ProxyState.OLD, kind(dump(config("7233", "", odd)), wanted(0, 100, "frontend")));
        String negative = dump(config("7233", "", route("frontend", EAST, -100, WEST, 100)));
        assertEquals(ProxyState.CARRIES, kind(negative, wanted(0, 100, "frontend")));
        String nulls = dump(config(
                "7233", ", \"error_state\": {}, \"client_status\": {\"a\": 1}", route("frontend", WEST, "null")));
        assertEquals(ProxyState.REJECTED, kind(nulls, wanted(0, 100, "frontend")));
        assertEquals(
                ProxyState.CARRIES,
                kind(
                        dump(config("7233", "", route("frontend", WEST)).replace("\"7233\"", "{\"a\":[]}")),
                        wanted(0, 100)));
    }
}
