package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.temporalfailover.failover.clients.ConnectionReport;
import dev.temporalfailover.failover.clients.ConnectionReport.RegionConnections;
import dev.temporalfailover.failover.clients.OldConnections;
import dev.temporalfailover.failover.situation.Claim;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to Temporal's frontends in status and explain. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class ConnectionsTest {
    @Inject
    FakeOperations operations;

    @BeforeEach
    void reset() {
        operations.reset();
    }

    @Test
    void whatARegionStillHoldsIsInStatusAndExplain() {
        Duration read = operations.now.steady().minusSeconds(5);
        ConnectionReport report = new ConnectionReport(
                List.of(
                        new RegionConnections(Sample.EAST, 37, read, OptionalLong.of(12)),
                        new RegionConnections(Sample.WEST, 212, read, OptionalLong.empty())),
                List.of("us-east-1 still holds 37"),
                List.of(new OldConnections(
                        Sample.EAST,
                        Claim.of(8),
                        OldConnections.Left.OPEN,
                        OptionalLong.of(37),
                        OptionalLong.of(12),
                        operations.now.steady().minusSeconds(60),
                        Duration.ofMinutes(6),
                        Optional.empty())));
        operations.status = List.of(Sample.steady().with(report));
        given().get("/api/v1/status")
                .then()
                .body("policies[0].connections.regions[0].region", equalTo(Sample.EAST))
                .body("policies[0].connections.regions[0].connections", equalTo(37))
                .body("policies[0].connections.regions[0].ageSeconds", equalTo(5.0f))
                .body("policies[0].connections.regions[0].before", equalTo(12))
                .body("policies[0].connections.regions[1].before", nullValue())
                .body("policies[0].connections.old[0].state", equalTo("open"))
                .body("policies[0].connections.old[0].finished", equalTo(false))
                .body("policies[0].connections.old[0].moveAgeSeconds", equalTo(60.0f))
                .body("policies[0].connections.old[0].staySeconds", equalTo(360.0f))
                .body("policies[0].connections.old[0].tookSeconds", nullValue());
        given().get("/api/v1/explain")
                .then()
                .body("[0].connections.notes", equalTo(List.of("us-east-1 still holds 37")));
        given().get("/api/v1/explain?format=text")
                .then()
                .body(containsString("us-east-1: 37, read 5.0 s ago, at most 12 before it last took the traffic"))
                .body(containsString("us-west-2: 212, read 5.0 s ago\n"))
                .body(containsString(
                        "  old connections: 37 still at us-east-1 (at most 12 without traffic), 60 s after the"
                                + " move; clients may stay up to 6 min: not finished\n"))
                .body(containsString("us-east-1 still holds 37\n"));
    }

    @Test
    void nothingIsSaidWhereNothingIsKnown() {
        given().get("/api/v1/status").then().body("policies[0].connections", nullValue());
        given().get("/api/v1/explain?format=text").then().body(not(containsString("connections to Temporal's")));
    }
}
