package dev.temporalfailover.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokensTest {
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
        tokens = new AccessTokens(alerts, operator);
    }

    private int refused(String header) {
        Refusal refusal = assertThrows(Refusal.class, () -> tokens.requireOperator(header));
        assertFalse(refusal.getMessage().contains("secret"), "a token is never told");
        return refusal.status();
    }

    @Test
    void theTokenIsTheFilesContentWithoutBlanks() {
        tokens.requireOperator("Bearer secret-one");
        tokens.requireOperator("bearer  secret-one ");
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
                assertThrows(Refusal.class, () -> tokens.requireAlerts("Bearer secret-one"))
                        .status());
    }

    @Test
    void aRotatedTokenHoldsAtOnce() throws IOException {
        Files.writeString(operator, "secret-two");
        tokens.requireOperator("Bearer secret-two");
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
        tokens = new AccessTokens(null, null);
        assertEquals(403, refused("Bearer secret-one"));
        assertEquals(403, refused(null));
    }
}
