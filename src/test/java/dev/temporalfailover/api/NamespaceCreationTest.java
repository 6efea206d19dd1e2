package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.NewNamespace.Result;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Making namespaces of Temporal over HTTP. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class NamespaceCreationTest {
    private static final String SHIP =
            "{\"name\":\"ship\",\"retention\":\"7d\",\"by\":\"ann\",\"reason\":\"new team\"}";

    @Inject
    FakeOperations operations;

    @BeforeEach
    void reset() {
        operations.reset();
    }

    private static ValidatableResponse post(String body) {
        return given().header("Authorization", "Bearer " + ApiProfile.OPERATOR)
                .body(body)
                .post("/api/v1/namespaces")
                .then();
    }

    @Test
    void itIsMadeWhereTheTrafficIsAndWrittenDown() {
        post(SHIP)
                .statusCode(201)
                .body("policy", equalTo(Sample.POLICY))
                .body("name", equalTo("ship"))
                .body("created", equalTo(true))
                .body("active", equalTo(Sample.EAST))
                .body("retention", equalTo("7d"))
                .body("note", equalTo("created in temporal-us-east-1"));
        assertEquals(
                List.of(Sample.POLICY + " NewNamespace[name=ship, retention=PT168H, description=, active=us-east-1]"),
                operations.created);
        assertEquals("ann", operations.audit.get(0).by());
        assertEquals(
                "namespace ship, kept 7d, active in us-east-1",
                operations.audit.get(0).reason());
    }

    @Test
    void oneThatWasThereIsNoEvent() {
        operations.registered = new Registered(Result.EXISTS, "it is there already, as asked");
        post(SHIP).statusCode(200).body("created", equalTo(false));
        assertTrue(operations.audit.isEmpty());
    }

    @Test
    void whatTheClusterSaysIsTheAnswer() {
        operations.registered = new Registered(Result.REFUSED, "one of that name is there already: it is local to w");
        post(SHIP).statusCode(409).body("detail", equalTo("one of that name is there already: it is local to w"));
        operations.registered = new Registered(Result.UNKNOWN, "ask again: DEADLINE_EXCEEDED no answer in time");
        post(SHIP).statusCode(503).body("detail", containsString("ask again"));
        assertTrue(operations.audit.isEmpty());
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        post("{\"name\":\"a b\",\"retention\":\"1h\",\"size\":3}")
                .statusCode(400)
                .body("errors.field", hasItem("name"))
                .body("errors.field", hasItem("retention"))
                .body("errors.field", hasItem("size"))
                .body("errors.field", hasItem("by"))
                .body("errors.field", hasItem("reason"));
        for (String name : List.of("a*", "temporal-system", "a\\u202eb", "a\\u00a0b", "x".repeat(201), "")) {
            post(SHIP.replace("ship", name)).statusCode(400).body("errors.field", equalTo(List.of("name")));
        }
        for (String retention : List.of("0d", "3651d", "99999999999d", "-1d", "7", "P7D", "1.5d")) {
            post(SHIP.replace("7d", retention)).statusCode(400).body("errors.field", equalTo(List.of("retention")));
        }
        post(SHIP.replace("\"by\"", "\"description\":\"two\\nlines\",\"by\""))
                .statusCode(400)
                .body("errors.field", equalTo(List.of("description")));
        post("[]").statusCode(400);
        post(SHIP.replace("{", "{\"policy\":\"mars\",")).statusCode(404);
        assertTrue(operations.created.isEmpty());
    }

    @Test
    void aFollowerNamesTheLeaderAndAWitnessTheRegions() {
        operations.status = List.of(Sample.following("pod-b"));
        post(SHIP).statusCode(409).body("leader.address", equalTo("10.0.0.7:8080"));
        operations.reset();
        operations.region = "witness";
        post(SHIP).statusCode(409).body("detail", containsString("witness"));
        assertTrue(operations.created.isEmpty());
    }

    @Test
    void readingStaysOpenAndOtherMethodsAreNamed() {
        given().get("/api/v1/namespaces").then().statusCode(200);
        given().delete("/api/v1/namespaces").then().statusCode(405).header("Allow", containsString("POST"));
        given().body(SHIP).post("/api/v1/namespaces").then().statusCode(401);
        assertTrue(operations.created.isEmpty());
    }
}
