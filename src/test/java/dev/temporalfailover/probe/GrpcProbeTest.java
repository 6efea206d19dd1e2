package dev.temporalfailover.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Service;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrpcProbeTest {

    static Stream<Arguments> scripts() {
        return Stream.of(
                Arguments.of("good answer", FakeTemporal.OK, Outcome.OK),
                Arguments.of("no answer", FakeTemporal.HANG, Outcome.DEADLINE),
                Arguments.of("answer of 2 MiB", FakeTemporal.HUGE, Outcome.MALFORMED),
                Arguments.of("a gateway without a route", FakeTemporal.fails(Status.UNIMPLEMENTED), Outcome.MALFORMED),
                Arguments.of(
                        "an old Temporal",
                        FakeTemporal.fails(
                                Status.UNIMPLEMENTED.withDescription("unknown method GetSystemInfo for service"
                                        + " temporal.api.workflowservice.v1.WorkflowService")),
                        Outcome.UNIMPLEMENTED),
                Arguments.of("bad token", FakeTemporal.fails(Status.UNAUTHENTICATED), Outcome.AUTH),
                Arguments.of(
                        "rate limit",
                        FakeTemporal.exhausted(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT),
                        Outcome.OVERLOADED),
                Arguments.of(
                        "busy workflow",
                        FakeTemporal.exhausted(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW),
                        Outcome.FAILED),
                Arguments.of(
                        "starting or stopping",
                        FakeTemporal.fails(Status.UNAVAILABLE.withDescription("Frontend is not healthy yet")),
                        Outcome.NOT_SERVING),
                Arguments.of(
                        "dead database",
                        FakeTemporal.fails(Status.UNAVAILABLE.withDescription("no usable database connection found")),
                        Outcome.FAILED));
    }

    @ParameterizedTest(name = "{0} is {2}")
    @MethodSource("scripts")
    void aServersAnswerHasItsOutcome(String name, FakeTemporal.Script script, Outcome outcome) {
        try (FakeTemporal server = new FakeTemporal()) {
            server.script.set(script);
            try (Probing probing = probing(server.port(), Check.SYSTEM_INFO)) {
                ProbeResult result = probing.first(outcome);
                assertEquals("127.0.0.1:" + server.port(), result.target().address());
            }
        }
    }

    @Test
    void theDeadlineIsSentAlong() {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = probing(server.port(), Check.SYSTEM_INFO)) {
            probing.first(Outcome.OK);
            long deadline = server.deadlinesMillis.get(0);
            assertTrue(deadline > 600 && deadline <= 1200, "deadline " + deadline);
        }
    }

    @Test
    void nothingListensIsRefusedAndTheFirstProbeAfterARestartIsGood() {
        int port;
        try (FakeTemporal server = new FakeTemporal()) {
            port = server.port();
        }
        try (Probing probing = probing(port, Check.SYSTEM_INFO)) {
            probing.first(Outcome.REFUSED);
            await().atMost(Duration.ofSeconds(60)).until(() -> probing.results.size() >= 5);
            assertTrue(probing.connectFailures.get() >= 4, "each probe dials anew: " + probing.connectFailures);
            try (FakeTemporal again = new FakeTemporal(port, null)) {
                probing.next(r -> r.outcome() == Outcome.OK);
                assertEquals(port, again.port());
            }
        }
    }

    @Test
    void aWarmChannelIsKeptWhileItAnswers() {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = probing(server.port(), Check.SYSTEM_INFO, Check.DESCRIBE_NAMESPACE)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> probing.results.size() >= 6);
            assertEquals(1, probing.connects.get());
            await().atMost(Duration.ofSeconds(60)).until(() -> probing.channels
                    .getOrDefault("us-east-1/private/ready", 0)
                    .equals(1));
        }
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersIsADeadlineNotUnreachable() throws IOException {
        try (RawServer server = new RawServer(RawServer.SILENT);
                Probing probing = probing(server.port(), Check.SYSTEM_INFO)) {
            probing.first(Outcome.DEADLINE);
            await().atMost(Duration.ofSeconds(60)).until(() -> server.accepted.get() >= 3);
        }
    }

    @Test
    void aConnectionThatIsNeverAcceptedIsUnreachable() throws IOException {
        // A full accept queue: Linux drops further handshakes, as a dead host would.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket two = new Socket(full.getInetAddress(), full.getLocalPort());
                Probing probing = probing(full.getLocalPort(), Check.SYSTEM_INFO, Check.COLD_CONNECT)) {
            assertTrue(one.isConnected() && two.isConnected());
            probing.next(r -> r.outcome() == Outcome.UNREACHABLE && r.target().check() == Check.SYSTEM_INFO);
            probing.next(r -> r.outcome() == Outcome.UNREACHABLE && r.target().check() == Check.COLD_CONNECT);
        }
    }

    @Test
    void aColdConnectOutlastsALostHandshake() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket two = new Socket(full.getInetAddress(), full.getLocalPort());
                Probing probing =
                        Probing.of(Probing.spec("127.0.0.1", full.getLocalPort(), Check.SYSTEM_INFO, Check.COLD_CONNECT)
                                .patient(Duration.ofSeconds(60)))) {
            assertTrue(one.isConnected() && two.isConnected());
            // By the second of these the cold connect has begun: its SYN was dropped too, and is sent again after 1 s
            // and on.
            probing.next(r -> r.outcome() == Outcome.UNREACHABLE && r.target().check() == Check.SYSTEM_INFO);
            probing.next(r -> r.outcome() == Outcome.UNREACHABLE && r.target().check() == Check.SYSTEM_INFO);
            // Two places would not do: the gRPC channel dials again and again, and might take both.
            CompletableFuture.runAsync(() -> acceptAll(full));
            assertEquals(Outcome.OK, probing.first(Check.COLD_CONNECT).outcome());
        }
    }

    @Test
    void aLostHandshakeIsSentAgainInTheSameDial() throws IOException {
        // One try is enough, but a machine that stands still between the probe's end and the second SYN spoils it.
        boolean sentAgain = false;
        for (int round = 0; round < 5 && !sentAgain; round++) {
            try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                    Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                    Socket two = new Socket(full.getInetAddress(), full.getLocalPort());
                    Probing probing = probing(full.getLocalPort(), Check.SYSTEM_INFO)) {
                assertTrue(one.isConnected() && two.isConnected());
                probing.first(Outcome.UNREACHABLE);
                full.accept().close();
                full.accept().close();
                await().atMost(Duration.ofSeconds(60)).until(() -> probing.connects.get() > 0);
                sentAgain = probing.connectFailures.get() == 0;
            }
        }
        assertTrue(sentAgain, "every dial was given up before its SYN was sent again");
    }

    @Test
    void aServerThatHangsUpIsUnreachable() throws IOException {
        try (RawServer server = new RawServer(RawServer.HANG_UP);
                Probing probing = probing(server.port(), Check.SYSTEM_INFO)) {
            probing.first(Outcome.UNREACHABLE);
        }
    }

    @Test
    void somethingElseThanHttp2IsMalformed() throws IOException {
        try (RawServer server = new RawServer(RawServer.says("SSH-2.0-OpenSSH_9.2 not a Temporal at all\r\n\r\n"));
                Probing probing = probing(server.port(), Check.SYSTEM_INFO)) {
            ProbeResult result = probing.first(Outcome.MALFORMED);
            assertTrue(result.detail().length() <= 300, result.detail());
        }
    }

    @Test
    void anAnswerAfterTheTimeoutIsLate() {
        ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        try (FakeTemporal server = new FakeTemporal()) {
            server.script.set(to -> later.schedule(() -> FakeTemporal.OK.answer(to), 800, TimeUnit.MILLISECONDS));
            try (Probing probing = probing(server.port(), Check.SYSTEM_INFO)) {
                ProbeResult late = probing.first(Outcome.LATE);
                List<Outcome> told = probing.results.stream()
                        .map(ProbeResult::outcome)
                        .filter(outcome -> outcome != Outcome.STARVED)
                        .toList();
                assertEquals(Outcome.DEADLINE, told.get(told.indexOf(Outcome.LATE) - 1));
                assertTrue(late.latency().toMillis() >= 800, late.toString());
            }
        } finally {
            later.shutdownNow();
        }
    }

    @Test
    void aFrontendThatRecoversFromAHangAnswersAgain() {
        try (FakeTemporal server = new FakeTemporal()) {
            server.script.set(FakeTemporal.HANG);
            try (Probing probing = probing(server.port(), Check.SYSTEM_INFO)) {
                probing.first(Outcome.DEADLINE);
                await("a channel that swallows probes is dialled anew")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> probing.connects.get() >= 2);
                server.script.set(FakeTemporal.OK);
                probing.next(r -> r.outcome() == Outcome.OK);
            }
        }
    }

    @Test
    void aConnectionThatIsCutIsDialledAnew() {
        int port;
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = probing(server.port(), Check.SYSTEM_INFO)) {
            port = server.port();
            probing.first(Outcome.OK);
            server.stop();
            probing.next(r -> r.outcome() == Outcome.REFUSED || r.outcome() == Outcome.UNREACHABLE);
            try (FakeTemporal again = new FakeTemporal(port, null)) {
                probing.next(r -> r.outcome() == Outcome.OK);
                assertEquals(port, again.port());
            }
        }
    }

    @Test
    void everyRoleIsAskedByItsOwnHealthName() {
        try (FakeTemporal server = new FakeTemporal()) {
            server.serving("temporal.api.workflowservice.v1.HistoryService", ServingStatus.NOT_SERVING);
            server.serving("temporal.api.workflowservice.v1.MatchingService", ServingStatus.SERVING);
            try (Probing probing = Probing.of(
                    Probing.spec("127.0.0.1", server.port(), Check.GRPC_HEALTH)
                            .service(Service.HISTORY)
                            .endpoint(),
                    Probing.spec("127.0.0.1", server.port(), Check.GRPC_HEALTH)
                            .service(Service.MATCHING)
                            .endpoint(),
                    Probing.spec("127.0.0.1", server.port(), Check.GRPC_HEALTH).endpoint())) {
                assertEquals(
                        Service.HISTORY,
                        probing.first(Outcome.NOT_SERVING).target().service());
                assertEquals(
                        Service.MATCHING, probing.first(Outcome.OK).target().service());
                assertEquals(
                        Service.FRONTEND,
                        probing.first(Outcome.UNIMPLEMENTED).target().service());
            }
        }
    }

    @Test
    void whoDoesNotKnowTheHealthServiceMustShowThatItIsTemporal() {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = probing(server.port(), Check.GRPC_HEALTH)) {
            probing.first(Outcome.UNIMPLEMENTED);
            server.script.set(FakeTemporal.fails(Status.UNIMPLEMENTED));
            probing.next(r -> r.outcome() == Outcome.MALFORMED);
        }
    }

    @Test
    void aNamespaceThatIsNotThereProvesThatTheDatabaseWasRead() {
        try (FakeTemporal server = new FakeTemporal()) {
            server.namespace.set(Status.NOT_FOUND.withDescription("Namespace default is not found."));
            try (Probing probing = probing(server.port(), Check.DESCRIBE_NAMESPACE)) {
                ProbeResult result = probing.first(Outcome.OK);
                assertTrue(result.detail().contains("not found"), result.detail());
                server.namespace.set(Status.UNAVAILABLE.withDescription("no usable database connection found"));
                probing.next(r -> r.outcome() == Outcome.FAILED);
            }
        }
    }

    @Test
    void aTokenIsSentAndReReadAndNeverTold(@TempDir Path dir) throws IOException {
        Path token = dir.resolve("token");
        Files.writeString(token, "first-secret\n");
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                        .token(token)
                        .endpoint())) {
            probing.first(Outcome.OK);
            assertEquals("Bearer first-secret", server.authorizations.get(0));
            Files.write(token, new byte[] {'b', 'a', 'd', 1, 2});
            await().atMost(Duration.ofSeconds(60)).until(() -> probing.files.size() >= 2);
            int before = server.authorizations.size();
            await().atMost(Duration.ofSeconds(60)).until(() -> server.authorizations.size() > before + 1);
            assertEquals("Bearer first-secret", server.authorizations.get(before + 1), "a broken file keeps the old");
            Files.write(token, "second-secret".getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofSeconds(60)).until(() -> server.authorizations.contains("Bearer second-secret"));
            assertTrue(
                    (probing.results.toString() + probing.files).indexOf("secret") < 0,
                    probing.files + " " + probing.results);
        }
    }

    @Test
    void aMissingTokenIsOurOwnFaultAndNothingIsAsked(@TempDir Path dir) {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                        .token(dir.resolve("none"))
                        .endpoint())) {
            probing.first(Outcome.AUTH);
            assertTrue(server.authorizations.isEmpty());
        }
    }

    private static void acceptAll(ServerSocket listening) {
        try {
            while (true) {
                listening.accept().close();
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private static Probing probing(int port, Check... checks) {
        return Probing.of(Probing.spec("127.0.0.1", port, checks).endpoint());
    }
}
