package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be carried out is said as RFC 9457 has it, in a sentence, whatever went wrong. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class ProblemsTest {
    private static final String HOLD = "{\"by\":\"ann\",\"reason\":\"deploy\",\"duration\":\"2h\"}";

    @Inject
    FakeOperations operations;

    @TestHTTPResource("/")
    URI service;

    @BeforeEach
    void reset() {
        operations.reset();
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + ApiProfile.OPERATOR);
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status) {
        return answer.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", matchesPattern("\\S+( \\S+){2,}"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/nothing",
        "POST, /api/v1/nothing",
        "GET, /api/v1/",
        "GET, /api",
        "GET, /api/v2/status",
        "GET, /api/v1/status/x",
        "DELETE, /apiary",
    })
    void whatIsNotThereIsSaid(String method, String path) {
        problem(given().request(method, path).then(), 404).body("detail", containsString(path));
    }

    private static String methods(Map<String, Object> documented) {
        String get = documented.containsKey("get") ? "GET, HEAD, " : "";
        return get + (documented.containsKey("post") ? "POST, " : "") + "OPTIONS";
    }

    @Test
    void everyPathSaysWhichMethodsItTakes() {
        Map<String, Map<String, Object>> paths =
                given().get("/api/openapi?format=json").jsonPath().getMap("paths");
        Map<String, String> allowed = new TreeMap<>();
        paths.keySet().stream().filter(path -> path.startsWith("/api/")).forEach(path -> {
            String allow = problem(operator().delete(path).then(), 405)
                    .body("detail", containsString("DELETE"))
                    .extract()
                    .header("Allow");
            allowed.put(path, allow);
        });
        Map<String, String> documented = new TreeMap<>();
        allowed.keySet().forEach(path -> documented.put(path, methods(paths.get(path))));
        assertEquals(documented, allowed);
        assertTrue(allowed.size() >= 11, allowed.toString());
        problem(given().get("/api/v1/failover").then(), 405).body("detail", containsString("POST"));
        problem(given().post("/api/v1/status").then(), 405).header("Allow", containsString("GET"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "explain", "plan?to=us-west-2", "decisions", "events"})
    void aMediaTypeThatIsNotThereIsSaid(String path) {
        problem(given().accept("image/png").get("/api/v1/" + path).then(), 406)
                .body("detail", containsString("application/json"));
    }

    @Test
    void tokensThatAreMissingWrongOrOfAnotherAreSaid() {
        problem(given().body(HOLD).post("/api/v1/hold").then(), 401).header("WWW-Authenticate", equalTo("Bearer"));
        problem(
                given().header("Authorization", "Bearer " + ApiProfile.ALERTS)
                        .body(HOLD)
                        .post("/api/v1/hold")
                        .then(),
                403);
    }

    @Test
    void aDefectOfOursIsSaidWithoutItsContent() {
        operations.beforePlan = () -> {
            throw new IllegalStateException("secret of the inside");
        };
        try {
            problem(
                            given().accept("text/html, */*")
                                    .get("/api/v1/plan?to=us-west-2")
                                    .then(),
                            500)
                    .body("detail", not(containsString("secret")));
        } finally {
            operations.beforePlan = () -> {};
        }
    }

    @ParameterizedTest
    @CsvSource({"16385, false", "1048577, true", "99999999999, true"})
    void whatIsTooLargeIsSaidBeforeItIsSent(String length, boolean hungUp) throws IOException {
        String request = RawHttp.post("/api/v1/hold", ApiProfile.OPERATOR, "Content-Length: " + length);
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            StringBuilder told = new StringBuilder();
            while (told.indexOf("}") < 0) {
                int next = in.read();
                assertTrue(next >= 0, told.toString());
                told.append((char) next);
            }
            String answer = told.toString();
            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
            assertTrue(answer.toLowerCase().contains("content-type: application/problem+json"), answer);
            assertTrue(answer.contains("too large") || answer.contains("larger than"), answer);
            assertTrue(!hungUp || in.readAllBytes().length == 0, "whoever announces so much is hung up on");
        }
    }

    /** What curl -d sends by itself, what it sends when told to, and what browsers and scripts send. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/json",
                "application/json; charset=utf-8",
                "application/vnd.api+json",
                "text/plain",
                "text/plain;charset=UTF-8",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "application/xml",
                "nonsense",
                ""
            })
    void aBodyIsJsonWhateverItsTypeIsCalled(String type) throws IOException {
        String head = "POST /api/v1/hold HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ApiProfile.OPERATOR + "\r\n"
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n");
        String good = head + "Content-Length: " + HOLD.length() + "\r\n\r\n" + HOLD;
        assertEquals(202, RawHttp.status(service, good), type);
        String alert = ActionsTest.alert("firing", "probe", "us-east-1", "t" + type.hashCode());
        String alerts = head.replace("hold", "alerts").replace(ApiProfile.OPERATOR, ApiProfile.ALERTS);
        assertEquals(
                200, RawHttp.status(service, alerts + "Content-Length: " + alert.length() + "\r\n\r\n" + alert), type);
        String form = "by=ann&reason=deploy&duration=2h";
        String bad = head + "Content-Length: " + form.length() + "\r\n\r\n" + form;
        assertEquals(400, RawHttp.status(service, bad), type);
    }

    @Test
    void aBodyThatIsNoJsonIsRefusedInOurOwnWords() {
        for (String body :
                List.of("by=ann", "{", "{\"by\":", "{\"by\":\"ann\"", "{'by':'ann'}", "<hold/>", "{}{}", "\u0000")) {
            String detail = problem(operator().body(body).post("/api/v1/hold").then(), 400)
                    .extract()
                    .path("detail");
            assertTrue(detail.startsWith("the body "), detail);
            assertTrue(!detail.contains("REDACTED") && !detail.contains("StreamRead"), detail);
            assertTrue(!detail.contains("Source"), detail);
        }
        problem(
                        given().header("Authorization", "Bearer " + ApiProfile.ALERTS)
                                .body("{")
                                .post("/api/v1/alerts")
                                .then(),
                        400)
                .body("detail", not(containsString("REDACTED")));
        problem(
                        operator()
                                .header("Content-Encoding", "gzip")
                                .body(HOLD)
                                .post("/api/v1/hold")
                                .then(),
                        415)
                .body("detail", containsString("Content-Encoding"));
    }

    @Test
    void allWrongFieldsAreNamedAtOnce() {
        problem(
                        operator()
                                .body("{\"to\":\"mars\",\"force\":\"yes\",\"forse\":1,\"by\":7}")
                                .post("/api/v1/failover")
                                .then(),
                        400)
                .body("errors.field", hasItems("to", "force", "forse", "by", "reason"))
                .body("errors.size()", equalTo(5));
        problem(operator().body("{}").post("/api/v1/hold").then(), 400)
                .body("errors.field", equalTo(List.of("by", "reason", "duration")))
                .body("field", equalTo("by"));
        problem(
                        operator()
                                .body("{\"what\":\"all\",\"what\":\"hold\"}")
                                .post("/api/v1/release")
                                .then(),
                        400)
                .body("errors.field", hasItems("what", "by"));
        problem(
                        operator()
                                .body("{\"epoch\":\"7\",\"by\":\"\"}")
                                .post("/api/v1/acknowledge")
                                .then(),
                        400)
                .body("errors.field", hasItems("epoch", "by"));
    }

    @Test
    void whatIsNotKnownIsSaidWithWhatIs() {
        problem(
                        operator()
                                .body("{\"policy\":\"web\",\"by\":\"a\",\"reason\":\"r\"}")
                                .post("/api/v1/failback")
                                .then(),
                        404)
                .body("detail", equalTo("there is no policy web; the policies are " + Sample.POLICY));
        problem(given().get("/api/v1/plan?to=mars").then(), 404)
                .body("detail", containsString("has no region mars, only us-east-1, us-west-2"));
    }

    @Test
    void aHoldNamesWhoHoldsByTheSameWordAsAllOthersAndTheOldOne() {
        for (String word : List.of("by", "owner")) {
            operator()
                    .body(HOLD.replace("\"by\"", "\"" + word + "\""))
                    .post("/api/v1/hold")
                    .then()
                    .statusCode(202)
                    .body("hold.owner", equalTo("ann"));
        }
        problem(
                        operator()
                                .body(HOLD.replace("{", "{\"owner\":\"bob\","))
                                .post("/api/v1/hold")
                                .then(),
                        400)
                .body("field", equalTo("owner"));
    }

    @Test
    void whatIsNotInForceCannotBeReleased() {
        problem(operator().body("{\"by\":\"ann\"}").post("/api/v1/release").then(), 409)
                .body("detail", containsString("us-west-2 has one by ann: release it there"));
        problem(
                operator()
                        .body("{\"by\":\"ann\",\"what\":\"request\"}")
                        .post("/api/v1/release")
                        .then(),
                409);
        assertEquals(new HashMap<>(), operations.intents);
        operator().body(HOLD).post("/api/v1/hold").then().statusCode(202);
        operator().body("{\"by\":\"ann\"}").post("/api/v1/release").then().statusCode(202);
        problem(operator().body("{\"by\":\"ann\"}").post("/api/v1/release").then(), 409);
    }

    @Test
    void theDescriptionHasWhatEachCallAnswersWhenAllIsWell() {
        Map<String, Map<String, Map<String, Map<String, Object>>>> paths =
                given().get("/api/openapi?format=json").jsonPath().getMap("paths");
        paths.forEach((path, methods) -> methods.forEach((method, operation) -> assertTrue(
                operation.get("responses").keySet().stream().anyMatch(status -> status.startsWith("2")),
                method + " " + path + " has " + operation.get("responses").keySet())));
    }
}
