package dev.temporalfailover.emulator.regions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.emulator.regions.KubernetesRegion.Route;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a writer that relies on compare-and-swap must find here as on a real API server. */
class KubernetesRegionTest {
    private static final String ROUTES = "/apis/networking.istio.io/v1/namespaces/temporal-backend/virtualservices";
    private static final String ROUTE = ROUTES + "/temporal-frontend";
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/temporal-failover/leases";
    private static final String MOVE = "{\"op\":\"replace\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":0},"
            + "{\"op\":\"replace\",\"path\":\"/spec/http/0/route/1/weight\",\"value\":100}";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private KubernetesRegion region;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> hosts = new LinkedHashMap<>();
        hosts.put("us-east-1", "east.example.com");
        hosts.put("us-west-2", "west.example.com");
        region = new KubernetesRegion("us-east-1", hosts);
        region.start();
    }

    @AfterEach
    void stop() {
        region.close();
    }

    @Test
    void startsWithAllTrafficInTheFirstRegion() {
        assertEquals(new Route(Map.of("us-east-1", 100, "us-west-2", 0), 2), region.route());
        assertEquals(2, region.destinationRules());
    }

    @Test
    void aPatchWhoseTestFailsIsInvalidAndChangesNothing() throws Exception {
        for (String test : List.of(
                "{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"999\"}",
                "{\"op\":\"test\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":50}",
                "{\"op\":\"test\",\"path\":\"/metadata/annotations/nothing\",\"value\":\"1\"}")) {
            Answer answer = patch("[" + test + "," + MOVE + "]");
            assertEquals(422, answer.code(), test);
            assertEquals("Invalid", answer.body().path("reason").asText());
        }
        assertEquals(100, region.route().weights().get("us-east-1"));
    }

    @Test
    void aPatchWhoseTestHoldsMovesTheWeightsAndANewVersionAppears() throws Exception {
        String version = version();
        Answer answer = patch("[{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"" + version + "\"},"
                + MOVE + "]");
        assertEquals(200, answer.code());
        assertEquals(new Route(Map.of("us-east-1", 0, "us-west-2", 100), 2), region.route());
        assertTrue(!version.equals(version()));
    }

    @Test
    void ofManyPatchesThatTestTheSameVersionOneWins() throws Exception {
        String patch = "[{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"" + version() + "\"},"
                + MOVE + "]";
        List<CompletableFuture<HttpResponse<String>>> sent = new java.util.ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(http.sendAsync(
                    request("PATCH", ROUTE, "application/json-patch+json", patch),
                    HttpResponse.BodyHandlers.ofString()));
        }
        long won = sent.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() == 200)
                .count();
        assertEquals(1, won);
    }

    @Test
    void aPatchIntoAnAbsentParentIsInvalidAsOnARealServer() throws Exception {
        assertEquals(
                422,
                patch("[{\"op\":\"add\",\"path\":\"/metadata/annotations/a\",\"value\":\"1\"}]")
                        .code());
        assertEquals(
                422,
                patch("[{\"op\":\"replace\",\"path\":\"/spec/http/7/route/0/weight\",\"value\":0}]")
                        .code());
    }

    @Test
    void garbageIsABadRequest() throws Exception {
        assertEquals(400, patch("garbage").code());
        assertEquals(400, patch("[{\"op\":\"fly\"}]").code());
    }

    @Test
    void weightsThatSendTrafficNowhereAreRefusedAsByIstio() throws Exception {
        Answer answer = patch("[{\"op\":\"replace\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":0}]");
        assertEquals(400, answer.code());
        assertTrue(answer.body().path("message").asText().contains("total destination weight = 0"));
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertEquals(404, call("GET", ROUTES + "/none", "application/json", "").code());
        Answer answer = call("PATCH", ROUTES + "/none", "application/json-patch+json", "[]");
        assertEquals(404, answer.code());
        assertEquals("NotFound", answer.body().path("reason").asText());
    }

    @Test
    void aLeaseIsCreatedOnceAndUpdatedOnlyAtItsVersion() throws Exception {
        Answer created = call("POST", LEASES, "application/json", lease(""));
        assertEquals(201, created.code());
        assertEquals(
                "AlreadyExists",
                call("POST", LEASES, "application/json", lease(""))
                        .body()
                        .path("reason")
                        .asText());
        Answer stale = call("PUT", LEASES + "/l", "application/json", lease("\"resourceVersion\":\"99\","));
        assertEquals(409, stale.code());
        assertEquals("Conflict", stale.body().path("reason").asText());
        String version = created.body().path("metadata").path("resourceVersion").asText();
        assertEquals(
                200,
                call("PUT", LEASES + "/l", "application/json", lease("\"resourceVersion\":\"" + version + "\","))
                        .code());
    }

    @Test
    void everyWriteOfTheRouteIsTold() throws Exception {
        List<Route> seen = new CopyOnWriteArrayList<>();
        region.onRoute(seen::add);
        patch("[" + MOVE + "]");
        patch("[{\"op\":\"test\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":100}]");
        assertEquals(List.of(new Route(Map.of("us-east-1", 0, "us-west-2", 100), 2)), seen);
    }

    private String version() throws Exception {
        return call("GET", ROUTE, "application/json", "")
                .body()
                .path("metadata")
                .path("resourceVersion")
                .asText();
    }

    private Answer patch(String body) throws Exception {
        return call("PATCH", ROUTE, "application/json-patch+json", body);
    }

    private Answer call(String method, String path, String type, String body) throws Exception {
        HttpResponse<String> answer =
                http.send(request(method, path, type, body), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), json.readTree(answer.body()));
    }

    private HttpRequest request(String method, String path, String type, String body) {
        return HttpRequest.newBuilder(URI.create(region.url() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static String lease(String metadata) {
        return "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{" + metadata
                + "\"name\":\"l\",\"namespace\":\"temporal-failover\"},\"spec\":{\"holderIdentity\":\"a\"}}";
    }

    private record Answer(int code, JsonNode body) {}
}
