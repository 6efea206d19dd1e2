package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which calls need which token: what the OpenAPI document says, and what the service does. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class SecurityTest {
    private static final Map<String, String> NEED = Map.of(
            "post /api/v1/failover", "[operator]",
            "post /api/v1/failback", "[operator]",
            "post /api/v1/hold", "[operator]",
            "post /api/v1/release", "[operator]",
            "post /api/v1/acknowledge", "[operator]",
            "post /api/v1/namespaces", "[operator]",
            "post /api/v1/alerts", "[alerts]");

    @TestHTTPResource("/")
    URI service;

    private static JsonPath document() {
        return given().accept("application/json")
                .get("/api/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void theDocumentSaysWhichOperationNeedsWhichToken() {
        Map<String, Map<String, Map<String, Object>>> paths = document().getMap("paths");
        Map<String, String> needed = new TreeMap<>();
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            if (operation.get("security") instanceof List<?> security) {
                assertEquals(1, security.size(), path);
                needed.put(method + " " + path, String.valueOf(((Map<?, ?>) security.get(0)).keySet()));
            }
        }));
        assertEquals(NEED, needed);
        for (String scheme : List.of("operator", "alerts")) {
            assertEquals("http", document().getString("components.securitySchemes." + scheme + ".type"));
            assertEquals("bearer", document().getString("components.securitySchemes." + scheme + ".scheme"));
        }
    }

    @Test
    void eachOfThemIsRefusedWithoutThatToken() {
        NEED.forEach((operation, scheme) -> {
            String path = operation.substring("post ".length());
            given().contentType("application/json").body("{}").post(path).then().statusCode(401);
            String other = scheme.equals("[alerts]") ? ApiProfile.OPERATOR : ApiProfile.ALERTS;
            given().contentType("application/json")
                    .header("Authorization", "Bearer " + other)
                    .body("{}")
                    .post(path)
                    .then()
                    .statusCode(403);
        });
    }

    /** The whole body is announced, nothing of it is sent: a service that waited for it would not answer. */
    @Test
    void aStrangersBodyIsNotReadAndNotWaitedFor() throws IOException {
        for (String operation : NEED.keySet()) {
            String path = operation.substring("post ".length());
            assertEquals(401, RawHttp.status(service, RawHttp.post(path, "wrong", "Content-Length: 900000")), path);
        }
    }

    /** Two lengths that differ let a proxy and the service see two different requests (RFC 9112, section 6.3). */
    @Test
    void aBodyOfTwoLengthsIsRefused() throws IOException {
        String two =
                RawHttp.post("/api/v1/hold", ApiProfile.OPERATOR, "Content-Length: 2", "Transfer-Encoding: chunked");
        assertEquals(400, RawHttp.status(service, two + "0\r\n\r\n"));
        String unequal = RawHttp.post("/api/v1/hold", ApiProfile.OPERATOR, "Content-Length: 2", "Content-Length: 20");
        assertEquals(400, RawHttp.status(service, unequal + "{}"));
    }
}
