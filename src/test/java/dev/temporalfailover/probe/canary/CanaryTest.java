package dev.temporalfailover.probe.canary;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.WayAnswers;
import dev.temporalfailover.failover.status.WayAnswers.CanaryCall;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.canary.CanarySettings.CanaryWay;
import dev.temporalfailover.probe.canary.CanarySettings.Connection;
import dev.temporalfailover.probe.canary.CanarySettings.Server;
import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A canary client against a real server. */
class CanaryTest {
    private final Clock clock = TestClock.running();

    private Canary canary(int port, Connection connection) {
        Server server = new Server("127.0.0.1", port, Optional.empty(), Optional.empty());
        CanaryWay way = new CanaryWay("mesh", server, connection, Duration.ofMillis(50));
        Canary canary = new Canary(
                new CanarySettings(List.of(way), Optional.empty()),
                Executors.newSingleThreadScheduledExecutor(),
                clock,
                new Heartbeats(clock, (thread, step) -> {}),
                (file, problem) -> {},
                (name, cluster, failure) -> {});
        canary.start();
        return canary;
    }

    private static CanaryCall newest(Canary canary) {
        List<CanaryCall> calls = canary.answers().get(0).calls();
        return calls.isEmpty() ? new CanaryCall(Duration.ZERO, "", "none yet") : calls.get(0);
    }

    @ParameterizedTest
    @EnumSource(Connection.class)
    void itSaysWhichClusterAnsweredAndWhyOneDidNot(Connection connection) {
        try (FakeTemporal temporal = new FakeTemporal();
                Canary canary = canary(temporal.port(), connection)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> newest(canary).cluster().equals("5f1a"));
            temporal.cluster.set("07b2");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> newest(canary).cluster().equals("07b2"));
            temporal.script.set(FakeTemporal.HANG);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> newest(canary).failure().equals("UNAVAILABLE not well"));
            temporal.script.set(FakeTemporal.OK);
            await().atMost(Duration.ofSeconds(60)).until(() -> newest(canary).answered());
        }
    }

    /** The library alone would dial again after 1, 2, 4 and up to 120 s. */
    @ParameterizedTest
    @EnumSource(Connection.class)
    void aServerThatReturnsIsCalledAgainAtOnce(Connection connection) {
        int port;
        try (FakeTemporal temporal = new FakeTemporal()) {
            port = temporal.port();
        }
        try (Canary canary = canary(port, connection)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> canary.answers().get(0).calls().size() > 60);
            assertTrue(
                    newest(canary).failure().startsWith("UNAVAILABLE"),
                    newest(canary).failure());
            try (FakeTemporal back = new FakeTemporal(port, null)) {
                assertEquals(port, back.port());
                long failed = canary.answers().get(0).calls().size();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> newest(canary).answered());
                assertTrue(
                        canary.answers().get(0).calls().size() < failed + 100, "within 5 s, not when a back-off ends");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Connection.class)
    void whatItKeepsIsBounded(Connection connection) {
        try (FakeTemporal temporal = new FakeTemporal()) {
            RecentCalls recent = new RecentCalls("mesh", clock, (name, cluster, failure) -> {});
            Server server = new Server("127.0.0.1", temporal.port(), Optional.empty(), Optional.empty());
            var sockets = new io.netty.channel.nio.NioEventLoopGroup(1);
            ClusterClient client =
                    new ClusterClient(server, connection, sockets, clock, Duration.ofSeconds(5), (file, problem) -> {});
            for (int i = 0; i < RecentCalls.KEPT + 50; i++) {
                int sent = Math.min(i, RecentCalls.KEPT - 1);
                recent.call(client::ask);
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> recent.answers().calls().size() > sent - 1);
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> recent.answers().calls().size() == RecentCalls.KEPT);
            WayAnswers answers = recent.answers();
            assertEquals("mesh", answers.way());
            assertTrue(
                    answers.calls()
                                    .get(0)
                                    .age()
                                    .compareTo(answers.calls().get(1).age())
                            <= 0,
                    "the newest first");
            client.close();
            sockets.shutdownGracefully();
        }
    }

    @Test
    void aCallThatCannotBeSentIsAFailureAndKeepsNoPlace() {
        RecentCalls recent = new RecentCalls("mesh", clock, (name, cluster, failure) -> {});
        for (int i = 0; i < 2 * RecentCalls.OPEN; i++) {
            recent.call(done -> {
                throw new IllegalStateException("closed");
            });
        }
        recent.call(done -> {
            done.accept("5f1a", "");
            throw new IllegalStateException("after its end");
        });
        List<CanaryCall> calls = recent.answers().calls();
        assertEquals(2 * RecentCalls.OPEN + 1, calls.size());
        assertEquals("not sent: closed", calls.get(calls.size() - 1).failure());
        assertEquals(1, calls.stream().filter(CanaryCall::answered).count());
    }
}
