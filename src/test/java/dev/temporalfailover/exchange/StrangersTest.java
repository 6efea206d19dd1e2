package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody without a certificate can do to port 7443. */
class StrangersTest {
    private final TestCa ca = new TestCa("fleet");
    private final List<Socket> sockets = new ArrayList<>();

    @TempDir
    Path directory;

    private SecureParties parties;
    private Party leader;

    @BeforeEach
    void start() throws IOException {
        parties = new SecureParties(directory, ca);
        leader = parties.start("east-1", "us-east-1", id());
        leader.leadership.lead();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        parties.close();
    }

    private TestCa.Identity id() {
        return ca.issue(SecureParties.NAME, "us-east-1", "", Instant.now().plus(Duration.ofHours(1)));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", leader.exchange.port());
        sockets.add(socket);
        return socket;
    }

    private void anObserverIsHeard() throws IOException {
        Party observer = parties.start("east-2", "us-east-1", id());
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
        observer.follow(leader);
        Party.await().until(() -> leader.heard.votes("east-2").size() == 1);
    }

    @Test
    void idleConnectionsKeepNobodyOut() throws IOException {
        for (int i = 0; i < 600; i++) {
            connect();
        }
        Party.await()
                .until(() -> leader.counts.refusals(RefusalReason.FULL) >= 600 - Doorkeeper.STRANGERS_OF_AN_ADDRESS);
        anObserverIsHeard();
    }

    @Test
    void halfAHandshakeIsEndedSoon() throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 50});
        socket.setSoTimeout(20_000);
        assertEquals(-1, socket.getInputStream().read());
    }

    @Test
    void junkIsLoggedOnceAndCounted() throws IOException {
        for (int i = 0; i < 300; i++) {
            byte[] junk = ("GET /" + i + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            try (Socket socket = connect()) {
                socket.getOutputStream().write(junk);
                socket.getOutputStream().flush();
                socket.setSoTimeout(20_000);
                while (socket.getInputStream().read() >= 0) {
                    continue;
                }
            } catch (IOException reset) {
                assert reset != null;
            }
        }
        Party.await().until(() -> leader.counts.refusals(RefusalReason.HANDSHAKE) >= 290);
        long lines =
                leader.log.stream().filter(line -> line.contains("refused")).count();
        assertTrue(lines <= 3, leader.log::toString);
        anObserverIsHeard();
    }
}
