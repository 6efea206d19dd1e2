package dev.temporalfailover.traffic.temporal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.temporalfailover.emulator.temporal.FakeCluster.Spoilt;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.PollerState;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import io.grpc.Status;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pollers of critical task queues by a frontend on loopback, through the whole switch of west. */
class PollerReaderTest {
    private static final CriticalQueue ORDERS = new CriticalQueue("pay", "orders", TaskKind.WORKFLOW);
    private static final CriticalQueue CHARGES = new CriticalQueue("pay", "orders", TaskKind.ACTIVITY);
    private static final Duration TURN = Duration.ofSeconds(11);
    private static final Moment NOW = new Moment(Instant.ofEpochSecond(10_000), Duration.ofSeconds(500));

    @TempDir
    Path directory;

    private final ClusterFixture clusters = new ClusterFixture();
    private TemporalNamespaces west;

    @AfterEach
    void stop() {
        clusters.close();
    }

    private void start(CriticalQueue... queues) {
        clusters.inEast("pay");
        clusters.critical = List.of(queues);
        west = clusters.start();
    }

    private static DescribeTaskQueueResponse polled(Instant... times) {
        DescribeTaskQueueResponse.Builder answer = DescribeTaskQueueResponse.newBuilder();
        for (Instant at : times) {
            answer.addPollers(PollerInfo.newBuilder()
                    .setIdentity("worker")
                    .setLastAccessTime(Timestamp.newBuilder().setSeconds(at.getEpochSecond())));
        }
        return answer.build();
    }

    private QueuePollers until(CriticalQueue queue, Predicate<QueuePollers> so) {
        await().atMost(ClusterFixture.LONG)
                .until(() -> west.pollers().stream().anyMatch(one -> one.queue().equals(queue) && so.test(one)));
        return west.pollers().stream()
                .filter(one -> one.queue().equals(queue))
                .findFirst()
                .orElseThrow();
    }

    private QueuePollers read(CriticalQueue queue) {
        return until(queue, one -> one.read().isPresent());
    }

    @Test
    void theLeaderCountsWhoPolledLatelyForEachKindOfTask() {
        clusters.west.taskQueues.put("pay/orders workflow", polled(Instant.now(), Instant.now()));
        clusters.west.taskQueues.put("pay/orders activity", polled(Instant.now().minusSeconds(200)));
        start(ORDERS, CHARGES);
        QueuePollers orders = read(ORDERS);
        assertEquals(2, orders.pollers());
        assertEquals(PollerState.POLLED, orders.state(orders.read().orElseThrow()));
        QueuePollers charges = read(CHARGES);
        assertEquals(PollerState.NONE, charges.state(charges.read().orElseThrow()));
        long idle = charges.idle(charges.read().orElseThrow()).orElseThrow().toSeconds();
        assertTrue(idle >= 199 && idle < 260, idle + " s");
        assertEquals(
                List.of(ORDERS, CHARGES),
                west.pollers().stream().map(QueuePollers::queue).toList());
        clusters.leads = false;
        await().atMost(ClusterFixture.LONG).until(() -> west.pollers().isEmpty());
    }

    /** East's cluster carries the namespace and has workers; west's has none, which is what counts. */
    @Test
    void aStandbyThatForwardsCallsIsAskedForItself() {
        clusters.east.taskQueues.put("pay/orders workflow", polled(Instant.now()));
        clusters.west.forwardsTo = Optional.of(clusters.east);
        start(ORDERS);
        assertEquals(0, read(ORDERS).pollers());
        assertEquals(0, clusters.east.count("DescribeTaskQueue"));
    }

    @Test
    void anotherInstanceAsksNothing() {
        clusters.leads = false;
        start(ORDERS);
        clusters.skipped = TURN;
        assertEquals(List.of(), west.pollers());
        clusters.leads = true;
        read(ORDERS);
        assertEquals(1, clusters.west.count("DescribeTaskQueue"));
    }

    @Test
    void aRefusalIsSaidAndTheLastAnswerStaysUntilItIsOld() {
        clusters.west.taskQueues.put("pay/orders workflow", polled(Instant.now().plusSeconds(60)));
        start(ORDERS);
        Duration first = read(ORDERS).read().orElseThrow();
        clusters.west.spoilt.put(
                "DescribeTaskQueue", Spoilt.by(Status.PERMISSION_DENIED.withDescription("Request unauthorized.")));
        clusters.skipped = TURN;
        QueuePollers refused = until(ORDERS, one -> !one.problem().isEmpty());
        assertEquals("PERMISSION_DENIED Request unauthorized.", refused.problem());
        assertEquals(1, refused.pollers());
        assertEquals(Optional.of(first), refused.read());
        assertEquals(PollerState.POLLED, refused.state(first.plusSeconds(60)));
        assertEquals(PollerState.STALE, refused.state(first.plusSeconds(61)));
        assertTrue(clusters.problems.contains("pay/orders workflow PERMISSION_DENIED Request unauthorized."));
        clusters.west.spoilt.clear();
        clusters.skipped = TURN.multipliedBy(2);
        until(ORDERS, one -> one.problem().isEmpty());
    }

    @Test
    void aFrontendThatNeverAnswersHoldsUpNothingAndIsAskedOneQuestionAtATime() {
        clusters.west.spoilt.put("DescribeTaskQueue", Spoilt.HANGS);
        start(ORDERS);
        QueuePollers silent = until(ORDERS, one -> !one.problem().isEmpty());
        assertEquals("DEADLINE_EXCEEDED no answer in time", silent.problem());
        assertEquals(PollerState.UNREAD, silent.state(Duration.ofSeconds(9)));
        assertEquals(1, clusters.west.count("DescribeTaskQueue"));
        clusters.west.spoilt.clear();
        clusters.skipped = TURN;
        read(ORDERS);
    }

    @Test
    void anAnswerThatIsTooLargeIsAProblemAndNoCount() {
        PollerInfo poller =
                PollerInfo.newBuilder().setIdentity("x".repeat(1 << 20)).build();
        clusters.west.taskQueues.put(
                "pay/orders workflow",
                DescribeTaskQueueResponse.newBuilder()
                        .addAllPollers(List.of(poller, poller, poller, poller, poller))
                        .build());
        start(ORDERS, CHARGES);
        QueuePollers large = until(ORDERS, one -> !one.problem().isEmpty());
        assertTrue(large.problem().contains("message exceeds maximum size"), large.problem());
        assertEquals(Optional.empty(), large.read());
        read(CHARGES);
    }

    /** The most that can be configured: twenty a second, each of them within ten. */
    @Test
    void manyTaskQueuesAreAskedInTurn() {
        CriticalQueue[] many = IntStream.range(0, 50)
                .mapToObj(i -> new CriticalQueue("pay", "queue-" + i, TaskKind.ACTIVITY))
                .toArray(CriticalQueue[]::new);
        clusters.west.spoilt.put("DescribeTaskQueue", Spoilt.by(Status.UNAVAILABLE.withDescription("no host")));
        start(many);
        await().atMost(ClusterFixture.LONG).until(() -> clusters.west.count("DescribeTaskQueue") >= 20);
        assertEquals(20, clusters.west.count("DescribeTaskQueue"), "the next ones a second later");
        await().atMost(ClusterFixture.LONG).until(() -> west.pollers().stream()
                .noneMatch(one -> one.problem().isEmpty()));
        List<String> asked = clusters.west.calls.stream()
                .filter(call -> call.startsWith("DescribeTaskQueue"))
                .toList();
        assertEquals(new HashSet<>(asked).size(), asked.size(), "none twice before its turn");
    }

    @Test
    void theTokenOfReadsIsSent() throws Exception {
        clusters.token = Optional.of(Files.writeString(directory.resolve("read"), "reader"));
        clusters.updateToken = Optional.of(Files.writeString(directory.resolve("update"), "mover"));
        start(ORDERS);
        read(ORDERS);
        assertTrue(
                clusters.west.authorizations.contains("DescribeTaskQueue Bearer reader"),
                clusters.west.authorizations.toString());
    }

    private static QueuePollers counted(Timestamp... times) {
        DescribeTaskQueueResponse.Builder answer = DescribeTaskQueueResponse.newBuilder();
        for (Timestamp at : times) {
            answer.addPollers(PollerInfo.newBuilder().setLastAccessTime(at));
        }
        return PollerReader.counted(ORDERS, answer.build(), NOW);
    }

    private static Timestamp at(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(-5).build();
    }

    @Test
    void timesThatCannotBeAreNoPollers() {
        QueuePollers odd =
                counted(at(Long.MAX_VALUE), at(Long.MIN_VALUE), at(0), at(10_121), Timestamp.getDefaultInstance());
        assertEquals(0, odd.pollers());
        assertEquals(Optional.empty(), odd.seen());
        assertEquals(PollerState.NONE, odd.state(NOW.steady()));
        QueuePollers some = counted(at(9_880), at(9_879), at(10_120), at(1));
        assertEquals(2, some.pollers(), "two minutes back, and of a clock two minutes ahead");
        assertEquals(Optional.of(Duration.ZERO), some.idle(NOW.steady()));
        assertEquals(Optional.of(Duration.ofSeconds(121)), counted(at(9_879)).idle(NOW.steady()));
    }
}
