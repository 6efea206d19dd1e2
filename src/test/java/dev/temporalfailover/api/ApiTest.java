package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Verdict;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What anybody may read. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class ApiTest {
    @Inject
    FakeOperations operations;

    @BeforeEach
    void reset() {
        operations.reset();
    }

    @Test
    void healthIsShortAndNeverStored() {
        given().get("/health")
                .then()
                .statusCode(200)
                .header("Cache-Control", containsString("no-store"))
                .body("trafficWanted", equalTo(true))
                .body("region", equalTo("us-east-1"));
        assertTrue(given().get("/health").asByteArray().length < 5_120);
        given().head("/health").then().statusCode(200);
    }

    @Test
    void healthOfADownRegionIs503() {
        operations.status =
                List.of(Sample.status(Sample.POLICY, Verdict.DOWN, Verdict.HEALTHY, Sample.EAST, List.of()));
        given().get("/health").then().statusCode(503).body("reason", containsString("DOWN"));
        given().head("/health").then().statusCode(503);
        given().get("/health/regions/us-west-2").then().statusCode(503).body("trafficWanted", equalTo(false));
        given().get("/health/regions/eu-west-1").then().statusCode(404).body("field", equalTo("region"));
    }

    @Test
    void takeoverIs200OnlyWhileTakenOver() {
        given().get("/health/takeover/us-west-2").then().statusCode(503);
        given().get("/health/takeover/nowhere").then().statusCode(404);
        operations.status =
                List.of(Sample.status(Sample.POLICY, Verdict.HEALTHY, Verdict.DOWN, Sample.WEST, List.of(Sample.WEST)));
        given().get("/health/takeover/us-west-2").then().statusCode(200);
        given().head("/health/takeover/us-west-2").then().statusCode(200);
        given().get("/health/takeover/us-west-2?policy=other").then().statusCode(404);
    }

    @Test
    void statusTellsAll() {
        given().get("/api/v1/status")
                .then()
                .statusCode(200)
                .header("Cache-Control", containsString("no-store"))
                .body("region", equalTo("us-east-1"))
                .body("policies[0].policy", equalTo(Sample.POLICY))
                .body("policies[0].active", equalTo("us-east-1"))
                .body("policies[0].epoch", equalTo(7))
                .body("policies[0].ageSeconds", equalTo(0.4f))
                .body("policies[0].verdicts.region", equalTo(List.of("us-east-1", "us-west-2")))
                .body("policies[0].dns.weights.us-east-1", equalTo(100))
                .body("policies[0].dns.resolver.us-east-1", equalTo(1.0f))
                .body("policies[0].decision.rules", hasSize(9))
                .body("policies[0].places[0].place", equalTo("us-west-2"))
                .body("policies[0].places[0].role", equalTo("leader"))
                .body("policies[0].places[0].verdicts.'us-east-1'", equalTo("DOWN"))
                .body("policies[0].places[0].hold.owner", equalTo("ann"))
                .body("policies[0].places[1].ageSeconds", greaterThan(59.0f))
                .body("policies[0].connectivity.reached", equalTo(2))
                .body("policies[0].observers.silentNames[0]", equalTo("pod-e"))
                .body("policies[0].observers.outvoted.'us-east-1'[0]", equalTo("pod-c"))
                .body("policies[0].limits.holdDownSeconds", equalTo(3600.0f))
                .body("policies[0].lastSwitch.at", equalTo("2026-11-21T03:00:00Z"));
    }

    @Test
    void onlyWhatWasOnceReadIsCalledTheLastKnownState() {
        dns().body("policies[0].dns.stale", equalTo(false)).body("policies[0].dns.state", equalTo("owned"));
        operations.status = List.of(Sample.throttled());
        dns().body("policies[0].dns.stale", equalTo(true)).body("policies[0].dns.detail", equalTo("throttled"));
        operations.status = List.of(Sample.following("pod-b"));
        dns().body("policies[0].dns.stale", equalTo(false)).body("policies[0].dns.state", equalTo("unread"));
    }

    private static ValidatableResponse dns() {
        return given().get("/api/v1/status").then().statusCode(200);
    }

    @Test
    void explainSpeaksJsonAndText() {
        given().get("/api/v1/explain")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("[0].decision.summary", equalTo("Staying: the active region is healthy."))
                .body("[0].routes[0].effective", equalTo(false))
                .body("[0].routes[0].evidence", equalTo("proxy sidecar has no route of it"));
        given().accept("text/plain")
                .get("/api/v1/explain")
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .body(containsString("NO   Is the active region down?"))
                .body(containsString("us-east-1 carries the traffic, epoch 7"))
                .body(containsString("VirtualService temporal-backend/temporal-frontend, epoch 7: not effective:"
                        + " proxy sidecar has no route of it"))
                .body(containsString("us-west-2 (leader pod-w), "))
                .body(containsString("connectivity, "))
                .body(containsString("4 heard, silent [pod-e], outvoted {us-east-1=[pod-c]}"));
        given().get("/api/v1/explain?format=text").then().contentType("text/plain");
        given().get("/api/v1/explain?format=xml").then().statusCode(400).body("field", equalTo("format"));
        given().get("/api/v1/explain?policy=no").then().statusCode(404).body("field", equalTo("policy"));
    }

    @Test
    void decisionsAreBounded() {
        operations.audit.add(Sample.audit(8));
        given().get("/api/v1/decisions")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].stages.stage", hasItem("insync"));
        given().get("/api/v1/decisions?limit=201").then().statusCode(400).body("field", equalTo("limit"));
        given().get("/api/v1/decisions?limit=x").then().statusCode(400);
    }

    @Test
    void theOpenApiDocumentDescribesTheActions() {
        given().accept("application/json")
                .get("/api/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'/api/v1/failover'.post.summary", equalTo("Move the traffic to a region"))
                .body("components.schemas.MoveRequest.properties.planHash.description", containsString("409"));
    }

    @Test
    void theStatusPageIsServedWithAStrictPolicy() {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .body(containsString("status.js"))
                .body(containsString("namespaces.js"))
                .body(not(containsString("style=")));
        given().get("/status.js").then().statusCode(200).body(not(containsString("innerHTML")));
        for (String file :
                List.of("", "status.js", "namespaces.js", "status.css", "icon.svg", "icon-bad.svg", "icon-lost.svg")) {
            given().get("/" + file).then().statusCode(200).header("Cache-Control", equalTo("no-cache"));
        }
    }

    @Test
    void readyAndAliveFollowTheLoopAndNotTheRegions() {
        operations.status =
                List.of(Sample.status(Sample.POLICY, Verdict.HEALTHY, Verdict.DOWN, Sample.EAST, List.of()));
        management("/health/ready").statusCode(200).body("status", equalTo("UP"));
        management("/health/live").statusCode(200);
        operations.now = operations.now.plus(LoopHealth.READY_WITHIN);
        management("/health/ready").statusCode(503);
        management("/health/live").statusCode(200);
        operations.now = operations.now.plus(Duration.ofMinutes(1));
        given().get("/health").then().statusCode(200).body("reason", containsString("unknown"));
    }

    @Test
    void aThreadThatNoLongerGoesOnIsNeitherReadyNorAlive() {
        operations.silent = Map.of("judge", Duration.ofSeconds(31));
        management("/health/live")
                .statusCode(503)
                .body("checks.find { it.name == 'threads go on' }.data.judge", equalTo("silent for 31 s"));
        management("/health/ready").statusCode(503);
    }

    @Test
    void readyOnlyAfterTheFirstLook() {
        operations.status = List.of();
        operations.now = new dev.temporalfailover.failover.Moment(FakeOperations.WALL, Duration.ofSeconds(2));
        management("/health/ready").statusCode(503);
        management("/health/live").statusCode(200);
        given().get("/health").then().statusCode(200).body("reason", containsString("starting"));
        given().contentType("application/json")
                .header("Authorization", "Bearer " + ApiProfile.OPERATOR)
                .body("{\"owner\":\"a\",\"reason\":\"r\",\"duration\":\"1h\"}")
                .post("/api/v1/hold")
                .then()
                .statusCode(503);
    }

    /** What Prometheus 3 sends. */
    private static final String PROMETHEUS_3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    @Test
    void metricsAreTextOrOpenMetrics() {
        // The telemetry of these tests begins with the first action that counts something.
        given().header("Authorization", "Bearer wrong")
                .post("/api/v1/hold")
                .then()
                .statusCode(401);
        given().port(managementPort())
                .accept("text/plain")
                .get("/metrics")
                .then()
                .statusCode(200)
                .contentType(containsString("text/plain"))
                .body(containsString("temporal_failover_invariant_violations_total{invariant=\"epoch-grows\",} 0.0"));
        given().port(managementPort())
                .header("Accept", PROMETHEUS_3)
                .get("/metrics")
                .then()
                .statusCode(200)
                .body(containsString("temporal_failover_leader"));
        given().port(managementPort())
                .accept("*/*")
                .get("/metrics")
                .then()
                .statusCode(200)
                .contentType(containsString("openmetrics"))
                .body(containsString("# EOF"));
    }

    private static ValidatableResponse management(String path) {
        return given().port(managementPort()).get(path).then();
    }

    private static int managementPort() {
        return org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("quarkus.management.port", Integer.class);
    }
}
