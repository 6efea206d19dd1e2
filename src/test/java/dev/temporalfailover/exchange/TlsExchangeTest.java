package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsExchangeTest {
    private static final String NAME = SecureParties.NAME;
    private final TestCa ca = new TestCa("fleet");

    @TempDir
    Path directory;

    private SecureParties parties;
    private Party leader;

    @BeforeEach
    void start() throws IOException {
        parties = new SecureParties(directory, ca);
        leader = party("east-1", shared(ca), ca);
        leader.leadership.lead();
    }

    @AfterEach
    void stop() {
        parties.close();
    }

    /** A certificate for all instances of the region. */
    private static TestCa.Identity shared(TestCa ca) {
        return ca.issue(NAME, "us-east-1", "", Instant.now().plus(Duration.ofHours(1)));
    }

    private Tls files(String instance) {
        return parties.files(instance);
    }

    private void write(String instance, TestCa.Identity identity, TestCa trusted) throws IOException {
        parties.write(instance, identity, trusted);
    }

    private Party party(String instance, TestCa.Identity identity, TestCa trusted) throws IOException {
        write(instance, identity, trusted);
        return party(instance, Optional.of(files(instance)));
    }

    private Party party(String instance, Optional<Tls> tls) throws IOException {
        return parties.start(instance, "us-east-1", tls);
    }

    private static void report(Party observer, Party to) {
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
        observer.follow(to);
    }

    private static void awaitHeard(Party leader, String observer) {
        Party.await().until(() -> leader.heard.votes(observer).size() == 1);
    }

    private void awaitRefused(Party observer) {
        Party.await().until(() -> leader.counts.refusals(RefusalReason.HANDSHAKE) >= 3);
        assertEquals(List.of(), leader.heard.of(observer.settings.instance()));
        assertEquals(
                1,
                leader.log.stream().filter(line -> line.contains("handshake")).count(),
                leader.log::toString);
        assertTrue(observer.log.stream().anyMatch(line -> line.contains("cannot report")), observer.log::toString);
    }

    @Test
    void bothSidesProveThemselvesWhateverTheAddress() throws IOException {
        Party observer = party("east-2", shared(ca), ca);
        report(observer, leader);
        awaitHeard(leader, "east-2");
    }

    @Test
    void plaintextAndSoNoCertificateIsRefused() throws IOException {
        Party observer = party("east-2", Optional.empty());
        report(observer, leader);
        awaitRefused(observer);
    }

    @Test
    void aCertificateOfAnotherCaIsRefused() throws IOException {
        Party observer = party("east-2", shared(new TestCa("stranger")), ca);
        report(observer, leader);
        awaitRefused(observer);
    }

    @Test
    void anExpiredCertificateIsRefused() throws IOException {
        Party observer =
                party("east-2", ca.issue(NAME, "us-east-1", "", Instant.now().minus(Duration.ofMinutes(1))), ca);
        report(observer, leader);
        awaitRefused(observer);
    }

    @Test
    void aTlsClientWithoutACertificateIsRefused() throws Exception {
        RawTls.helloWithoutCertificate(leader.exchange.port());
        Party.await().until(() -> leader.counts.refusals(RefusalReason.HANDSHAKE) >= 1);
    }

    @Test
    void anObserverDoesNotReportToALeaderWithAWrongNameOrCa() throws IOException {
        Party wrongName = party(
                "east-3",
                ca.issue("somebody-else", "us-east-1", "", Instant.now().plus(Duration.ofHours(1))),
                ca);
        wrongName.leadership.lead();
        Party wrongCa = party("east-4", shared(new TestCa("stranger")), ca);
        wrongCa.leadership.lead();
        Party observer = party("east-2", shared(ca), ca);
        for (Party impostor : List.of(wrongName, wrongCa)) {
            report(observer, impostor);
            Party.await().until(() -> observer.log.stream()
                    .anyMatch(line -> line.contains(impostor.address()) && line.contains("cannot report")));
            assertEquals(List.of(), impostor.heard.reports);
        }
        observer.follow(leader);
        awaitHeard(leader, "east-2");
    }

    @Test
    void filesThatAppearLaterAreTakenAndHalfARotationIsNot() throws IOException {
        Party observer = party("east-2", Optional.of(files("east-2")));
        report(observer, leader);
        Party.await().until(() -> observer.log.stream().anyMatch(line -> line.contains("cannot be used")));
        TestCa.Identity identity = shared(ca);
        identity.write(files("east-2").certificate().orElseThrow(), directory.resolve("later.key"));
        shared(ca).write(directory.resolve("other.crt"), files("east-2").key().orElseThrow());
        ca.writeCertificate(files("east-2").ca().orElseThrow());
        Party.await().until(() -> observer.log.stream().anyMatch(line -> line.contains("does not match")));
        Files.copy(
                directory.resolve("later.key"),
                files("east-2").key().orElseThrow(),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        awaitHeard(leader, "east-2");
    }

    @Test
    void aRotationToAnotherCaIsFollowedWithoutARestart() throws IOException {
        TestCa next = new TestCa("next");
        write("east-1", shared(next), next);
        Party.await()
                .until(() -> leader.log.stream()
                                .filter(line -> line.contains("uses"))
                                .count()
                        == 2);
        Party late = party("east-2", shared(ca), ca);
        report(late, leader);
        Party.await().until(() -> late.log.stream().anyMatch(line -> line.contains("cannot report")));
        assertEquals(List.of(), leader.heard.reports);
        write("east-2", shared(next), next);
        awaitHeard(leader, "east-2");
    }
}
