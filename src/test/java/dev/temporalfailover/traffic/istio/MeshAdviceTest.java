package dev.temporalfailover.traffic.istio;

import static dev.temporalfailover.traffic.istio.Cluster.EAST;
import static dev.temporalfailover.traffic.istio.Cluster.WEST;
import static dev.temporalfailover.traffic.istio.Cluster.frontend;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeshAdviceTest {
    private static final String RULES = "/apis/networking.istio.io/v1/namespaces/temporal-backend/destinationrules/";
    private final Cluster cluster = new Cluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    private void rule(String name, String host, String policy) {
        cluster.api.put(
                RULES + name,
                "{\"apiVersion\":\"networking.istio.io/v1\",\"kind\":\"DestinationRule\",\"metadata\":{\"name\":\""
                        + name + "\",\"namespace\":\"temporal-backend\"},\"spec\":{\"host\":\"" + host + "\"" + policy
                        + "}}");
    }

    @Test
    void nothingIsSaidAboutAMeshInOrder() {
        String good =
                ",\"trafficPolicy\":{\"outlierDetection\":{\"consecutive5xxErrors\":3,\"maxEjectionPercent\":100}}";
        rule("east", "temporal-frontend", good);
        rule("west", WEST, good);
        assertEquals(List.of(), cluster.open(frontend()).advice());
    }

    @Test
    void saysWhatIsMissing() {
        rule(
                "east",
                EAST,
                ",\"trafficPolicy\":{\"circuitBreaker\":{\"x\":1},\"outlierDetection\":{\"consecutiveErrors\":3}}");
        cluster.api.put("/api/v1/namespaces/temporal-backend/services/temporal-frontend", """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"temporal-frontend","namespace":"temporal-backend"},
                 "spec":{"ports":[{"name":"grpc-rpc","port":7233,"appProtocol":"tcp"}]}}""");
        List<String> lines = cluster.open(frontend()).advice();
        String rule = "DestinationRule temporal-backend/east (" + EAST + ")";
        assertEquals(
                List.of(
                        rule + " sets no outlierDetection.consecutive5xxErrors: consecutiveErrors is deprecated",
                        rule + " sets no outlierDetection.maxEjectionPercent: the default ejects at most 10 %",
                        rule
                                + " uses circuitBreaker, which Istio no longer supports: use connectionPool and outlierDetection",
                        "Service temporal-backend/temporal-frontend port grpc-rpc has appProtocol tcp, so Istio balances"
                                + " connections, not calls: set it to grpc",
                        "no DestinationRule for " + WEST + ": without outlierDetection a dead endpoint is not ejected"),
                lines);
    }

    @Test
    void aRuleWithoutOutlierDetectionIsNamed() {
        rule("all", "*.example.com", "");
        assertTrue(cluster.open(frontend())
                .advice()
                .contains("DestinationRule temporal-backend/all (" + WEST
                        + ") has no trafficPolicy.outlierDetection: a dead endpoint is not ejected"));
    }

    @Test
    void anApiServerThatIsAwayCostsOneCallEveryFiveMinutes() {
        IstioSwitch routes = cluster.open(frontend());
        cluster.api.cut();
        List<String> lines = routes.advice();
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).startsWith("the mesh could not be checked"), lines.toString());
        cluster.api.restore();
        cluster.later(299);
        assertEquals(lines, routes.advice());
        cluster.later(1);
        assertEquals(2, routes.advice().size());
    }
}
