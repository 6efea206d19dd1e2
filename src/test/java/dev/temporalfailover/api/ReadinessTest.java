package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.status.Readiness;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.ReadinessReport;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The preflight, and the same report wherever else it shows. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class ReadinessTest {
    private static final String RIGHT = "RBAC does not allow this instance to patch virtualservices";
    private static final String UNKNOWN = "whether IAM lets this region write shows only a write";

    @Inject
    FakeOperations operations;

    @BeforeEach
    void reset() {
        operations.reset();
    }

    private void against(ReasonAgainst... reasons) {
        Readiness east = new Readiness(Sample.EAST, true, List.of());
        Readiness west = new Readiness(Sample.WEST, false, List.of(reasons));
        operations.status = List.of(Sample.steady().with(new ReadinessReport(List.of(east, west), List.of(UNKNOWN))));
    }

    private void twoReasons() {
        against(
                new ReasonAgainst(ReadinessReason.NOT_ADOPTED, "no epoch record, and adopt is not set"),
                new ReasonAgainst(ReadinessReason.KUBERNETES_RIGHTS, RIGHT));
    }

    private static ValidatableResponse asked(String query) {
        return given().get("/api/v1/readiness" + query).then();
    }

    @Test
    void whereNothingStandsAgainstARegionItIs200() {
        against();
        asked("")
                .statusCode(200)
                .contentType("application/json")
                .body("ready", equalTo(true))
                .body("detail", nullValue())
                .body("policies[0].readiness.regions[0].carries", equalTo(true))
                .body("policies[0].readiness.unknown[0]", equalTo(UNKNOWN));
        asked("?format=text")
                .statusCode(200)
                .contentType("text/plain")
                .body(containsString("every region could take the traffic now"))
                .body(containsString("not known: " + UNKNOWN));
    }

    @Test
    void everyReasonIsSaidAndTheStatusMakesAShellCommandFail() {
        twoReasons();
        asked("")
                .statusCode(503)
                .contentType("application/problem+json")
                .body("status", equalTo(503))
                .body("ready", equalTo(false))
                .body("detail", containsString("us-west-2 (not_adopted, kubernetes_rights)"))
                .body("policies[0].policy", equalTo(Sample.POLICY))
                .body("policies[0].readiness.regions[0].ready", equalTo(true))
                .body("policies[0].readiness.regions[1].against", hasSize(2))
                .body("policies[0].readiness.regions[1].against[1].detail", equalTo(RIGHT));
        asked("?format=text&policy=" + Sample.POLICY)
                .statusCode(503)
                .contentType("text/plain")
                .body(containsString("yes  us-east-1, carries it"))
                .body(containsString("NO   us-west-2"))
                .body(containsString("kubernetes_rights " + RIGHT));
    }

    @Test
    void whatAnOperatorAcceptsIsLeftOutAndNothingElse() {
        twoReasons();
        asked("?ignore=not_adopted").statusCode(503).body("policies[0].readiness.regions[1].against", hasSize(1));
        asked("?ignore=not_adopted,kubernetes_rights&format=text")
                .statusCode(200)
                .body(not(containsString("RBAC")));
        asked("?ignore=weather")
                .statusCode(400)
                .body("field", equalTo("ignore"))
                .body("detail", containsString("verdict"));
        asked("?format=xml").statusCode(400);
        asked("?policy=no").statusCode(404);
    }

    @Test
    void statusAndExplainSayTheSame() {
        twoReasons();
        given().get("/api/v1/status")
                .then()
                .body("policies[0].readiness.ready", equalTo(false))
                .body("policies[0].readiness.regions[1].against[1].reason", equalTo("kubernetes_rights"));
        given().get("/api/v1/explain").then().body("[0].readiness.regions[1].against", hasSize(2));
        given().get("/api/v1/explain?format=text").then().body(containsString("kubernetes_rights " + RIGHT));
        against();
        given().get("/api/v1/explain?format=text")
                .then()
                .body(containsString("every region could take the traffic now"));
    }

    @Test
    void aFollowerNamesTheLeaderAndAnInstanceThatCannotTellSaysLater() {
        operations.status = List.of(Sample.following("pod-b"));
        asked("").statusCode(409).body("leader.name", equalTo("pod-b"));
        given().get("/api/v1/status").then().body("policies[0].readiness", nullValue());
        operations.status = List.of(Sample.steady());
        asked("").statusCode(503).body("detail", containsString("has just begun to lead"));
        operations.status = List.of();
        asked("").statusCode(503).body("detail", containsString("starts"));
    }

    @Test
    void anOldReportIsNoAnswer() {
        against();
        operations.now =
                new Moment(FakeOperations.WALL, operations.now.steady().plus(TrafficHealth.FRESH.plusSeconds(1)));
        asked("").statusCode(503).body("detail", containsString("has not run for"));
    }

    /** Before a move, and no part of the hash: what is agreed to is the requests. */
    @Test
    void aDryRunNamesWhatStandsAgainstItsTarget() {
        against(new ReasonAgainst(ReadinessReason.POLLERS, "no worker polled within 2 min: pay/orders workflow"));
        given().get("/api/v1/plan?to=us-west-2")
                .then()
                .statusCode(200)
                .body("hash", equalTo("hash-us-west-2"))
                .body("notReady", hasSize(1))
                .body("notReady[0].reason", equalTo("pollers"))
                .body("notReady[0].detail", containsString("pay/orders workflow"));
        given().get("/api/v1/plan?to=us-west-2&format=text")
                .then()
                .body(containsString("stands against us-west-2 now, and keeps no move from being made"))
                .body(containsString("pollers: no worker polled within 2 min: pay/orders workflow"));
        against();
        given().get("/api/v1/plan?to=us-west-2").then().body("notReady", hasSize(0));
        given().get("/api/v1/plan?to=us-west-2&format=text").then().body(not(containsString("stands against")));
    }
}
