package dev.temporalfailover.traffic.istio;

import static dev.temporalfailover.traffic.istio.Cluster.ID;
import static dev.temporalfailover.traffic.istio.Cluster.OBJECT;
import static dev.temporalfailover.traffic.istio.Cluster.TO_EAST;
import static dev.temporalfailover.traffic.istio.Cluster.TO_WEST;
import static dev.temporalfailover.traffic.istio.Cluster.frontend;
import static dev.temporalfailover.traffic.istio.Cluster.pair;
import static dev.temporalfailover.traffic.istio.Cluster.settings;
import static dev.temporalfailover.traffic.istio.Cluster.step;
import static dev.temporalfailover.traffic.istio.Cluster.untouched;
import static dev.temporalfailover.traffic.istio.Cluster.virtualService;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights moved by one patch, on a strict API server. */
class IstioSwitchTest {
    private final Cluster cluster = new Cluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void movesTheWeightsAndLeavesEverythingElseAsItWas() {
        cluster.put("{\"hosts\":[\"a\"],\"gateways\":[\"mesh\"],\"http\":[{\"name\":\"frontend\",\"timeout\":\"0s\","
                + "\"match\":[{\"uri\":{\"prefix\":\"/temporal.\"}}],\"route\":" + pair(100, 0) + "}]}");
        JsonNode before = cluster.live();
        IstioSwitch routes = cluster.open(frontend());
        RouteReading route = routes.read().get(0);
        assertEquals(new RouteReading(ID, RouteState.OWNED, TO_EAST, 0, "not owned yet, to be adopted"), route);

        Step step = step(route, TO_WEST, 7);
        assertEquals(StepOutcome.StepResult.APPLIED, routes.apply(step).kind());

        JsonNode after = cluster.live();
        assertEquals(untouched(before).toString(), untouched(after).toString());
        assertEquals(0, after.at("/spec/http/0/route/0/weight").asInt(-1));
        assertEquals(100, after.at("/spec/http/0/route/1/weight").asInt(-1));
        assertEquals(
                "7",
                after.at("/metadata/annotations/temporal-failover.dev~1epoch").asText());
        assertEquals(
                "us-east-1=0,us-west-2=100",
                after.at("/metadata/annotations/temporal-failover.dev~1weights").asText());
        assertEquals(Verification.Effectiveness.EFFECTIVE, routes.verify(step).state());
        assertEquals(
                new RouteReading(ID, RouteState.OWNED, TO_WEST, 7, ""),
                routes.read().get(0));
    }

    private Step under(Claim claim, Map<String, Integer> weights, IstioSwitch routes) {
        EpochRecord says = step(routes.read().get(0), weights, claim.epoch()).record();
        return Step.route(routes.read().get(0), claim, says);
    }

    @Test
    void aTakeoverIsMarkedBesideTheEpochAndIsOlderThanTheNextOne() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        IstioSwitch routes = cluster.open(frontend());
        assertTrue(routes.apply(step(routes.read().get(0), TO_EAST, 7)).applied());
        Step takeover = under(Claim.takeover(7, "us-west-2"), TO_WEST, routes);
        Step stale = under(Claim.takeover(6, "us-west-2"), TO_WEST, routes);
        assertEquals(StepOutcome.StepResult.LOST_RACE, routes.apply(stale).kind());
        assertTrue(routes.apply(takeover).applied());
        assertEquals(Claim.takeover(7, "us-west-2"), routes.read().get(0).claim());
        assertEquals(RouteState.OWNED, routes.read().get(0).state());
        assertEquals(
                Verification.Effectiveness.EFFECTIVE, routes.verify(takeover).state());
        assertEquals(StepOutcome.StepResult.LOST_RACE, routes.apply(takeover).kind(), "nor twice");

        assertTrue(routes.apply(step(routes.read().get(0), TO_WEST, 8)).applied());
        assertEquals(Claim.of(8), routes.read().get(0).claim());
        assertTrue(cluster.live()
                .at("/metadata/annotations/temporal-failover.dev~1takeover")
                .isMissingNode());
        assertEquals(Verification.Effectiveness.NOT_YET, routes.verify(takeover).state());
    }

    @Test
    void onlyATakeoverThatWasReadIsTakenBackToItsEpoch() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        IstioSwitch routes = cluster.open(frontend());
        assertTrue(routes.apply(step(routes.read().get(0), TO_EAST, 7)).applied());
        Step unaware = step(routes.read().get(0), TO_EAST, 7);
        assertTrue(routes.apply(under(Claim.takeover(7, "us-west-2"), TO_WEST, routes))
                .applied());
        assertEquals(StepOutcome.StepResult.LOST_RACE, routes.apply(unaware).kind());
        assertTrue(routes.apply(under(Claim.of(7), TO_EAST, routes)).applied());
        assertEquals(
                new RouteReading(ID, RouteState.OWNED, TO_EAST, 7, ""),
                routes.read().get(0));
    }

    @Test
    void keepsTheAnnotationsOfOthers() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        cluster.api.edit(OBJECT, "kubectl", "{\"metadata\":{\"annotations\":{\"team/owner\":\"a~b\"}}}");
        IstioSwitch routes = cluster.open(frontend());
        assertTrue(routes.apply(step(routes.read().get(0), TO_WEST, 2)).applied());
        assertEquals(
                "a~b", cluster.live().at("/metadata/annotations/team~1owner").asText());
        assertEquals(
                "2",
                cluster.live()
                        .at("/metadata/annotations/temporal-failover.dev~1epoch")
                        .asText());
    }

    @Test
    void printsTheExactPatch() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        IstioSwitch routes = cluster.open(frontend());
        Step step = step(routes.read().get(0), TO_WEST, 7);
        String printed = routes.render(step);
        routes.read();
        assertEquals(printed, routes.render(step));
        String version = cluster.live().at("/metadata/resourceVersion").asText();
        String expected = """
                PATCH /apis/networking.istio.io/v1/namespaces/temporal-backend/virtualservices/temporal-frontend?fieldManager=temporal-failover
                test /metadata/resourceVersion "%s"
                test /spec/http/0/route/0/destination/host "temporal-frontend.temporal-backend.svc.cluster.local"
                test /spec/http/0/route/0/weight 100
                test /spec/http/0/route/1/destination/host "temporal-frontend.us-west-2.example.com"
                test /spec/http/0/route/1/weight 0
                add /spec/http/0/route/0/weight 0
                add /spec/http/0/route/1/weight 100
                add /metadata/annotations {"temporal-failover.dev/epoch":"7","temporal-failover.dev/weights":"us-east-1=0,us-west-2=100"}
                """.formatted(version);
        assertEquals(expected, Patches.compact(printed));
        routes.apply(step);
        String sent = cluster.api.calls().stream()
                .filter(call -> call.method().equals("PATCH"))
                .findFirst()
                .orElseThrow()
                .body();
        assertEquals(Patches.tree(printed), Patches.json(sent));
    }

    @Test
    void aWeightThatIsAbsentCountsAsZeroInIstioAndIsAdded() {
        cluster.put("{\"http\":[{\"route\":[{\"destination\":{\"host\":\"" + Cluster.EAST
                + "\"},\"weight\":100},{\"destination\":{\"host\":\"" + Cluster.WEST + "\"}}]}]}");
        IstioSwitch routes = cluster.open(frontend());
        RouteReading route = routes.read().get(0);
        assertEquals(TO_EAST, route.weights());
        assertTrue(routes.apply(step(route, TO_WEST, 1)).applied());
        assertEquals(100, cluster.live().at("/spec/http/0/route/1/weight").asInt(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "tcp"})
    void movesConnectionRoutesToo(String protocol) {
        cluster.put("{\"" + protocol + "\":[{\"match\":[{\"port\":7233}],\"route\":" + pair(100, 0) + "}]}");
        IstioSwitch routes = cluster.open(frontend());
        assertTrue(routes.apply(step(routes.read().get(0), TO_WEST, 1)).applied());
        assertEquals(
                100,
                cluster.live().at("/spec/" + protocol + "/0/route/1/weight").asInt(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_ROUTE", "GRPC_ROUTE"})
    void movesGatewayApiRoutesWhoseAbsentWeightIsOne(String name) {
        RouteKind kind = RouteKind.valueOf(name);
        String path = "/apis/gateway.networking.k8s.io/v1/namespaces/temporal-backend/"
                + (kind == RouteKind.HTTP_ROUTE ? "httproutes" : "grpcroutes") + "/front";
        cluster.api.put(path, """
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"%s","metadata":{"name":"front","namespace":"temporal-backend"},
                 "spec":{"parentRefs":[{"name":"gw"}],"rules":[{"name":"other","backendRefs":[{"name":"x","port":1}]},
                 {"name":"main","backendRefs":[{"name":"temporal-east","port":7233},{"name":"temporal-west","port":7233,"weight":0}]}]}}""".formatted(kind.kubernetes()));
        JsonNode before = cluster.api.get(path).orElseThrow();
        IstioSwitch routes = cluster.open(settings(kind, "front", null, "main", true));
        RouteReading route = routes.read().get(0);
        assertEquals(Map.of("us-east-1", 1, "us-west-2", 0), route.weights());
        var million = Map.of("us-east-1", 0, "us-west-2", 1_000_000);
        assertTrue(routes.apply(step(route, million, 1)).applied());
        JsonNode after = cluster.api.get(path).orElseThrow();
        assertEquals(1_000_000, after.at("/spec/rules/1/backendRefs/1/weight").asInt());
        assertEquals(untouched(before), untouched(after));
        assertEquals(RouteState.OWNED, routes.read().get(0).state());
    }

    @Test
    void aSelectorMovesEachOfItsObjectsByItself() {
        for (String name : List.of("b", "a")) {
            cluster.api.put(Cluster.VS + name, virtualService(name, "{\"http\":[{\"route\":" + pair(100, 0) + "}]}"));
        }
        cluster.api.put(
                Cluster.VS + "c",
                virtualService("c", "{\"http\":[{\"route\":" + pair(100, 0) + "}]}")
                        .replace("\"app\":\"temporal\"", "\"app\":\"x\""));
        IstioSwitch routes = cluster.open(settings(RouteKind.VIRTUAL_SERVICE, null, "app=temporal", null, true));
        List<RouteReading> found = routes.read();
        assertEquals(
                List.of("VirtualService temporal-backend/a", "VirtualService temporal-backend/b"),
                found.stream().map(RouteReading::id).toList());
        for (RouteReading route : found) {
            assertTrue(routes.apply(step(route, TO_WEST, 1)).applied());
        }
        assertEquals(
                100,
                cluster.api
                        .get(Cluster.VS + "b")
                        .orElseThrow()
                        .at("/spec/http/0/route/1/weight")
                        .asInt());
        assertEquals(
                0,
                cluster.api
                        .get(Cluster.VS + "c")
                        .orElseThrow()
                        .at("/spec/http/0/route/1/weight")
                        .asInt());
    }

    @Test
    void readsFromTheWatchAndIsWokenByASecondWriter() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        IstioSwitch routes = cluster.open(frontend());
        assertTrue(routes.apply(step(routes.read().get(0), TO_WEST, 3)).applied());
        routes.start();
        await().until(() -> readsWithoutCall(routes));
        int calls = cluster.api.calls().size();
        for (int i = 0; i < 50; i++) {
            assertEquals(RouteState.OWNED, routes.read().get(0).state());
        }
        assertEquals(calls, cluster.api.calls().size());
        int seen = cluster.changes.get();
        cluster.api.edit(OBJECT, "argocd-controller", "{\"spec\":{\"http\":[{\"route\":" + pair(100, 0) + "}]}}");
        await().until(() -> cluster.changes.get() > seen);
        cluster.later(1);
        RouteReading foreign = routes.read().get(0);
        assertEquals(RouteState.FOREIGN, foreign.state());
        assertTrue(foreign.detail().contains("argocd-controller (Update, "), foreign.detail());
        assertTrue(foreign.detail().contains("epoch 3 wrote us-east-1=0,us-west-2=100"), foreign.detail());
    }

    private boolean readsWithoutCall(IstioSwitch routes) {
        int before = cluster.api.calls().size();
        routes.read();
        return cluster.api.calls().size() == before;
    }
}
