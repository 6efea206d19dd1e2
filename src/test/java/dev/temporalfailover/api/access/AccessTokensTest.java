package dev.temporalfailover.api.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.testkit.FakeCallers;
import dev.temporalfailover.testkit.TestClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessTokensTest {
    private static final String PATH = "/api/v1/hold";

    @TempDir
    Path folder;

    private Path operator;
    private AccessTokens tokens;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        operator = folder.resolve("operator");
        Path alerts = folder.resolve("alerts");
        Files.writeString(operator, "  secret-one-of-a-test\n");
        Files.writeString(alerts, "alerts-secret-of-a-test");
        tokens = new AccessTokens(Optional.of(alerts), Optional.of(operator), Optional.empty(), said::add);
    }

    private int refused(String header) {
        Refusal refusal = assertThrows(Refusal.class, () -> tokens.requireOperator(header, PATH));
        assertFalse(refusal.getMessage().contains("secret"), "a token is never told");
        return refusal.status();
    }

    static Stream<Arguments> filesThatHaveNoToken() {
        byte[] utf16 = "secret-one-of-a-test".getBytes(StandardCharsets.UTF_16LE);
        return Stream.of(
                Arguments.of("byte order mark", "\uFEFFsecret-one-of-a-test".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("UTF-16", "secret-one-of-a-test".getBytes(StandardCharsets.UTF_16)),
                Arguments.of("UTF-16", utf16),
                Arguments.of(
                        "several lines", "secret-one-of-a-test\nsecret-two-of-a-test".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("printable ASCII", "secret-öne-of-a-test".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("printable ASCII", "secret one of a test".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("less than 16", "s".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("is empty", new byte[0]),
                Arguments.of("more than 4096", "s".repeat(4_097).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filesThatHaveNoToken")
    void aFileThatHasNoUsableTokenIsSaidAtStartOnceAndWhenItIsMended(String why, byte[] content) throws IOException {
        Files.write(operator, content);
        tokens = new AccessTokens(Optional.empty(), Optional.of(operator), Optional.empty(), said::add);
        assertEquals(403, refused("Bearer secret-one-of-a-test"));
        assertEquals(1, said.size(), said.toString());
        String line = said.get(0);
        assertTrue(line.contains(why) && line.contains(operator.toString()) && !line.contains("secret"), line);
        Files.writeString(operator, "secret-one-of-a-test");
        tokens.requireOperator("Bearer secret-one-of-a-test", PATH);
        assertEquals(2, said.size(), said.toString());
    }

    @Test
    void theSameTokenInBothFilesIsNobodys() throws IOException {
        Files.writeString(folder.resolve("alerts"), "secret-one-of-a-test");
        assertEquals(403, refused("Bearer secret-one-of-a-test"));
        assertThrows(Refusal.class, () -> tokens.requireAlerts("Bearer secret-one-of-a-test", "/api/v1/alerts"));
        assertEquals(List.of("token files: both have the same token; each needs its own"), said);
        Files.writeString(folder.resolve("alerts"), "alerts-secret-of-a-test");
        tokens.requireOperator("Bearer secret-one-of-a-test", PATH);
    }

    @Test
    void theTokenIsTheFilesContentWithoutBlanks() {
        tokens.requireOperator("Bearer secret-one-of-a-test", PATH);
        tokens.requireOperator("bearer  secret-one-of-a-test ", PATH);
    }

    @Test
    void anythingElseIsUnauthorized() {
        for (String header : new String[] {
            null,
            "",
            "secret-one-of-a-test",
            "Basic secret-one-of-a-test",
            "Bearer",
            "Bearer ",
            "Bearer secret-on",
            "Bearer secret-one-of-a-test2"
        }) {
            assertEquals(401, refused(header), header);
        }
    }

    @Test
    void theOthersTokenIsForbidden() {
        assertEquals(403, refused("Bearer alerts-secret-of-a-test"));
        assertEquals(
                403,
                assertThrows(Refusal.class, () -> tokens.requireAlerts("Bearer secret-one-of-a-test", PATH))
                        .status());
    }

    @Test
    void aRotatedTokenHoldsAtOnce() throws IOException {
        Files.writeString(operator, "secret-two-of-a-test");
        tokens.requireOperator("Bearer secret-two-of-a-test", PATH);
        assertEquals(401, refused("Bearer secret-one-of-a-test"));
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
        assertEquals(403, refused("Bearer secret-one-of-a-test"));
        Files.createDirectory(operator);
        assertEquals(403, refused("Bearer secret-one-of-a-test"));
        tokens = new AccessTokens(Optional.empty(), Optional.empty(), Optional.empty(), said::add);
        assertEquals(403, refused("Bearer secret-one-of-a-test"));
        assertEquals(403, refused(null));
    }

    /** A signed JWT by its form. */
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOlsidCJdfQ.c2lnbmF0dXJl";

    private final FakeCallers callers = new FakeCallers();

    private void askingOthers() {
        tokens = new AccessTokens(
                Optional.of(folder.resolve("alerts")), Optional.of(operator), Optional.of(callers), said::add);
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
        assertEquals(Caller.OF_FILE, tokens.requireOperator("Bearer secret-one-of-a-test", PATH));
        assertEquals(403, refused("Bearer alerts-secret-of-a-test"));
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
            "Bearer secret-one-of-a-test2",
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
        tokens = new AccessTokens(Optional.empty(), Optional.empty(), Optional.of(callers), said::add);
        assertEquals(Caller.ofKubernetes("ann"), tokens.requireOperator("Bearer " + JWT, PATH));
        assertEquals(401, refused("Bearer "));
        assertEquals(401, refused("Bearer secret-one-of-a-test"));
        askingOthers();
        Files.delete(operator);
        assertEquals(401, refused("Bearer secret-one-of-a-test"));
        assertEquals(401, refused(null));
        assertEquals(Caller.ofKubernetes("ann"), tokens.requireOperator("Bearer " + JWT, PATH));
    }

    @Test
    void withoutTheApiServerTokenFilesWorkAndKubernetesTokensAre503() {
        try (StrictKubernetesApi api = StrictKubernetesApi.start();
                KubernetesClient client = api.client()) {
            TokenReviews reviews = new TokenReviews(client, "temporal-failover", Duration.ofSeconds(1));
            CallerCheck check =
                    new GuardedCheck(reviews, Duration.ofSeconds(30), TestClock.of(() -> Duration.ZERO), line -> {});
            tokens = new AccessTokens(
                    Optional.of(folder.resolve("alerts")), Optional.of(operator), Optional.of(check), said::add);
            assertEquals(401, refused("Bearer " + JWT), "the API server does not know it");
            api.cut();
            assertEquals(503, refused("Bearer a.b.c"));
            assertEquals(Caller.OF_FILE, tokens.requireOperator("Bearer secret-one-of-a-test", PATH));
            assertEquals(Caller.OF_FILE, tokens.requireAlerts("Bearer alerts-secret-of-a-test", "/api/v1/alerts"));
            assertEquals(401, refused("Bearer wrong"));
        }
    }
}
