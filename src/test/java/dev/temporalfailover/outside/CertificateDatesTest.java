package dev.temporalfailover.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateDatesTest {
    private static final Duration ENOUGH = Duration.ofDays(7);

    @TempDir
    Path directory;

    private final Instant now = Instant.now();
    private final TestCa ca = new TestCa("ca");

    private Path file(String name, Instant... ends) throws IOException {
        Path file = directory.resolve(name);
        StringBuilder pem = new StringBuilder();
        for (Instant end : ends) {
            Path one = directory.resolve("one");
            ca.issue("host", end).write(one, directory.resolve("key"));
            pem.append(Files.readString(one));
        }
        return Files.writeString(file, pem);
    }

    private Optional<String> chain(Path file) {
        return CertificateDates.ofChain(file, now, ENOUGH);
    }

    @Test
    void aCertificateWithWeeksLeftIsNoProblemAndOneThatEndsSoonOrHasEndedIs() throws IOException {
        Instant later = now.plus(Duration.ofDays(80));
        assertEquals(Optional.empty(), chain(file("tls.crt", later)));
        Instant soon = later.minus(Duration.ofDays(6));
        String text =
                CertificateDates.ofChain(file("tls.crt", later), soon, ENOUGH).orElseThrow();
        assertTrue(text.contains("tls.crt ends at "), text);
        assertTrue(text.contains("in 143 h") || text.contains("in 144 h"), text);
        assertTrue(CertificateDates.ofChain(file("tls.crt", later), later.plusSeconds(1), ENOUGH)
                .orElseThrow()
                .contains("ended at"));
    }

    /** What lives for an hour renews itself in time, or does not within its last fifth. */
    @Test
    void aCertificateThatIsShortByDesignIsAProblemOnlyInItsLastFifth() throws IOException {
        Path file = file("tls.crt", now.plus(Duration.ofHours(1)));
        assertEquals(Optional.empty(), chain(file));
        assertTrue(CertificateDates.ofChain(file, now.plus(Duration.ofMinutes(55)), ENOUGH)
                .isPresent());
    }

    @Test
    void ofAChainTheFirstToEndCountsAndOfABundleTheLast() throws IOException {
        Path both = file("both", now.minusSeconds(5), now.plus(Duration.ofDays(80)));
        assertTrue(chain(both).isPresent());
        assertEquals(Optional.empty(), CertificateDates.ofBundle(both, now, ENOUGH));
    }

    @Test
    void aFileThatIsGoneOrIsNoCertificateIsNamedAndNotQuoted() throws IOException {
        assertTrue(chain(directory.resolve("gone")).orElseThrow().contains("cannot be read"));
        Path secret = Files.writeString(directory.resolve("key"), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n");
        String text = chain(secret).orElseThrow();
        assertTrue(text.endsWith("has no certificate that can be read"), text);
    }
}
