package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.status.Readiness;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.ReadinessReport;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.loop.LoopBusy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every action either does what it says, or says which instance does it and what stands against it. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class WhoActsTest {
    private static final String TO_WEST = "{\"to\":\"us-west-2\",\"by\":\"ann\",\"reason\":\"drill\"}";
    private static final Map<String, String> ACTIONS = Map.of(
            "failover", TO_WEST,
            "failback", "{\"by\":\"ann\",\"reason\":\"back\"}",
            "hold", "{\"by\":\"ann\",\"reason\":\"work\",\"duration\":\"1h\"}",
            "release", "{\"by\":\"ann\"}",
            "acknowledge", "{\"by\":\"ann\"}");

    @Inject
    FakeOperations operations;

    @BeforeEach
    void reset() {
        operations.reset();
    }

    private static ValidatableResponse post(String action, String body) {
        return given().header("Authorization", "Bearer " + ApiProfile.OPERATOR)
                .body(body)
                .post("/api/v1/" + action)
                .then();
    }

    @Test
    void aFollowerNamesTheLeaderAndItsAddressWhereOnlyTheLeaderKnows() {
        operations.status = List.of(Sample.following("pod-b"));
        for (ValidatableResponse answer : List.of(
                post("acknowledge", "{\"by\":\"ann\"}"),
                post("failover", TO_WEST.replace("}", ",\"planHash\":\"x\"}")),
                post("failback", TO_WEST),
                given().get("/api/v1/plan?to=us-west-2").then())) {
            answer.statusCode(409)
                    .body("leader.name", equalTo("pod-b"))
                    .body("leader.address", equalTo("10.0.0.7:8080"))
                    .body("detail", containsString("the leader pod-b at 10.0.0.7:8080 is to be asked"));
        }
        assertTrue(operations.intents.isEmpty());
        post("failover", TO_WEST).statusCode(202).body("note", containsString("the leader pod-b acts"));
    }

    @Test
    void aWitnessRefusesEveryActionAndNamesTheRegionsAndTheirLeaders() {
        operations.region = "witness-1";
        ACTIONS.forEach((action, body) -> post(action, body)
                .statusCode(409)
                .body(
                        "detail",
                        containsString("the witness witness-1, which moves nothing; ask an instance of us-east-1"))
                .body("detail", containsString("us-west-2, whose leader is pod-w")));
        given().get("/api/v1/plan?to=us-west-2").then().statusCode(409).body("detail", containsString("witness-1"));
        assertTrue(operations.intents.isEmpty());
    }

    @Test
    void whatDoesNotStopAPersonsMoveIsNotNamedAgainstIt() {
        operations.status = List.of(Sample.status(
                Sample.POLICY, Verdict.DOWN, Verdict.HEALTHY, Sample.EAST, List.of())); // refused: hold_down
        post("failover", TO_WEST).statusCode(202).body("against", hasSize(0)).body("note", not(containsString("stop")));
        operations.standing = List.of(new Decision.Rule(Decision.Reason.HELD, false, "held by bob"));
        post("failover", TO_WEST)
                .statusCode(202)
                .body("against.rule", equalTo(List.of("held")))
                .body("note", containsString("as long as they say no"));
    }

    @Test
    void aFollowerNamesAHoldAndNothingElseAgainstAMove() {
        operations.status = List.of(Sample.following("pod-b"));
        post("failover", TO_WEST).statusCode(202).body("against", hasSize(0));
        post("hold", ACTIONS.get("hold")).statusCode(202);
        post("failover", TO_WEST).statusCode(202).body("against.rule", equalTo(List.of("held")));
        post("failover", TO_WEST.replace("}", ",\"force\":true}"))
                .statusCode(202)
                .body("against", hasSize(0));
    }

    @Test
    void aLoopThatWaitsForRoute53TakesARequestAllTheSame() {
        operations.beforePlan = () -> {
            throw new LoopBusy("the loop did not answer within 10 s, try again");
        };
        try {
            post("failover", TO_WEST).statusCode(202).body("plan", equalTo(null));
            post("failover", TO_WEST.replace("}", ",\"planHash\":\"hash-us-west-2\"}"))
                    .statusCode(503);
        } finally {
            operations.beforePlan = () -> {};
        }
    }

    @Test
    void aFailbackGoesOnlyToARegionThatIsPreferred() {
        post("failback", TO_WEST)
                .statusCode(409)
                .body("field", equalTo("to"))
                .body("detail", containsString("use failover"));
        assertTrue(operations.intents.isEmpty());
        operations.status = List.of(Sample.stepping(10));
        post("failback", TO_WEST).statusCode(202);
    }

    @Test
    void aPlanSaysWhatTheLeadersOfOtherRegionsDo() {
        operations.byOthers = List.of("the leader of us-east-1 begins the handover of 1 namespace");
        try {
            given().get("/api/v1/plan?to=us-west-2").then().body("byOthers", equalTo(operations.byOthers));
            given().get("/api/v1/plan?to=us-west-2&format=text")
                    .then()
                    .body(
                            containsString(
                                    "by the leaders of other regions\n   the leader of us-east-1 begins the handover of 1 namespace\n"));
        } finally {
            operations.byOthers = List.of();
        }
    }

    @Test
    void aPlanSaysWhatNobodyTells() {
        String line = "whether critical task queues have pollers in us-west-2: its leader is not heard";
        ReasonAgainst none = new ReasonAgainst(
                ReadinessReason.POLLERS, "no worker polled within 2 min, says its leader 2 s ago: pay/orders workflow");
        operations.status = List.of(Sample.steady()
                .with(new ReadinessReport(List.of(new Readiness(Sample.WEST, false, List.of(none))), List.of(line))));
        given().get("/api/v1/plan?to=us-west-2")
                .then()
                .body("notKnown", equalTo(List.of(line)))
                .body("notReady[0].detail", equalTo(none.detail()));
        given().get("/api/v1/plan?to=us-west-2&format=text")
                .then()
                .body(containsString("not known\n   " + line + "\n"))
                .body(containsString("   pollers: " + none.detail() + "\n"));
    }

    @Test
    void aPlanCanBeReadInATerminal() {
        for (ValidatableResponse answer : List.of(
                given().get("/api/v1/plan?to=us-west-2&format=text").then(),
                given().accept("text/plain").get("/api/v1/plan?to=us-west-2").then())) {
            answer.statusCode(200)
                    .contentType("text/plain")
                    .body(containsString("1. DNS temporal-api.example.com epoch 7->8"))
                    .body(containsString("\n   route53 change-resource-record-sets\n   {\n     \"Comment\""))
                    .body(containsString("2. ROUTE VirtualService"))
                    .body(containsString("hash hash-us-west-2\n"));
        }
        given().get("/api/v1/plan?to=us-west-2&format=xml")
                .then()
                .statusCode(400)
                .body("field", equalTo("format"));
    }
}
