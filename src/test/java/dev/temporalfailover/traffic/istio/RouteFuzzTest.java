package dev.temporalfailover.traffic.istio;

import static dev.temporalfailover.traffic.istio.Cluster.pair;
import static dev.temporalfailover.traffic.istio.Cluster.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects with our marks, the takeover's too, read as an API server would hand them over. */
class RouteFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA =
            "\"metadata\":{\"name\":\"temporal-frontend\",\"resourceVersion\":\"9\",\"annotations\":{\""
                    + RouteMarks.EPOCH + "\":\"7\",\"" + RouteMarks.WEIGHTS + "\":\"us-east-1=100,us-west-2=0\",\""
                    + RouteMarks.TAKEOVER
                    + "\":\"us-east-1\"},\"managedFields\":[{\"manager\":\"argo\",\"operation\":\"Apply\","
                    + "\"time\":\"2026-11-22T01:02:03Z\",\"fieldsV1\":{\"f:spec\":{}}}]}";
    private static final String ISTIO = "{" + METADATA + ",\"spec\":{\"http\":[{\"name\":\"f\",\"route\":"
            + pair(100, 0) + "}],\"tcp\":[{\"route\":" + pair(100, 0) + "}]}}";
    private static final String GATEWAY = "{" + METADATA + ",\"spec\":{\"rules\":[{\"name\":\"main\",\"backendRefs\":["
            + "{\"name\":\"temporal-east\",\"weight\":100},{\"name\":\"temporal-west\",\"weight\":0}]}]}}";

    @Test
    void virtualServices() {
        fuzz("virtual-service", ISTIO, settings(RouteKind.VIRTUAL_SERVICE, "temporal-frontend", null, null, true));
    }

    @Test
    void gatewayRoutes() {
        fuzz("gateway-route", GATEWAY, settings(RouteKind.HTTP_ROUTE, "temporal-frontend", null, null, true));
    }

    private static void fuzz(String name, String seed, RouteSettings settings) {
        Fuzz.texts(name, List.of(seed), input -> {
            JsonNode object;
            try {
                object = JSON.readTree(Fuzz.text(input));
            } catch (JsonProcessingException notJson) {
                return false;
            }
            RouteDocument document = RouteDocument.of(settings, object);
            RouteReading reading = document.reading("temporal-failover");
            assertEquals(Line.of(reading.detail(), 500), reading.detail());
            assertEquals(Line.of(reading.id(), 500), reading.id());
            assertTrue(reading.weights().values().stream().allMatch(weight -> weight >= 0));
            if (reading.state() == RouteState.OWNED) {
                Map<String, Integer> weights = reading.weights();
                RoutePatch.of(document, Cluster.step(reading, weights, 8)).pretty();
                ProxyRoutes.wanted(document, weights);
            }
            return reading.state() == RouteState.OWNED;
        });
    }
}
