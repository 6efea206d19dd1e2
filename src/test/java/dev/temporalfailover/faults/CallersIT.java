package dev.temporalfailover.faults;

import static dev.temporalfailover.faults.Arrangement.ALERTS;
import static dev.temporalfailover.faults.Arrangement.OPERATOR;
import static dev.temporalfailover.faults.Arrangement.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.kubernetes.StrictReviews;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Callers with Kubernetes tokens at the packaged service. */
@ExtendWith(Shared.class)
class CallersIT {
    private static final String FAILOVER = "/api/v1/failover";
    private static final String HOLD = "/api/v1/hold";
    private static final String RELEASE = "/api/v1/release";
    private static final String OWN_HOLD = "{\"owner\":\"bob\",\"reason\":\"test\",\"duration\":\"1h\"}";

    /** A new token of a user who is in one group. */
    private static String token(Arrangement a, String name, String group) {
        String token = "eyJhbGciOiJSUzI1NiJ9.of-" + name + "." + Long.toHexString(System.nanoTime());
        a.mesh.api
                .reviews()
                .known(
                        token,
                        new StrictReviews.User(name, "uid-1", List.of(group), Map.of(), List.of("temporal-failover")));
        return token;
    }

    @Test
    void theAuditOfAMoveNamesTheUserWhomTheApiServerKnows(Arrangement a) {
        String ann = token(a, "ann", "movers");
        a.mesh.api.reviews().grant("movers", "post", FAILOVER);
        Service.Answer accepted =
                a.service.post(FAILOVER, ann, "{\"to\":\"" + WEST + "\",\"by\":\"root\",\"reason\":\"drill\"}");
        assertEquals(202, accepted.status(), accepted.body());
        a.until("moved", () -> a.active().equals(WEST));
        a.until("audited", () -> {
            JsonNode newest = a.service.get("/api/v1/decisions").json().get(0);
            return newest.path("by").asText().equals("kubernetes:ann");
        });
        assertEquals(403, a.service.post(HOLD, ann, OWN_HOLD).status(), "a right on one path is none on another");
        assertFalse(a.service.log().contains(ann), "a token is never logged");
        assertTrue(a.service.log().contains("ann may not post to " + HOLD), "but who was refused is");
    }

    @Test
    void aRightThatIsTakenAwayEndsWithTheCache(Arrangement a) {
        String eve = token(a, "eve", "holders");
        a.mesh.api.reviews().grant("holders", "post", RELEASE);
        assertEquals(409, a.service.post(RELEASE, eve, "{}").status(), "let in, and nothing is held");
        a.mesh.api.reviews().revoke("holders", "post", RELEASE);
        a.until("refused", () -> a.service.post(RELEASE, eve, "{}").status() == 403);
        assertEquals(403, a.service.post(RELEASE, eve, "{}").status());
    }

    @Test
    void strangersAndForgedNamesAreRefused(Arrangement a) {
        assertEquals(401, a.service.post(HOLD, "a.b.stranger", OWN_HOLD).status());
        assertEquals(401, a.service.post("/api/v1/alerts", "a.b.stranger", "{}").status());
        String forged = OWN_HOLD.replace("bob", "kubernetes:ann");
        assertEquals(400, a.service.post(HOLD, OPERATOR, forged).status());
        assertTrue(a.service.policy().path("hold").isMissingNode()
                || a.service.policy().path("hold").isNull());
    }

    @Test
    void withoutReviewsTheOperatorsTokenActsAndWithoutTheApiServerNothingIsStored(Arrangement a) {
        String ann = token(a, "ann", "always");
        a.mesh.api.reviews().grant("always", "post", RELEASE);
        a.mesh.api.failOnce("POST", "/tokenreviews", 500, "InternalError", "the identity provider is gone");
        Service.Answer unchecked = a.service.post(RELEASE, ann, "{}");
        assertEquals(503, unchecked.status());
        assertTrue(
                unchecked.body().contains("cannot check the token now: the API server answered 500"), unchecked.body());
        assertEquals(202, a.service.post(HOLD, OPERATOR, OWN_HOLD).status());
        assertEquals(202, a.service.post(RELEASE, OPERATOR, "{\"by\":\"bob\"}").status());
        a.mesh.api.cut();
        Service.Answer silent = a.service.post(RELEASE, ann, "{}");
        assertEquals(503, silent.status());
        assertTrue(silent.body().contains("cannot check the token now"), silent.body());
        Service.Answer known = a.service.post(RELEASE, OPERATOR, "{\"by\":\"bob\"}");
        assertEquals(503, known.status());
        assertTrue(known.body().contains("could not be stored"), known.body());
        assertEquals(400, a.service.post("/api/v1/alerts", ALERTS, "{}").status(), "let in, and the payload is wrong");
        a.mesh.api.restore();
        a.until(
                "checked again, and let in, where nothing is held",
                () -> a.service.post(RELEASE, ann, "{}").status() == 409);
        assertTrue(a.service.log().contains("Kubernetes tokens can be checked again"));
    }
}
