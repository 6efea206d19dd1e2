package dev.temporalfailover.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.fuzz.Fuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFuzzTest {
    @TempDir
    Path directory;

    @Test
    void tokens() {
        Path file = directory.resolve("token");
        Fuzz.texts("token", List.of("a-token_1.2", "\ufeffa-token\n", "one\ntwo\n"), input -> {
            Files.write(file, input);
            List<String> told = new ArrayList<>();
            TokenFile token = new TokenFile(new WatchedFile(file), (path, problem) -> told.add(problem));
            token.poll();
            told.forEach(problem -> assertEquals(Line.of(problem, 300), problem));
            boolean taken = token.authorization() != null;
            assertTrue(!taken || token.authorization().chars().allMatch(c -> c >= 0x20 && c < 0x7f));
            return taken;
        });
    }

    @Test
    void keysAndCertificates() {
        String pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n"
                + "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n";
        Fuzz.texts("pem", List.of(pem), input -> {
            boolean taken = false;
            try {
                Pem.certificates(input);
                taken = true;
            } catch (GeneralSecurityException refused) {
                // As declared.
            }
            try {
                Pem.privateKey(input);
                taken = true;
            } catch (GeneralSecurityException | IllegalArgumentException refused) {
                // As its caller expects.
            }
            return taken;
        });
    }
}
