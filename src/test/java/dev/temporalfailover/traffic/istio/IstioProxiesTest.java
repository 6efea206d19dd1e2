package dev.temporalfailover.traffic.istio;

import static dev.temporalfailover.traffic.istio.Cluster.ID;
import static dev.temporalfailover.traffic.istio.Cluster.OBJECT;
import static dev.temporalfailover.traffic.istio.Cluster.TO_WEST;
import static dev.temporalfailover.traffic.istio.Cluster.frontend;
import static dev.temporalfailover.traffic.istio.Cluster.pair;
import static dev.temporalfailover.traffic.istio.Cluster.settings;
import static dev.temporalfailover.traffic.istio.Cluster.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.emulator.envoy.Dumps;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A written route and what one Envoy says that it carries. */
class IstioProxiesTest {
    private static final String EAST = "outbound|7233||" + Cluster.EAST;
    private static final String WEST = "outbound|7233||" + Cluster.WEST;

    private final Cluster cluster = new Cluster();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String dump = "{}";
    private HttpServer envoy;
    private MeshSettings mesh;

    @BeforeEach
    void start() throws IOException {
        envoy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        envoy.createContext("/config_dump", exchange -> {
            asked.incrementAndGet();
            byte[] body = dump.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        envoy.start();
        URI admin = URI.create("http://127.0.0.1:" + envoy.getAddress().getPort());
        mesh = new MeshSettings(List.of(new MeshSettings.Proxy("sidecar", admin)), List.of(), Duration.ofSeconds(60));
    }

    @AfterEach
    void close() {
        cluster.close();
        envoy.stop(0);
    }

    private static String routes(String... routes) {
        return Dumps.dump(Dumps.config("7233", "", routes), Dumps.config("http.7233", "", routes));
    }

    @Test
    void aPatchThatProxiesDoNotFollowIsNotEffectiveUntilTheyDo() {
        cluster.put("{\"http\":[{\"name\":\"frontend\",\"route\":" + pair(100, 0) + "}]}");
        dump = routes(Dumps.route("frontend", EAST));
        IstioSwitch routes = cluster.open(mesh, frontend());
        Step step = step(routes.read().get(0), TO_WEST, 7);
        assertTrue(routes.apply(step).applied());
        assertEquals(0, asked.get(), "a write waits for no proxy");

        Verification old = routes.verify(step);
        assertEquals(Effectiveness.NOT_YET, old.state());
        assertTrue(old.detail().startsWith("proxy sidecar 2 of 2 routes differ: 7233/frontend has"), old.detail());
        assertEquals(Map.of("us-east-1", 1.0, "us-west-2", 0.0), old.shares());

        dump = routes(Dumps.route("frontend", WEST));
        Verification now = routes.verify(step);
        assertEquals(Effectiveness.EFFECTIVE, now.state());
        assertEquals("the object and 1 of 1 proxies carry it", now.detail());
        assertEquals(Map.of("us-east-1", 0.0, "us-west-2", 1.0), now.shares());
        assertEquals(2, asked.get());
    }

    @Test
    void aWrongObjectIsToldWithoutAskingProxies() {
        cluster.put("{\"http\":[{\"name\":\"frontend\",\"route\":" + pair(100, 0) + "}]}");
        dump = routes(Dumps.route("frontend", WEST));
        IstioSwitch routes = cluster.open(mesh, frontend());
        Step step = step(routes.read().get(0), TO_WEST, 7);
        assertTrue(routes.apply(step).applied());
        cluster.api.edit(
                OBJECT, "kubectl", "{\"spec\":{\"http\":[{\"name\":\"frontend\",\"route\":" + pair(50, 50) + "}]}}");
        assertEquals(Effectiveness.NOT_YET, routes.verify(step).state());
        assertEquals(0, asked.get());
    }

    @Test
    void routesBesideTheMovedOneAreTheirOwners() {
        String health = "{\"name\":\"health\",\"match\":[{\"uri\":{\"prefix\":\"/h\"}}],"
                + "\"route\":[{\"destination\":{\"host\":\"" + Cluster.EAST + "\"}}]}";
        cluster.put("{\"http\":[" + health + ",{\"route\":" + pair(100, 0) + "}]}");
        dump = routes(Dumps.route("health", EAST), Dumps.route("", WEST));
        IstioSwitch routes = cluster.open(mesh, frontend());
        Step step = step(routes.read().get(0), TO_WEST, 7);
        assertTrue(routes.apply(step).applied());
        Verification answer = routes.verify(step);
        assertEquals(Effectiveness.EFFECTIVE, answer.state(), answer.detail());
    }

    @Test
    void aShortHostIsAServiceOfTheObjectsNamespaceWhateverTheClustersDomain() {
        RouteSettings shorthand = new RouteSettings(
                RouteKind.VIRTUAL_SERVICE,
                "temporal-backend",
                Optional.of("temporal-frontend"),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "us-east-1", new RouteSettings.RouteDestination("temporal-frontend", Optional.of("east")),
                        "us-west-2", new RouteSettings.RouteDestination("temporal-frontend", Optional.of("west"))),
                true,
                Optional.empty());
        cluster.put(
                "{\"http\":[{\"route\":[{\"destination\":{\"host\":\"temporal-frontend\",\"subset\":\"east\"},\"weight\":100},"
                        + "{\"destination\":{\"host\":\"temporal-frontend\",\"subset\":\"west\"},\"weight\":0}]}]}");
        dump = routes(Dumps.route("", "outbound|7233|west|temporal-frontend.temporal-backend.svc.example.internal"));
        IstioSwitch routes = cluster.open(mesh, shorthand);
        Step step = step(routes.read().get(0), TO_WEST, 7);
        assertTrue(routes.apply(step).applied());
        Verification answer = routes.verify(step);
        assertEquals(Effectiveness.EFFECTIVE, answer.state(), answer.detail());
    }

    @Test
    void connectionRoutesAreVerifiedByTheObjectAlone() {
        cluster.put("{\"tcp\":[{\"match\":[{\"port\":7233}],\"route\":" + pair(100, 0) + "}]}");
        IstioSwitch routes = cluster.open(mesh, frontend());
        Step step = step(routes.read().get(0), TO_WEST, 7);
        assertTrue(routes.apply(step).applied());
        Verification answer = routes.verify(step);
        assertEquals(Effectiveness.EFFECTIVE, answer.state());
        assertTrue(answer.detail().endsWith("no proxy was asked"), answer.detail());
        assertEquals(0, asked.get());
    }

    @Test
    void aGatewayApiRouteIsFoundByItsRule() {
        cluster.api.put("/apis/gateway.networking.k8s.io/v1/namespaces/temporal-backend/grpcroutes/front", """
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"GRPCRoute","metadata":{"name":"front","namespace":"temporal-backend"},
                 "spec":{"parentRefs":[{"name":"gw"}],"rules":[{"backendRefs":[{"name":"x","port":1}]},
                 {"backendRefs":[{"name":"temporal-east","port":7233,"weight":1},{"name":"temporal-west","port":7233,"weight":0}]}]}}""");
        IstioSwitch routes = cluster.open(mesh, settings(RouteKind.GRPC_ROUTE, "front", null, null, true));
        RouteReading route = routes.read().get(0);
        Step step = step(route, Map.of("us-east-1", 0, "us-west-2", 1), 7);
        assertTrue(routes.apply(step).applied());
        String object = "/apis/networking.istio.io/v1/namespaces/temporal-backend/virtual-service/"
                + "istio-ingress~gw~istio-autogenerated-k8s-gateway~grpc~temporal.example.com";
        String service = ".temporal-backend.svc.cluster.local";
        String other = Dumps.routeOf(object, "temporal-backend.front.0", "outbound|1||x" + service);
        dump = routes(
                other, Dumps.routeOf(object, "temporal-backend.front.1", "outbound|7233||temporal-east" + service));
        assertEquals(Effectiveness.NOT_YET, routes.verify(step).state());
        dump = routes(
                other, Dumps.routeOf(object, "temporal-backend.front.1", "outbound|7233||temporal-west" + service));
        Verification answer = routes.verify(step);
        assertEquals(Effectiveness.EFFECTIVE, answer.state(), answer.detail());
    }

    @Test
    void aRouteThatWasFoundAtTakeOverIsVerifiedAsItStands() {
        cluster.put("{\"http\":[{\"name\":\"frontend\",\"route\":" + pair(100, 0) + "}]}");
        IstioSwitch writer = cluster.open(frontend());
        assertTrue(writer.apply(step(writer.read().get(0), TO_WEST, 7)).applied());
        dump = routes(Dumps.route("frontend", EAST));
        IstioSwitch next = cluster.open(mesh, frontend());
        RouteReading found = next.read().get(0);
        assertEquals(new RouteReading(ID, RouteReading.RouteState.OWNED, TO_WEST, 7, ""), found);
        assertEquals(
                Effectiveness.NOT_YET,
                next.verify(step(found, found.weights(), 7)).state());
        dump = routes(Dumps.route("frontend", WEST));
        assertEquals(
                Effectiveness.EFFECTIVE,
                next.verify(step(found, found.weights(), 7)).state());
    }
}
