package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.api.ask.Asks;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.loop.LoopBusy;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people and Alertmanager ask for, and what a plan would do. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class ActionsTest {
    @Inject
    FakeOperations operations;

    @TestHTTPResource("/")
    URI service;

    @BeforeEach
    void reset() {
        operations.reset();
    }

    private static ValidatableResponse post(String token, String path, String body) {
        var request = given().contentType("application/json").body(body);
        if (token != null) {
            request = request.header("Authorization", "Bearer " + token);
        }
        return request.post("/api/v1/" + path).then();
    }

    private static ValidatableResponse post(String path, String body) {
        return post(ApiProfile.OPERATOR, path, body);
    }

    @Test
    void planIsADryRun() {
        given().get("/api/v1/plan?to=us-west-2")
                .then()
                .statusCode(200)
                .body("hash", equalTo("hash-us-west-2"))
                .body("requests[0].call", equalTo("route53 change-resource-record-sets"))
                .body("requests[0].body.Comment", equalTo("to us-west-2"))
                .body("requests[1].call", containsString("PATCH /apis/"))
                .body("requests[1].body[0].op", equalTo("test"));
        given().get("/api/v1/plan").then().statusCode(400).body("field", equalTo("to"));
        given().get("/api/v1/plan?to=mars").then().statusCode(404).body("field", equalTo("to"));
        assertTrue(operations.intents.isEmpty());
    }

    @Test
    void failoverStoresAnIntentAndNothingElse() {
        post("failover", "{\"to\":\"us-west-2\",\"by\":\"ann\",\"reason\":\"drill\",\"planHash\":\"hash-us-west-2\"}")
                .statusCode(202)
                .body("request.to", equalTo("us-west-2"))
                .body("request.expires", equalTo("2026-11-22T03:10:00Z"))
                .body("plan.hash", equalTo("hash-us-west-2"))
                .body("against", hasSize(0));
        var request = operations.intents.get(Sample.POLICY).request().orElseThrow();
        assertEquals(Kind.FAILOVER, request.kind());
        assertEquals("ann", request.by());
        assertFalse(request.automatic());
        assertFalse(request.force());
    }

    @Test
    void whenTheLoopIsBusyMorePlansAreRefusedAtOnce() throws Exception {
        CountDownLatch inside = new CountDownLatch(StatusResource.PLANS);
        CountDownLatch answer = new CountDownLatch(1);
        operations.beforePlan = () -> {
            inside.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        ExecutorService askers = Executors.newFixedThreadPool(StatusResource.PLANS);
        try {
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < StatusResource.PLANS; i++) {
                waiting.add(askers.submit(
                        () -> given().get("/api/v1/plan?to=us-west-2").statusCode()));
            }
            assertTrue(inside.await(60, TimeUnit.SECONDS));
            given().get("/api/v1/plan?to=us-west-2").then().statusCode(503).body("detail", containsString("try again"));
            answer.countDown();
            for (Future<Integer> one : waiting) {
                assertEquals(200, one.get(60, TimeUnit.SECONDS));
            }
            operations.beforePlan = () -> {
                throw new LoopBusy("the loop did not answer");
            };
            given().get("/api/v1/plan?to=us-west-2").then().statusCode(503);
            operations.beforePlan = () -> {
                throw new IllegalStateException("a defect");
            };
            given().get("/api/v1/plan?to=us-west-2").then().statusCode(500);
        } finally {
            answer.countDown();
            askers.shutdownNow();
            operations.beforePlan = () -> {};
        }
    }

    @Test
    void anotherPlanByNowIsAConflictWithTheNewPlan() {
        post("failover", "{\"to\":\"us-west-2\",\"by\":\"ann\",\"reason\":\"drill\",\"planHash\":\"old\"}")
                .statusCode(409)
                .body("field", equalTo("planHash"))
                .body("plan.hash", equalTo("hash-us-west-2"));
        assertTrue(operations.intents.isEmpty());
    }

    @Test
    void whoDoesNotLeadHasNoPlanAndComparesNone() {
        operations.status = List.of(Sample.following("pod-b"));
        given().get("/api/v1/plan?to=us-west-2").then().statusCode(409).body("detail", containsString("pod-b"));
        given().get("/api/v1/plan?to=mars").then().statusCode(404);
        post("failover", "{\"to\":\"us-west-2\",\"by\":\"ann\",\"reason\":\"drill\",\"planHash\":\"hash-us-west-2\"}")
                .statusCode(409)
                .body("field", equalTo("planHash"))
                .body("detail", containsString("pod-b"));
        assertTrue(operations.intents.isEmpty());
        post("failover", "{\"to\":\"us-west-2\",\"by\":\"ann\",\"reason\":\"drill\"}")
                .statusCode(202)
                .body("plan", equalTo(null));
        operations.status = List.of(Sample.following(""));
        given().get("/api/v1/plan?to=us-west-2").then().statusCode(409).body("detail", containsString("unknown"));
    }

    @Test
    void aFailbackUnderWayIsCalledOffByAskingForTheRegionThatCarriesTheRest() {
        operations.status = List.of(Sample.stepping(10));
        post("failover", "{\"to\":\"us-west-2\",\"by\":\"ann\",\"reason\":\"call it off\"}")
                .statusCode(202)
                .body("request.to", equalTo("us-west-2"));
    }

    @Test
    void whereTheTrafficIsAlreadyThereIsNothingToMove() {
        post("failback", "{\"by\":\"ann\",\"reason\":\"over\"}").statusCode(409).body("field", equalTo("to"));
    }

    @Test
    void failbackGoesToTheFirstRegionByDefault() {
        operations.status =
                List.of(Sample.status(Sample.POLICY, Verdict.HEALTHY, Verdict.HEALTHY, Sample.WEST, List.of()));
        post("failback", "{\"by\":\"ann\",\"reason\":\"over\"}")
                .statusCode(202)
                .body("request.to", equalTo("us-east-1"));
    }

    @Test
    void badBodiesNameTheField() {
        String[][] table = {
            {"failover", "", ""},
            {"failover", "{", ""},
            {"failover", "null", ""},
            {"failover", "[]", ""},
            {"failover", "{}", "to"},
            {"failover", "{\"to\":\"mars\",\"by\":\"a\",\"reason\":\"r\"}", "to"},
            {"failover", "{\"to\":\"us-west-2\",\"reason\":\"r\"}", "by"},
            {"failover", "{\"to\":\"us-west-2\",\"by\":\"a\"}", "reason"},
            {"failover", "{\"to\":\"us-west-2\",\"by\":\"a\\nb\",\"reason\":\"r\"}", "by"},
            {"failover", "{\"to\":\"us-west-2\",\"by\":\"alert:1\",\"reason\":\"r\"}", "by"},
            {"failover", "{\"to\":\"us-west-2\",\"by\":7,\"reason\":\"r\"}", "by"},
            {"failover", "{\"to\":\"us-west-2\",\"by\":\"a\",\"reason\":\"r\",\"force\":\"yes\"}", "force"},
            {"failover", "{\"to\":\"us-west-2\",\"by\":\"a\",\"reason\":\"r\",\"forse\":true}", "forse"},
            {"failover", "{\"to\":\"us-west-2\",\"by\":\"" + "x".repeat(201) + "\",\"reason\":\"r\"}", "by"},
            {"hold", "{\"owner\":\"a\",\"reason\":\"r\"}", "duration"},
            {"hold", "{\"owner\":\"a\",\"reason\":\"r\",\"duration\":\"25h\"}", "duration"},
            {"hold", "{\"owner\":\"a\",\"reason\":\"r\",\"duration\":\"-1h\"}", "duration"},
            {"hold", "{\"owner\":\"a\",\"reason\":\"r\",\"duration\":\"soon\"}", "duration"},
            {"hold", "{\"reason\":\"r\",\"duration\":\"1h\"}", "by"},
            {"release", "{\"by\":\"a\",\"what\":\"all\"}", "what"},
            {"acknowledge", "{\"by\":\"a\",\"epoch\":\"seven\"}", "epoch"},
        };
        for (String[] row : table) {
            post(row[0], row[1])
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("field", equalTo(row[2]));
        }
        assertTrue(operations.intents.isEmpty());
    }

    @Test
    void holdReleaseAcknowledge() {
        post("hold", "{\"owner\":\"ann\",\"reason\":\"deploy\",\"duration\":\"2h\"}")
                .statusCode(202)
                .body("hold.expires", equalTo("2026-11-22T05:00:00Z"));
        post("acknowledge", "{\"by\":\"ann\",\"epoch\":6}").statusCode(409).body("field", equalTo("epoch"));
        post("acknowledge", "{\"by\":\"ann\",\"epoch\":7}").statusCode(202).body("acknowledgement.epoch", equalTo(7));
        assertTrue(operations.intents.get(Sample.POLICY).hold().isPresent());
        post("release", "{\"by\":\"ann\"}").statusCode(202);
        assertTrue(operations.intents.get(Sample.POLICY).hold().isEmpty());
        assertTrue(operations.intents.get(Sample.POLICY).acknowledgement().isPresent());
    }

    @Test
    void withSeveralPoliciesOneMustBeNamed() {
        operations.status = List.of(
                Sample.steady(), Sample.status("web", Verdict.HEALTHY, Verdict.HEALTHY, Sample.EAST, List.of()));
        post("hold", "{\"owner\":\"a\",\"reason\":\"r\",\"duration\":\"1h\"}")
                .statusCode(400)
                .body("field", equalTo("policy"));
        post("hold", "{\"policy\":\"web\",\"owner\":\"a\",\"reason\":\"r\",\"duration\":\"PT1H\"}")
                .statusCode(202);
        post("hold", "{\"policy\":\"no\",\"owner\":\"a\",\"reason\":\"r\",\"duration\":\"1h\"}")
                .statusCode(404);
        assertEquals(1, operations.intents.size());
    }

    @Test
    void withoutTheRightTokenNothingIsDone() {
        String body = "{\"owner\":\"ann\",\"reason\":\"deploy\",\"duration\":\"2h\"}";
        post(null, "hold", body).statusCode(401).header("WWW-Authenticate", equalTo("Bearer"));
        post("wrong", "hold", body).statusCode(401).body("detail", not(containsString("wrong-token")));
        post(ApiProfile.ALERTS, "hold", body).statusCode(403);
        post(ApiProfile.OPERATOR, "alerts", "{}").statusCode(403);
        post(null, "alerts", "{}").statusCode(401);
        assertTrue(operations.intents.isEmpty());
    }

    @Test
    void whatCannotBeStoredIs503() {
        operations.storeFails = true;
        post("hold", "{\"owner\":\"ann\",\"reason\":\"deploy\",\"duration\":\"2h\"}")
                .statusCode(503);
        post(ApiProfile.ALERTS, "alerts", alert("firing", "hold", "us-east-1", "s1"))
                .statusCode(503);
        operations.storeFails = false;
        post(ApiProfile.ALERTS, "alerts", alert("firing", "hold", "us-east-1", "s1"))
                .statusCode(200)
                .body("results[0].result", equalTo("stored"));
    }

    static String alert(String status, String action, String region, String fingerprint) {
        return "{\"version\":\"4\",\"unknown\":{},\"truncatedAlerts\":0,\"alerts\":[{\"status\":\"" + status
                + "\",\"labels\":{\"alertname\":\"X\",\"temporal_failover_action\":\"" + action + "\",\"region\":\""
                + region + "\"},\"startsAt\":\"2026-11-22T02:58:00.123Z\",\"endsAt\":\"0001-01-01T00:00:00Z\","
                + "\"fingerprint\":\"" + fingerprint + "\"}]}";
    }

    @Test
    void alertsActOnceAndGarbageNamesTheField() {
        String body = alert("firing", "failover", "us-east-1", "f1");
        post(ApiProfile.ALERTS, "alerts", body)
                .statusCode(200)
                .body("results[0].result", equalTo("stored"))
                .body("results[0].action", equalTo("failover"));
        var request = operations.intents.get(Sample.POLICY).request().orElseThrow();
        assertTrue(request.automatic());
        assertEquals("alert:f1", request.by());
        assertEquals("us-west-2", request.to());
        post(ApiProfile.ALERTS, "alerts", body).statusCode(200).body("results[0].result", equalTo("duplicate"));
        post(ApiProfile.ALERTS, "alerts", body.replace("\"version\":\"4\"", "\"version\":\"3\""))
                .statusCode(400)
                .body("field", equalTo("version"));
        post(ApiProfile.ALERTS, "alerts", body.replace("firing", "burning"))
                .statusCode(400)
                .body("field", equalTo("alerts[0].status"));
        post(ApiProfile.ALERTS, "alerts", "").statusCode(400);
    }

    @Test
    void aHugeBodyIsRefused() throws IOException {
        int limit = 1 << 20;
        String told = RawHttp.post("/api/v1/hold", ApiProfile.OPERATOR, "Content-Length: " + (limit + 1));
        assertEquals(413, RawHttp.status(service, told), "by its announced length, before any of it is sent");
        String announced = RawHttp.post("/api/v1/hold", ApiProfile.OPERATOR, "Content-Length: " + (Asks.MAX_BYTES + 1));
        assertEquals(413, RawHttp.status(service, announced), "it is never sent");
        String untold = RawHttp.post("/api/v1/hold", ApiProfile.OPERATOR, "Transfer-Encoding: chunked")
                + Integer.toHexString(limit) + "\r\n" + "x".repeat(Asks.MAX_BYTES + 1);
        assertEquals(413, RawHttp.status(service, untold), "at the first byte too many, without waiting for the rest");
        post("hold", "\"" + "x".repeat(20_000) + "\"").statusCode(413);
    }
}
