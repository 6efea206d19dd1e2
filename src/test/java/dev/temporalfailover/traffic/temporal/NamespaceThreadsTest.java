package dev.temporalfailover.traffic.temporal;

import static dev.temporalfailover.traffic.temporal.ClusterFixture.LONG;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.told;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.HistoryHosts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A defect in any thread that reads Temporal's clusters ends a round, is said, and ends no thread. */
class NamespaceThreadsTest {
    private final ClusterFixture world = new ClusterFixture();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void eachThreadSaysItAndGoesOn() {
        world.inWest("pay");
        world.critical = List.of(new CriticalQueue("pay", "orders", TaskKind.WORKFLOW));
        world.longPoll = Optional.of("pay");
        world.history = Optional.of(new HistoryHosts("no-such-host.invalid", 1, Optional.empty(), Optional.empty()));
        world.defect = true;
        TemporalNamespaces west = world.start();
        for (String thread : List.of(
                "namespaces-pay list",
                "pollers-pay pollers",
                "replication-pay replication",
                "long-poll-pay long_poll")) {
            await().atMost(LONG).until(() -> world.problems.contains(thread + " threw"));
        }
        assertEquals(List.of(), west.pollers());
        world.defect = false;
        told(west, "pay");
        await().atMost(LONG)
                .until(() -> west.pollers().stream().anyMatch(one -> one.read().isPresent()));
        await().atMost(LONG).until(() -> west.longPoll().isPresent());
        await().atMost(LONG).until(() -> world.problems.stream()
                .anyMatch(said -> said.startsWith("replication ") && said.contains("no-such-host.invalid")));
    }
}
