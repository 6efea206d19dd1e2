package dev.temporalfailover.traffic.temporal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.temporalfailover.emulator.temporal.FakeCluster.Spoilt;
import dev.temporalfailover.emulator.temporal.FakePolls.Poll;
import dev.temporalfailover.failover.status.LongPoll;
import io.grpc.Status;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long west's frontend keeps a poll without a task, through the whole switch of west. */
class LongPollReaderTest {
    private static final PollWorkflowTaskQueueResponse EMPTY = PollWorkflowTaskQueueResponse.getDefaultInstance();
    /** More than five minutes with all jitter, and less than an hour. */
    private static final Duration SOON = Duration.ofMinutes(7);

    private static final Duration LATER = Duration.ofMinutes(62);
    private static final String LATE = "DEADLINE_EXCEEDED no answer in time";

    @TempDir
    Path directory;

    private final ClusterFixture clusters = new ClusterFixture();
    private TemporalNamespaces west;

    @AfterEach
    void stop() {
        clusters.close();
    }

    private void start() {
        clusters.inEast("pay");
        clusters.longPoll = Optional.of("pay");
        west = clusters.start();
    }

    /** The poll of this number, once it is there. */
    private Poll poll(int number) {
        await().atMost(ClusterFixture.LONG).until(() -> {
            again();
            return clusters.west.polls.all.size() >= number;
        });
        assertEquals(number, clusters.west.polls.all.size(), "one at a time");
        return clusters.west.polls.all.get(number - 1);
    }

    private LongPoll until(Predicate<LongPoll> so) {
        await().atMost(ClusterFixture.LONG)
                .until(() -> west.longPoll().filter(so).isPresent());
        return west.longPoll().orElseThrow();
    }

    private void skip(Duration time) {
        clusters.skipped = clusters.skipped.plus(time);
    }

    private LongPoll refused(Status status) {
        clusters.west.spoilt.put("PollWorkflowTaskQueue", Spoilt.by(status));
        start();
        return until(one -> {
            again();
            return !one.problem().isEmpty() && !one.problem().equals(LATE);
        });
    }

    /** On a machine that is busy the first call may be late: then it is time for the next one. */
    private void again() {
        if (west.longPoll().filter(one -> one.problem().equals(LATE)).isPresent()) {
            skip(SOON);
        }
    }

    @Test
    void itIsMeasuredAtOnceAgainSoonAndThenOnceAnHour() {
        start();
        Poll first = poll(1);
        assertEquals("pay", first.request().getNamespace());
        assertEquals(
                "temporal-failover-long-poll", first.request().getTaskQueue().getName());
        assertEquals(LongPoll.unread("pay"), west.longPoll().orElseThrow());
        skip(Duration.ofSeconds(20));
        first.end(EMPTY);
        Duration took = until(one -> one.last().isPresent()).bound().orElseThrow();
        assertTrue(took.compareTo(Duration.ofSeconds(20)) >= 0, took.toString());
        assertTrue(took.compareTo(Duration.ofSeconds(20).plus(ClusterFixture.LONG)) < 0, took.toString());
        skip(SOON);
        Poll second = poll(2);
        skip(took);
        second.end(EMPTY);
        until(one -> one.before().isPresent());
        skip(LATER);
        poll(3);
        assertTrue(clusters.problems.contains("long poll "), clusters.problems.toString());
    }

    /** East's cluster is the active one; how long west's own keeps its workers waiting is what counts. */
    @Test
    void theOwnFrontendIsAskedAlone() throws Exception {
        clusters.token = Optional.of(Files.writeString(directory.resolve("read"), "reader"));
        clusters.updateToken = Optional.of(Files.writeString(directory.resolve("update"), "mover"));
        start();
        poll(1);
        assertEquals(0, clusters.east.count("PollWorkflowTaskQueue"));
        assertTrue(
                clusters.west.authorizations.contains("PollWorkflowTaskQueue Bearer mover"),
                clusters.west.authorizations.toString());
    }

    @Test
    void anotherInstancePollsNothingAndOneThatLeadsNoMoreEndsItsPoll() {
        start();
        Poll open = poll(1);
        clusters.leads = false;
        await().atMost(ClusterFixture.LONG).until(open::cancelled);
        await().atMost(ClusterFixture.LONG).until(() -> west.longPoll().isEmpty());
        clusters.leads = true;
        Poll next = poll(2);
        open.end(EMPTY);
        next.end(PollWorkflowTaskQueueResponse.getDefaultInstance());
        String said =
                until(one -> one.last().isPresent() || !one.problem().isEmpty()).problem();
        assertTrue(said.isEmpty() || said.endsWith("which is no long poll"), said);
    }

    @Test
    void theEndOfTheServiceEndsAnOpenPoll() {
        start();
        Poll open = poll(1);
        west.close();
        await().atMost(ClusterFixture.LONG).until(open::cancelled);
    }

    @Test
    void aRefusalIsSaidAndTriedAgainSoon() {
        assertEquals(
                "PERMISSION_DENIED Request unauthorized.",
                refused(Status.PERMISSION_DENIED.withDescription("Request unauthorized."))
                        .problem());
        assertTrue(clusters.problems.contains("long poll PERMISSION_DENIED Request unauthorized."));
        clusters.west.spoilt.clear();
        skip(SOON);
        Poll next = poll(1);
        skip(Duration.ofSeconds(10));
        next.end(EMPTY);
        assertEquals("", until(one -> one.last().isPresent()).problem());
    }

    @Test
    void aPollThatNeverEndsSaysNothing() {
        LongPoll hung = refused(Status.DEADLINE_EXCEEDED);
        assertEquals("DEADLINE_EXCEEDED", hung.problem());
        assertEquals(Optional.empty(), hung.bound());
    }

    @Test
    void aFrontendThatDoesNotAnswerIsNotPolled() {
        clusters.west.spoilt.put("DescribeNamespace", Spoilt.HANGS);
        start();
        assertEquals(
                "DEADLINE_EXCEEDED no answer in time",
                until(one -> !one.problem().isEmpty()).problem());
        assertEquals(0, clusters.west.count("PollWorkflowTaskQueue"));
    }

    @Test
    void anAnswerThatIsTooLargeIsAProblem() {
        start();
        poll(1).end(PollWorkflowTaskQueueResponse.newBuilder()
                .setTaskToken(ByteString.copyFrom(new byte[5 << 20]))
                .build());
        String said = until(one -> !one.problem().isEmpty()).problem();
        assertTrue(said.contains("message exceeds maximum size"), said);
    }

    /** It is somebody's work: Temporal gives it out again, and it is not taken away once more. */
    @Test
    void aTaskIsNoMeasurementAndTheQueueIsLeftAlone() {
        start();
        skip(Duration.ofSeconds(20));
        poll(1).end(PollWorkflowTaskQueueResponse.newBuilder()
                .setTaskToken(ByteString.copyFromUtf8("work"))
                .build());
        LongPoll taken = until(one -> !one.problem().isEmpty());
        assertEquals(Optional.empty(), taken.bound());
        assertTrue(taken.problem().startsWith("somebody uses its task queue"), taken.problem());
        skip(LATER.multipliedBy(24));
        int lists = clusters.problems.size();
        await().atMost(ClusterFixture.LONG).until(() -> clusters.problems.size() > lists + 20);
        assertEquals(1, clusters.west.polls.all.size());
        clusters.leads = false;
        await().atMost(ClusterFixture.LONG).until(() -> west.longPoll().isEmpty());
        clusters.leads = true;
        poll(2);
    }
}
