package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.api.access.CallerCheck.TokenAnswer;
import dev.temporalfailover.testkit.FakeCallers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Context;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers whom Kubernetes vouches for, over HTTP. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class KubernetesCallersTest {
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl";
    private static final String ANN = "oidc:ann@example.com";
    private static final String HOLD = "{\"reason\":\"deploy\",\"duration\":\"2h\"}";

    @Inject
    FakeOperations operations;

    @Inject
    FakeCallers callers;

    @TestHTTPResource("/")
    URI service;

    @BeforeEach
    void annIsKnown() {
        operations.reset();
        callers.reset();
        callers.answers =
                (token, path) -> token.equals(JWT) ? TokenAnswer.allowed(ANN) : TokenAnswer.unauthenticated("nobody's");
    }

    @AfterEach
    void nobodyIs() {
        callers.reset();
        operations.reset();
    }

    private static ValidatableResponse post(String token, String path, String body) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer " + token)
                .body(body)
                .post("/api/v1/" + path)
                .then();
    }

    @Test
    void theUserIsRecordedWhateverTheCallerCallsHimself() {
        post(JWT, "failover", "{\"to\":\"us-west-2\",\"by\":\"root\",\"reason\":\"drill\"}")
                .statusCode(202)
                .body("request.by", equalTo("kubernetes:" + ANN))
                .body("request.reason", equalTo("drill (for root)"));
        post(JWT, "hold", "{\"owner\":\"kubernetes:root\",\"reason\":\"deploy\",\"duration\":\"2h\"}")
                .statusCode(202)
                .body("hold.owner", equalTo("kubernetes:" + ANN));
        post(JWT, "acknowledge", "{}").statusCode(202).body("acknowledgement.by", equalTo("kubernetes:" + ANN));
        post(JWT, "hold", HOLD).statusCode(202).body("hold.reason", equalTo("deploy"));
        post(JWT, "release", "{}").statusCode(202);
        assertTrue(operations.intents.get(Sample.POLICY).hold().isEmpty());
        assertEquals(
                "kubernetes:" + ANN,
                operations.intents.get(Sample.POLICY).request().orElseThrow().by());
    }

    @Test
    void aTokenFilesBearerCannotCallHimselfAUserOfKubernetes() {
        post(ApiProfile.OPERATOR, "hold", "{\"owner\":\"kubernetes:" + ANN + "\",\"reason\":\"r\",\"duration\":\"2h\"}")
                .statusCode(400)
                .body("field", equalTo("owner"));
        post(ApiProfile.OPERATOR, "hold", HOLD).statusCode(400).body("field", equalTo("by"));
        assertTrue(operations.intents.isEmpty());
    }

    @Test
    void eachActionIsAskedAboutByItsOwnPath() {
        for (String action : List.of("failover", "failback", "hold", "release", "acknowledge", "alerts")) {
            callers.asked.clear();
            post(JWT, action, "{}");
            assertEquals(List.of("/api/v1/" + action + " " + JWT), callers.asked);
        }
    }

    @Test
    void withoutAClearYesNothingIsDone() {
        callers.answers = (token, path) -> TokenAnswer.denied(ANN, ANN + " may not post to " + path);
        post(JWT, "hold", HOLD)
                .statusCode(403)
                .body("detail", containsString(ANN + " may not post to /api/v1/hold"))
                .body("detail", not(containsString(JWT)));
        callers.answers = FakeCallers.NOBODY;
        post(JWT, "hold", HOLD).statusCode(401).header("WWW-Authenticate", equalTo("Bearer"));
        callers.answers = (token, path) -> TokenAnswer.unavailable("the API server does not answer");
        post(JWT, "hold", HOLD).statusCode(503).body("detail", containsString("cannot check the token now: the API"));
        post(JWT, "alerts", ActionsTest.alert("firing", "probe", "us-east-1", "k0"))
                .statusCode(503);
        callers.answers = (token, path) -> {
            throw new IllegalStateException("a defect");
        };
        post(JWT, "hold", HOLD).statusCode(500);
        assertTrue(operations.intents.isEmpty());
        assertTrue(operations.probed.isEmpty());
    }

    @Test
    void anAlertNamesWhoSentIt() {
        post(JWT, "alerts", ActionsTest.alert("firing", "hold", "us-east-1", "k1"))
                .statusCode(200)
                .body("results[0].result", equalTo("stored"));
        var hold = operations.intents.get(Sample.POLICY).hold().orElseThrow();
        assertEquals("alert:k1 (sent by kubernetes:" + ANN + ")", hold.owner());
        assertEquals("alert X requests hold", hold.reason());
        post(ApiProfile.ALERTS, "alerts", ActionsTest.alert("resolved", "hold", "us-east-1", "k1"))
                .statusCode(200);
        assertTrue(operations.intents.get(Sample.POLICY).hold().isEmpty(), "withdrawn by whoever sends it");
    }

    @Test
    void aTokenAboveTheLimitIsRefusedAndNotAskedAbout() throws IOException {
        post("a." + "b".repeat(9_000) + ".c", "hold", HOLD).statusCode(401);
        String request = RawHttp.post("/api/v1/hold", "x".repeat(20_000));
        assertEquals(431, RawHttp.status(service, request), "above the limit of all headers");
        assertEquals(List.of(), callers.asked);
    }

    @Test
    void whileChecksHangEverythingElseAnswersAndNoEventLoopWaits() throws Exception {
        int hanging = 2 * Runtime.getRuntime().availableProcessors() + 2;
        CountDownLatch inside = new CountDownLatch(hanging);
        CountDownLatch go = new CountDownLatch(1);
        List<Boolean> onEventLoop = new CopyOnWriteArrayList<>();
        callers.answers = (token, path) -> {
            onEventLoop.add(Context.isOnEventLoopThread());
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return TokenAnswer.allowed(ANN);
        };
        ExecutorService askers = Executors.newFixedThreadPool(hanging);
        try {
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < hanging; i++) {
                waiting.add(
                        askers.submit(() -> post(JWT, "hold", HOLD).extract().statusCode()));
            }
            assertTrue(inside.await(60, TimeUnit.SECONDS));
            for (int i = 0; i < hanging; i++) {
                given().get("/api/v1/status").then().statusCode(200);
            }
            post(ApiProfile.OPERATOR, "acknowledge", "{\"by\":\"bob\"}").statusCode(202);
            go.countDown();
            for (Future<Integer> one : waiting) {
                assertEquals(202, one.get(60, TimeUnit.SECONDS));
            }
            assertFalse(onEventLoop.contains(true));
        } finally {
            go.countDown();
            askers.shutdownNow();
        }
    }

    @Test
    void toForceIsARightOfItsOwn() {
        String forced = "{\"to\":\"us-west-2\",\"reason\":\"drill\",\"force\":true}";
        callers.answers = (token, path) ->
                path.equals("/api/v1/force") ? TokenAnswer.denied(ANN, "ann may not post") : TokenAnswer.allowed(ANN);
        post(JWT, "failover", forced).statusCode(403);
        post(JWT, "failback", forced).statusCode(403);
        assertEquals(java.util.Map.of(), operations.intents);
        post(JWT, "failover", forced.replace("true", "false")).statusCode(202);
        callers.answers = (token, path) -> TokenAnswer.allowed(ANN);
        post(JWT, "failover", forced).statusCode(202).body("request.force", equalTo(true));
    }
}
