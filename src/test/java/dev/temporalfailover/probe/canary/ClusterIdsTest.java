package dev.temporalfailover.probe.canary;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.ProbeTimes;
import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Whose cluster an id is, by real calls. */
class ClusterIdsTest {
    private final Clock clock = TestClock.running();
    private final List<String> log = new CopyOnWriteArrayList<>();

    private static Endpoint frontend(String region, int port) {
        ProbeTimes times = new ProbeTimes(
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofSeconds(15),
                Duration.ofSeconds(1));
        return new Endpoint(
                region,
                Service.FRONTEND,
                "private",
                "127.0.0.1",
                port,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "temporal-system",
                Set.of(Check.SYSTEM_INFO),
                times);
    }

    private ClusterIds ids(int east, int west) {
        ClusterIds ids = new ClusterIds(
                List.of(frontend("us-east-1", east), frontend("us-west-2", west)),
                Executors.newSingleThreadScheduledExecutor(),
                clock,
                new Heartbeats(clock, (thread, step) -> {}),
                (file, problem) -> {},
                log::add);
        ids.start();
        return ids;
    }

    @Test
    void anIdIsTheRegionsWhoseFrontendGivesItAlsoWhenThatIsGone() {
        try (FakeTemporal west = new FakeTemporal()) {
            west.cluster.set("id-west");
            try (FakeTemporal east = new FakeTemporal();
                    ClusterIds ids = ids(east.port(), west.port())) {
                east.cluster.set("id-east");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> ids.region("id-west").isPresent());
                assertEquals(Optional.of("us-west-2"), ids.region("id-west"));
                west.stop();
                assertEquals(Optional.of("us-west-2"), ids.region("id-west"));
                assertEquals(Optional.empty(), ids.region("id-other"));
            }
        }
    }

    @Test
    void anIdThatTwoRegionsGiveIsNobodys() {
        try (FakeTemporal east = new FakeTemporal();
                FakeTemporal west = new FakeTemporal();
                ClusterIds ids = ids(east.port(), west.port())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !log.isEmpty());
            assertEquals(Optional.empty(), ids.region("5f1a"));
            assertEquals(List.of("cluster 5f1a: answers as us-east-1 and us-west-2; its answers prove nothing"), log);
        }
    }
}
