package dev.temporalfailover.api.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.api.access.CallerCheck.Access;
import dev.temporalfailover.api.access.CallerCheck.TokenAnswer;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.emulator.kubernetes.StrictReviews;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenReviewsTest {
    private static final String TOKEN = "header.payload-of-ann.signature";
    private static final String PATH = "/api/v1/failover";
    private static final String REVIEW = "tokenreviews";
    private static final String ACCESS = "subjectaccessreviews";
    private static final String USER = "\"user\":{\"username\":\"ann\",\"groups\":[\"on-call\"]}";

    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    /** Long enough for a busy machine; those that wait for it to pass have a shorter one. */
    private final TokenReviews check = new TokenReviews(client, "temporal-failover", Duration.ofSeconds(60));

    @BeforeEach
    void annIsOnCall() {
        api.reviews().known(TOKEN, user("temporal-failover"));
        api.reviews().grant("on-call", "post", PATH);
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    private static StrictReviews.User user(String audience) {
        return new StrictReviews.User(
                "ann", "uid-7", List.of("on-call", "devs"), Map.of("scopes", List.of("a", "b")), List.of(audience));
    }

    private TokenAnswer asked() {
        TokenAnswer answer = check.check(TOKEN, PATH);
        assertFalse(answer.why().contains("payload-of-ann"), "a token is never told");
        return answer;
    }

    private long questions(String kind) {
        return api.calls().stream().filter(c -> c.path().endsWith("/" + kind)).count();
    }

    @Test
    void asksWhoseTokenItIsForOurAudienceThenWhetherThatUserMayPost() throws JsonProcessingException {
        assertEquals(TokenAnswer.allowed("ann"), asked());
        assertEquals(2, api.calls().size());
        JsonNode review = new ObjectMapper().readTree(api.calls().get(0).body()).path("spec");
        assertEquals("{\"audiences\":[\"temporal-failover\"],\"token\":\"" + TOKEN + "\"}", review.toString());
        JsonNode access = new ObjectMapper().readTree(api.calls().get(1).body()).path("spec");
        assertEquals("ann", access.path("user").asText());
        assertEquals("uid-7", access.path("uid").asText());
        assertEquals("[\"on-call\",\"devs\"]", access.path("groups").toString());
        assertEquals("{\"scopes\":[\"a\",\"b\"]}", access.path("extra").toString());
        assertEquals(
                "{\"path\":\"/api/v1/failover\",\"verb\":\"post\"}",
                access.path("nonResourceAttributes").toString());
        assertFalse(api.calls().get(1).body().contains(TOKEN));
    }

    @Test
    void aRightThatIsTakenAwayIsMissedAtTheNextQuestion() {
        asked();
        api.reviews().revoke("on-call", "post", PATH);
        TokenAnswer answer = asked();
        assertEquals(Access.DENIED, answer.result());
        assertEquals("ann", answer.user());
        assertTrue(answer.why().contains("ann may not post to " + PATH), answer.why());
    }

    @Test
    void aRightOnOnePathIsNoneOnAnother() {
        assertEquals(Access.DENIED, check.check(TOKEN, "/api/v1/alerts").result());
    }

    @Test
    void anUnknownTokenOrOneForSomebodyElseIsNobodys() {
        assertEquals(Access.UNAUTHENTICATED, check.check("a.b.c", PATH).result());
        api.reviews().known(TOKEN, user("https://kubernetes.default.svc"));
        assertEquals(Access.UNAUTHENTICATED, asked().result());
        assertEquals(0, questions(ACCESS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"yes\"",
                "{}",
                "{\"kind\":\"TokenReview\"}",
                "{\"kind\":\"TokenReview\",\"status\":null}",
                "{\"kind\":\"TokenReview\",\"status\":\"Success\"}",
                "{\"kind\":\"TokenReview\",\"status\":{\"authenticated\":\"maybe\"}}",
                "{\"status\":{\"authenticated\":true,\"audiences\":\"temporal-failover\"," + USER + "}}",
                "{\"status\":{\"authenticated\":true,\"audiences\":[\"temporal-failover\"]}}",
                "{\"status\":{\"authenticated\":true,\"audiences\":[\"temporal-failover\"],\"user\":{}}}",
                "{\"status\":{\"authenticated\":true,\"audiences\":[\"temporal-failover\"],\"user\":{\"username\":\" \"}}}",
                "{\"status\":{\"authenticated\":true,\"audiences\":[\"temporal-failover\"],\"user\":{\"username\":\"a\\nb\"}}}",
                "{\"status\":{\"authenticated\":true,\"audiences\":[\"temporal-failover\"],"
                        + "\"user\":{\"username\":\"ann\",\"groups\":[null]}}}",
                "{\"status\":{\"authenticated\":true,\"error\":\"?\",\"audiences\":[\"temporal-failover\"]," + USER
                        + "}}",
            })
    void anAnswerThatIsNoneIsNotUnderstoodAndNothingElseIsAsked(String body) {
        api.answerOnce("POST", REVIEW, 201, body);
        assertEquals(Access.UNAVAILABLE, asked().result());
        assertEquals(0, questions(ACCESS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":{}}",
                "{\"status\":{\"authenticated\":false,\"audiences\":[\"temporal-failover\"]," + USER + "}}",
                "{\"status\":{\"audiences\":[\"temporal-failover\"]," + USER + "}}",
                "{\"status\":{\"authenticated\":true," + USER + "}}",
                "{\"status\":{\"authenticated\":true,\"audiences\":[]," + USER + "}}",
                "{\"status\":{\"authenticated\":true,\"audiences\":[\"other\",\"temporal-failover2\"]," + USER + "}}",
            })
    void withoutAClearYesForOurAudienceItIsNobodysToken(String body) {
        api.answerOnce("POST", REVIEW, 201, body);
        assertEquals(Access.UNAUTHENTICATED, asked().result());
        assertEquals(0, questions(ACCESS));
    }

    @Test
    void aHugeAnswerIsNotUnderstood() {
        String head =
                "{\"status\":{\"authenticated\":true,\"audiences\":[\"temporal-failover\"],\"user\":{\"username\":\"";
        for (String rest : List.of(
                "a".repeat(513) + "\"}}}",
                "a".repeat(3_000_000) + "\"}}}",
                "ann\",\"groups\":[" + "\"g\",".repeat(1_000) + "\"g\"]}}}",
                "ann\",\"groups\":[" + "\"g\",".repeat(500_000) + "\"g\"]}}}")) {
            api.answerOnce("POST", REVIEW, 201, head + rest);
            TokenAnswer answer = asked();
            assertEquals(Access.UNAVAILABLE, answer.result());
            assertTrue(answer.why().length() < 300, "short words");
        }
        assertEquals(0, questions(ACCESS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~|UNAVAILABLE",
                "{|UNAVAILABLE",
                "[]|UNAVAILABLE",
                "{}|UNAVAILABLE",
                "{\"status\":null}|UNAVAILABLE",
                "{\"status\":{}}|UNAVAILABLE",
                "{\"status\":{\"evaluationError\":\"no role\"}}|UNAVAILABLE",
                "{\"status\":{\"allowed\":\"perhaps\"}}|UNAVAILABLE",
                "{\"status\":{\"allowed\":null}}|UNAVAILABLE",
                "{\"status\":{\"allowed\":false}}|DENIED",
                "{\"status\":{\"allowed\":false,\"denied\":false}}|DENIED",
                "{\"status\":{\"allowed\":false,\"denied\":true}}|DENIED",
                "{\"status\":{\"allowed\":true,\"denied\":true}}|DENIED",
            })
    void onlyAClearYesLetsAUserAct(String body, Access expected) {
        api.answerOnce("POST", ACCESS, 201, body);
        assertEquals(expected, asked().result());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 422, 429, 500, 503, 504})
    void anErrorOfEitherQuestionSaysNothingAboutTheToken(int code) {
        for (String kind : List.of(REVIEW, ACCESS)) {
            api.failOnce("POST", kind, code, "Reason", "spec.token: Invalid value: \"" + TOKEN + "\"");
            TokenAnswer answer = asked();
            assertEquals(Access.UNAVAILABLE, answer.result(), kind);
            assertTrue(answer.why().contains(String.valueOf(code)), answer.why());
        }
        assertEquals(TokenAnswer.allowed("ann"), asked());
        assertEquals(3, questions(REVIEW), "no question was repeated");
    }

    @ParameterizedTest
    @ValueSource(strings = {REVIEW, ACCESS})
    void anAnswerThatComesTooLateIsNone(String kind) {
        TokenReviews hasty = new TokenReviews(client, "temporal-failover", Duration.ofMillis(300));
        api.hangOnce("POST", kind);
        assertEquals(Access.UNAVAILABLE, hasty.check(TOKEN, PATH).result());
        api.resume();
        // A pooled connection may bring the late answer of the first question: it must not become this one's.
        assertEquals(Access.UNAUTHENTICATED, check.check("a.b.c", PATH).result());
        assertEquals(TokenAnswer.allowed("ann"), asked());
    }

    @Test
    void withoutTheApiServerNobodyIsKnownAndLaterEverybodyIs() {
        api.cut();
        TokenAnswer answer = asked();
        assertEquals(Access.UNAVAILABLE, answer.result());
        assertTrue(answer.why().contains("does not answer"), answer.why());
        api.restore();
        assertEquals(TokenAnswer.allowed("ann"), asked());
    }

    @Test
    void anAnswerThatIsLostWithTheConnectionIsNone() {
        api.vanishOnce("POST", ACCESS, true);
        assertEquals(Access.UNAVAILABLE, asked().result());
    }
}
