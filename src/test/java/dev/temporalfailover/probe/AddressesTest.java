package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.temporalfailover.emulator.dns.FakeNameServer;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestCa;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name with several addresses of which some are dead, and addresses of version 6. */
class AddressesTest {
    private static final String NAME = "temporal.test";

    private final FakeNameServer dns = new FakeNameServer();
    private final List<Closeable> open = new ArrayList<>();

    @TempDir
    private Path dir;

    @AfterEach
    void close() throws IOException {
        dns.close();
        for (Closeable one : open) {
            one.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deadAddressesBeforeTheOneThatServesAreNoOutage(boolean accepting) throws Exception {
        int port = Ports.free();
        hole("127.0.0.1", port, accepting);
        hole("127.0.0.2", port, accepting);
        dns.put(NAME, List.of("127.0.0.1", "127.0.0.2", "127.0.0.3"));
        Endpoint endpoint =
                Probing.spec(NAME, port, Check.SYSTEM_INFO).timeout(2_000).endpoint();
        try (FakeTemporal server = new FakeTemporal("127.0.0.3", port, null);
                Probing probing = Probing.with(dns.servers(), endpoint)) {
            probing.next(r -> r.outcome() == Outcome.OK);
            probing.next(r -> r.outcome() == Outcome.OK);
            assertFalse(server.authorizations.isEmpty());
            if (!accepting) {
                long failed = probing.results.stream()
                        .filter(r -> r.outcome().meaning() == Outcome.Meaning.FAILED)
                        .count();
                assertTrue(failed <= 1, "each has its share of the time: " + probing.results);
            }
        }
    }

    @Test
    void aColdConnectTriesTheNextAddressSoonAndNamesTheDeadOne() throws Exception {
        int port = Ports.free();
        hole("127.0.0.1", port, false);
        dns.put(NAME, List.of("127.0.0.1", "127.0.0.3"));
        try (RawServer silent = new RawServer("127.0.0.3", port, RawServer.SILENT);
                Probing probing = Probing.with(
                        dns.servers(),
                        Probing.spec(NAME, port, Check.COLD_CONNECT)
                                .timeout(4_000)
                                .endpoint())) {
            ProbeResult cold = probing.first(Check.COLD_CONNECT);
            assertEquals(Outcome.OK, cold.outcome(), cold.detail());
            assertTrue(cold.detail().startsWith("127.0.0.1 did not answer within"), cold.detail());
            assertEquals(cold.detail(), probing.addresses.get(0));
            assertEquals(port, silent.port());
        }
    }

    @Test
    void aColdConnectWithTlsGoesOnFromOneThatAcceptsAndSaysNothing() throws Exception {
        int port = Ports.free();
        hole("127.0.0.1", port, true);
        dns.put(NAME, List.of("127.0.0.1", "127.0.0.3"));
        TestCa ca = new TestCa("ca");
        ca.writeCertificate(dir.resolve("ca.crt"));
        try (FakeTemporal server = new FakeTemporal("127.0.0.3", port, TestCa.server(ca.issue(NAME), null));
                Probing probing = Probing.with(
                        dns.servers(),
                        Probing.spec(NAME, port, Check.COLD_CONNECT)
                                .tls(dir.resolve("ca.crt"), null, null, NAME)
                                .patient(Duration.ofSeconds(8)))) {
            ProbeResult cold = probing.first(Check.COLD_CONNECT);
            assertEquals(Outcome.OK, cold.outcome(), cold.detail());
            assertEquals(port, server.port());
        }
    }

    @Test
    void anHttpProbeTriesTheNextAddressToo() throws Exception {
        int port = Ports.free();
        hole("127.0.0.1", port, false);
        dns.put(NAME, List.of("127.0.0.1", "127.0.0.3"));
        try (RawServer server = new RawServer(
                        "127.0.0.3", port, RawServer.answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                Probing probing = Probing.with(
                        dns.servers(),
                        Probing.spec(NAME, port, Check.HTTP)
                                .http("/")
                                .timeout(4_000)
                                .endpoint())) {
            probing.first(Outcome.OK);
            assertTrue(server.accepted.get() > 0);
            assertTrue(
                    probing.results.stream().noneMatch(r -> r.outcome().meaning() == Outcome.Meaning.FAILED),
                    probing.results.toString());
        }
    }

    @Test
    void deadAddressesOnlyAreUnreachableAndAllNamed() throws Exception {
        int port = Ports.free();
        hole("127.0.0.1", port, false);
        dns.put(NAME, List.of("127.0.0.1", "127.0.0.9"));
        try (Probing probing = Probing.with(
                dns.servers(),
                Probing.spec(NAME, port, Check.SYSTEM_INFO, Check.COLD_CONNECT).endpoint())) {
            ProbeResult cold = probing.next(
                    r -> r.target().check() == Check.COLD_CONNECT && r.outcome().meaning() == Outcome.Meaning.FAILED);
            assertTrue(cold.detail().contains("127.0.0.1 ") && cold.detail().contains("127.0.0.9 "), cold.detail());
            probing.next(
                    r -> r.target().check() == Check.SYSTEM_INFO && r.outcome().meaning() == Outcome.Meaning.FAILED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void anAddressOfVersion6IsProbedByEveryCheck(String literal) throws Exception {
        InetAddress address = InetAddress.getByName(literal);
        assumeTrue(address.getAddress().length == 4 || binds(), "no loopback of version 6 here");
        int port = Ports.free();
        String at = address.getAddress().length == 4 ? "127.0.0.1" : "::1";
        try (FakeTemporal server = new FakeTemporal(at, port, null);
                Probing probing = Probing.of(Probing.spec(
                                literal,
                                port,
                                Check.SYSTEM_INFO,
                                Check.GRPC_HEALTH,
                                Check.DESCRIBE_NAMESPACE,
                                Check.COLD_CONNECT)
                        .endpoint())) {
            server.serving(
                    "temporal.api.workflowservice.v1.WorkflowService",
                    io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING);
            for (Check check :
                    List.of(Check.SYSTEM_INFO, Check.GRPC_HEALTH, Check.DESCRIBE_NAMESPACE, Check.COLD_CONNECT)) {
                probing.next(r -> r.target().check() == check && r.outcome() == Outcome.OK);
            }
            assertEquals(List.of(), probing.localErrors);
        }
    }

    @Test
    void aServerThatDrainsOnTheConnectionThatStandsIsDialledAnewBeforeThatCounts() throws Exception {
        AtomicInteger to = new AtomicInteger();
        try (FakeTemporal old = new FakeTemporal();
                FakeTemporal fresh = new FakeTemporal();
                RawServer balancer = new RawServer(connection -> relay(connection, to.get()))) {
            to.set(old.port());
            String service = "temporal.api.workflowservice.v1.WorkflowService";
            old.serving(service, io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING);
            fresh.serving(service, io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING);
            try (Probing probing = Probing.of(Probing.spec("127.0.0.1", balancer.port(), Check.GRPC_HEALTH)
                    .timeout(10_000)
                    .endpoint())) {
                probing.prober.probeNow("us-east-1");
                probing.first(Outcome.OK);
                to.set(fresh.port());
                old.serving(service, io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING);
                int before = probing.results.size();
                probing.prober.probeNow("us-east-1");
                ProbeResult after = probing.next(r -> true);
                assertEquals(Outcome.OK, after.outcome(), probing.results.subList(before, before + 1) + "");
                assertTrue(!fresh.authorizations.isEmpty());
                fresh.serving(service, io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING);
                probing.prober.probeNow("us-east-1");
                probing.first(Outcome.NOT_SERVING);
            }
        }
    }

    private void relay(Socket from, int port) throws IOException {
        Socket to = new Socket(InetAddress.getByName("127.0.0.1"), port);
        open.add(to);
        Thread back = new Thread(() -> copy(to, from));
        back.setDaemon(true);
        back.start();
        copy(from, to);
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        } catch (IOException closed) {
            assert closed != null;
        }
    }

    private static boolean binds() {
        try (ServerSocket six = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return six.isBound();
        } catch (IOException none) {
            return false;
        }
    }

    /** One that accepts and says nothing, or one whose queue of connections is full, so that it answers no SYN. */
    private void hole(String address, int port, boolean accepting) throws IOException {
        ServerSocket server = new ServerSocket(port, accepting ? 1_000 : 1, InetAddress.getByName(address));
        open.add(server);
        for (int i = 0; i < 50 && !accepting; i++) {
            Socket one = new Socket();
            open.add(one);
            try {
                one.connect(new InetSocketAddress(address, port), 500);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }
}
