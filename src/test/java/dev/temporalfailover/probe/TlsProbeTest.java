package dev.temporalfailover.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsProbeTest {
    private static final String NAME = "temporal.example.test";

    @TempDir
    private Path dir;

    private final TestCa ca = new TestCa("good ca");
    private Path caFile;
    private Path certificate;
    private Path key;

    @BeforeEach
    void files() throws IOException {
        caFile = dir.resolve("ca.crt");
        certificate = dir.resolve("tls.crt");
        key = dir.resolve("tls.key");
        ca.writeCertificate(caFile);
    }

    @Test
    void aServerWhoseCertificateFitsAnswersAndTheHandshakeIsTimed() throws IOException {
        try (FakeTemporal server = new FakeTemporal(0, TestCa.server(ca.issue(NAME), null));
                Probing probing = probing(server, NAME, Check.SYSTEM_INFO, Check.COLD_CONNECT)) {
            assertEquals(Outcome.OK, probing.first(Check.SYSTEM_INFO).outcome());
            ProbeResult cold = probing.first(Check.COLD_CONNECT);
            assertEquals(Outcome.OK, cold.outcome(), cold.detail());
            assertEquals(Set.of("tcp", "tls"), cold.phases().keySet());
        }
    }

    @Test
    void aForeignCaIsATlsFaultNotAnOutage() throws IOException {
        try (FakeTemporal server = new FakeTemporal(0, TestCa.server(new TestCa("other").issue(NAME), null));
                Probing probing = probing(server, NAME, Check.SYSTEM_INFO, Check.COLD_CONNECT)) {
            assertEquals(Outcome.TLS, probing.first(Check.SYSTEM_INFO).outcome());
            assertEquals(Outcome.TLS, probing.first(Check.COLD_CONNECT).outcome());
        }
    }

    @Test
    void aCertificateForAnotherNameIsATlsFault() throws IOException {
        try (FakeTemporal server = new FakeTemporal(0, TestCa.server(ca.issue("other.example.test"), null));
                Probing probing = probing(server, NAME, Check.SYSTEM_INFO, Check.COLD_CONNECT)) {
            assertEquals(Outcome.TLS, probing.first(Check.SYSTEM_INFO).outcome());
            assertEquals(Outcome.TLS, probing.first(Check.COLD_CONNECT).outcome());
        }
    }

    @Test
    void aPlaintextServerOnATlsPortIsATlsFault() {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = probing(server, NAME, Check.SYSTEM_INFO, Check.COLD_CONNECT)) {
            assertFalse(probing.first(Check.SYSTEM_INFO).outcome() == Outcome.OK);
            assertFalse(probing.first(Check.COLD_CONNECT).outcome() == Outcome.OK);
        }
    }

    @Test
    void aListenerThatHangsUpInTheHandshakeIsALostConnection() throws IOException {
        // A proxy that passes TLS through to a dead backend: this is an outage and must not read as a certificate
        // fault.
        try (RawServer server = new RawServer(RawServer.HANG_UP);
                Probing probing =
                        Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO, Check.COLD_CONNECT)
                                .tls(caFile, null, null, NAME)
                                .endpoint())) {
            assertEquals(Outcome.UNREACHABLE, probing.first(Check.SYSTEM_INFO).outcome());
            assertEquals(Outcome.UNREACHABLE, probing.first(Check.COLD_CONNECT).outcome());
        }
    }

    @Test
    void aListenerThatNeverAnswersTheHandshakeIsADeadline() throws IOException {
        try (RawServer server = new RawServer(RawServer.SILENT);
                Probing probing =
                        Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO, Check.COLD_CONNECT)
                                .tls(caFile, null, null, NAME)
                                .endpoint())) {
            assertEquals(Outcome.DEADLINE, probing.first(Check.SYSTEM_INFO).outcome());
            assertEquals(Outcome.DEADLINE, probing.first(Check.COLD_CONNECT).outcome());
        }
    }

    @Test
    void aServerCertificateThatExpiresWhileRunningIsSeenByTheColdConnect() throws IOException {
        TestCa.Identity shortLived = ca.issue(NAME, Instant.now().plus(Duration.ofSeconds(6)));
        try (FakeTemporal server = new FakeTemporal(0, TestCa.server(shortLived, null));
                Probing probing = probing(server, NAME, Check.SYSTEM_INFO, Check.COLD_CONNECT)) {
            assertEquals(Outcome.OK, probing.first(Check.COLD_CONNECT).outcome());
            probing.next(r -> r.target().check() == Check.COLD_CONNECT && r.outcome() == Outcome.TLS);
            probing.next(r -> r.target().check() == Check.SYSTEM_INFO && r.outcome() == Outcome.OK);
        }
    }

    @Test
    void ourOwnCertificateThatTheServerDoesNotTrustIsATlsFaultUntilItIsRotated() throws IOException {
        new TestCa("stranger").issue("prober").write(certificate, key);
        try (FakeTemporal server = new FakeTemporal(0, TestCa.server(ca.issue(NAME), ca));
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                        .tls(caFile, certificate, key, NAME)
                        .endpoint())) {
            probing.first(Outcome.TLS);
            probing.next(r -> r.outcome() == Outcome.TLS);
            assertTrue(
                    probing.results.stream().noneMatch(r -> r.outcome().meaning() == Outcome.Meaning.FAILED),
                    probing.results.toString());
            ca.issue("prober").write(certificate, key);
            probing.next(r -> r.outcome() == Outcome.OK);
        }
    }

    @Test
    void aResetRightAfterTheHandshakeReadsAsOurCertificateRefused() throws Exception {
        ca.issue("prober").write(certificate, key);
        TestCa.Identity identity = ca.issue(NAME);
        try (SSLServerSocket server = TestCa.serverSocket(identity);
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.getLocalPort(), Check.SYSTEM_INFO)
                        .tls(caFile, certificate, key, NAME)
                        .endpoint())) {
            Thread rude = new Thread(() -> resetAfterHandshake(server));
            rude.setDaemon(true);
            rude.start();
            probing.first(Outcome.TLS);
        }
    }

    private static void resetAfterHandshake(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (SSLSocket connection = (SSLSocket) server.accept()) {
                connection.startHandshake();
                connection.setSoLinger(true, 0);
            } catch (IOException closed) {
                assert closed != null;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http/1.1"})
    void tlsWithoutHttp2IsSaidAndIsNeitherLossNorUnreachable(String protocol) throws Exception {
        try (SSLServerSocket server = TestCa.serverSocket(ca.issue(NAME))) {
            SSLParameters parameters = server.getSSLParameters();
            parameters.setApplicationProtocols(protocol.isEmpty() ? new String[0] : new String[] {protocol});
            server.setSSLParameters(parameters);
            Thread patient = new Thread(() -> shakeHands(server));
            patient.setDaemon(true);
            patient.start();
            try (Probing probing =
                    Probing.of(Probing.spec("127.0.0.1", server.getLocalPort(), Check.SYSTEM_INFO, Check.COLD_CONNECT)
                            .tls(caFile, null, null, NAME)
                            .endpoint())) {
                for (Check check : List.of(Check.SYSTEM_INFO, Check.COLD_CONNECT)) {
                    ProbeResult result = probing.first(check);
                    assertEquals(Outcome.TLS, result.outcome(), result.detail());
                    assertTrue(result.detail().startsWith("no h2 in ALPN"), result.detail());
                }
            }
        }
    }

    private static void shakeHands(SSLServerSocket server) {
        List<SSLSocket> kept = new ArrayList<>();
        while (!server.isClosed()) {
            try {
                SSLSocket connection = (SSLSocket) server.accept();
                kept.add(connection);
                connection.startHandshake();
            } catch (IOException closedOrRefused) {
                assert closedOrRefused != null;
            }
        }
    }

    @Test
    void aRotationByLinkSwapIsUsedForNewHandshakesAndABrokenOneIsNot() throws IOException {
        Path first = Files.createDirectory(dir.resolve("..1"));
        Path second = Files.createDirectory(dir.resolve("..2"));
        Path third = Files.createDirectory(dir.resolve("..3"));
        ca.issue("prober").write(first.resolve("tls.crt"), first.resolve("tls.key"));
        ca.issue("prober").write(second.resolve("tls.crt"), second.resolve("tls.key"));
        Files.copy(first.resolve("tls.key"), second.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        ca.issue("prober").write(third.resolve("tls.crt"), third.resolve("tls.key"));
        Path data = dir.resolve("..data");
        Files.createSymbolicLink(data, first);
        Files.createSymbolicLink(certificate, data.resolve("tls.crt"));
        Files.createSymbolicLink(key, data.resolve("tls.key"));
        try (FakeTemporal server = new FakeTemporal(0, TestCa.server(ca.issue(NAME), ca));
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                        .tls(caFile, certificate, key, NAME)
                        .endpoint())) {
            probing.first(Outcome.OK);
            assertEquals(1, probing.connects.get());
            swap(data, second);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> probing.files.contains("tls.key does not match the certificate tls.crt"));
            probing.next(r -> r.outcome() == Outcome.OK);
            assertEquals(1, probing.connects.get(), "a key that does not fit changes nothing");
            swap(data, third);
            await().atMost(Duration.ofSeconds(60)).until(() -> probing.connects.get() == 2);
            probing.next(r -> r.outcome() == Outcome.OK);
            assertTrue(probing.results.stream().allMatch(r -> r.outcome() != Outcome.TLS), probing.results.toString());
        }
    }

    @Test
    void filesThatWereNeverGoodAreOurFaultAndHealWhenTheyCome() throws IOException {
        Path late = dir.resolve("late.crt");
        Files.writeString(late, "-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n");
        try (FakeTemporal server = new FakeTemporal(0, TestCa.server(ca.issue(NAME), null));
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                        .tls(late, null, null, NAME)
                        .endpoint())) {
            probing.first(Outcome.TLS);
            assertEquals(0, probing.connects.get());
            ca.writeCertificate(late);
            probing.next(r -> r.outcome() == Outcome.OK);
        }
    }

    private static void swap(Path link, Path to) throws IOException {
        Path next = link.resolveSibling("..data_tmp");
        Files.createSymbolicLink(next, to);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Probing probing(FakeTemporal server, String name, Check... checks) {
        return Probing.of(Probing.spec("127.0.0.1", server.port(), checks)
                .tls(caFile, null, null, name)
                .endpoint());
    }
}
