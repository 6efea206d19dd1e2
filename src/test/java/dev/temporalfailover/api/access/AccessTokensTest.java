package dev.temporalfailover.api.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.testkit.FakeCallers;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokensTest {
    private static final String PATH = "/api/v1/hold";

    @TempDir
    Path folder;

    private Path operator;
    private AccessTokens tokens;

    @BeforeEach
    void files() throws IOException {
        operator = folder.resolve("operator");
        Path alerts = folder.resolve("alerts");
        Files.writeString(operator, "  secret-one\n");
        Files.writeString(alerts, "alerts-secret");
        tokens = new AccessTokens(Optional.of(alerts), Optional.of(operator), Optional.empty());
    }

    private int refused(String header) {
        Refusal refusal = assertThrows(Refusal.class, () -> tokens.requireOperator(header, PATH));
        assertFalse(refusal.getMessage().contains("secret"), "a token is never told");
        return refusal.status();
    }

    @Test
    void theTokenIsTheFilesContentWithoutBlanks() {
        tokens.requireOperator("Bearer secret-one", PATH);
        tokens.requireOperator("bearer  secret-one ", PATH);
    }

    @Test
    void anythingElseIsUnauthorized() {
        for (String header : new String[] {
            null, "", "secret-one", "Basic secret-one", "Bearer", "Bearer ", "Bearer secret-on", "Bearer secret-one2"
        }) {
            assertEquals(401, refused(header), header);
        }
    }

    @Test
    void theOthersTokenIsForbidden() {
        assertEquals(403, refused("Bearer alerts-secret"));
        assertEquals(
                403,
                assertThrows(Refusal.class, () -> tokens.requireAlerts("Bearer secret-one", PATH))
                        .status());
    }

    @Test
    void aRotatedTokenHoldsAtOnce() throws IOException {
        Files.writeString(operator, "secret-two");
        tokens.requireOperator("Bearer secret-two", PATH);
        assertEquals(401, refused("Bearer secret-one"));
    }

    @Test
    void withoutAFileToTrustNobodyMayAct() throws IOException {
        Files.writeString(operator, "");
        assertEquals(403, refused("Bearer "));
        Files.writeString(operator, " \n");
        assertEquals(403, refused("Bearer "));
        Files.writeString(operator, "s".repeat(4_097));
        assertEquals(403, refused("Bearer " + "s".repeat(4_097)));
        Files.delete(operator);
        assertEquals(403, refused("Bearer secret-one"));
        Files.createDirectory(operator);
        assertEquals(403, refused("Bearer secret-one"));
        tokens = new AccessTokens(Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(403, refused("Bearer secret-one"));
        assertEquals(403, refused(null));
    }

    /** A signed JWT by its form. */
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOlsidCJdfQ.c2lnbmF0dXJl";

    private final FakeCallers callers = new FakeCallers();

    private void askingOthers() {
        tokens = new AccessTokens(Optional.of(folder.resolve("alerts")), Optional.of(operator), Optional.of(callers));
    }

    @Test
    void aTokenOfNeitherFileIsAskedAboutWithThePath() {
        askingOthers();
        callers.answers = (token, path) -> CallerCheck.TokenAnswer.allowed("ann");
        assertEquals(Caller.ofKubernetes("ann"), tokens.requireOperator("Bearer " + JWT, PATH));
        assertEquals(Caller.ofKubernetes("ann"), tokens.requireAlerts("bearer  " + JWT + " ", "/api/v1/alerts"));
        assertEquals(List.of(PATH + " " + JWT, "/api/v1/alerts " + JWT), callers.asked);
    }

    @Test
    void eachAnswerHasItsStatus() {
        askingOthers();
        callers.answers = (token, path) -> CallerCheck.TokenAnswer.denied("ann", "ann may not");
        Refusal denied = assertThrows(Refusal.class, () -> tokens.requireOperator("Bearer " + JWT, PATH));
        assertEquals(403, denied.status());
        assertEquals("ann may not", denied.getMessage());
        callers.answers = FakeCallers.NOBODY;
        assertEquals(401, refused("Bearer " + JWT));
        callers.answers = (token, path) -> CallerCheck.TokenAnswer.unavailable("no answer");
        Refusal later = assertThrows(Refusal.class, () -> tokens.requireOperator("Bearer " + JWT, PATH));
        assertEquals(503, later.status());
        assertEquals("cannot check the token now: no answer", later.getMessage());
    }

    @Test
    void aFilesTokenIsShownToNobodyAndAsksNobody() throws IOException {
        askingOthers();
        callers.answers = (token, path) -> {
            throw new IllegalStateException("asked");
        };
        assertEquals(Caller.OF_FILE, tokens.requireOperator("Bearer secret-one", PATH));
        assertEquals(403, refused("Bearer alerts-secret"));
        Files.writeString(operator, JWT);
        assertEquals(Caller.OF_FILE, tokens.requireOperator("Bearer " + JWT, PATH), "whatever its form");
        assertEquals(List.of(), callers.asked);
    }

    @Test
    void whatCannotBeAKubernetesTokenIsShownToNobody() {
        askingOthers();
        callers.answers = (token, path) -> CallerCheck.TokenAnswer.allowed("ann");
        String longest = "a." + "b".repeat(8_192 - 4) + ".c";
        for (String given : new String[] {
            null,
            "",
            "Bearer",
            "Bearer ",
            "Bearer secret-one2",
            "Basic " + JWT,
            JWT,
            "Bearer a.b",
            "Bearer a..c",
            "Bearer .b.",
            "Bearer a.b.c.d",
            "Bearer a.b.c d",
            "Bearer a.b\n.c",
            "Bearer a.b.c\r\nX: y",
            "Bearer a.b.c\0d",
            "Bearer a.b.\u00e9",
            "Bearer a.b.c=",
            "Bearer b" + longest,
            "Bearer a." + "b".repeat(5_000_000) + ".c"
        }) {
            assertEquals(401, refused(given), given);
        }
        assertEquals(List.of(), callers.asked);
        tokens.requireOperator("Bearer " + longest, PATH);
        assertEquals(1, callers.asked.size());
    }

    @Test
    void withoutFilesKubernetesTokensAreEnough() throws IOException {
        callers.answers = (token, path) -> CallerCheck.TokenAnswer.allowed("ann");
        tokens = new AccessTokens(Optional.empty(), Optional.empty(), Optional.of(callers));
        assertEquals(Caller.ofKubernetes("ann"), tokens.requireOperator("Bearer " + JWT, PATH));
        assertEquals(401, refused("Bearer "));
        assertEquals(401, refused("Bearer secret-one"));
        askingOthers();
        Files.delete(operator);
        assertEquals(401, refused("Bearer secret-one"));
        assertEquals(401, refused(null));
        assertEquals(Caller.ofKubernetes("ann"), tokens.requireOperator("Bearer " + JWT, PATH));
    }

    @Test
    void withoutTheApiServerTokenFilesWorkAndKubernetesTokensAre503() {
        try (StrictKubernetesApi api = StrictKubernetesApi.start();
                KubernetesClient client = api.client()) {
            TokenReviews reviews = new TokenReviews(client, "temporal-failover", Duration.ofSeconds(1));
            CallerCheck check = new GuardedCheck(reviews, Duration.ofSeconds(30), () -> Duration.ZERO, line -> {});
            tokens = new AccessTokens(Optional.of(folder.resolve("alerts")), Optional.of(operator), Optional.of(check));
            assertEquals(401, refused("Bearer " + JWT), "the API server does not know it");
            api.cut();
            assertEquals(503, refused("Bearer a.b.c"));
            assertEquals(Caller.OF_FILE, tokens.requireOperator("Bearer secret-one", PATH));
            assertEquals(Caller.OF_FILE, tokens.requireAlerts("Bearer alerts-secret", "/api/v1/alerts"));
            assertEquals(401, refused("Bearer wrong"));
        }
    }
}
