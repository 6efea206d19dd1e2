package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Measures how long this region's cluster keeps a poll without a task, while this instance leads: polls, as a worker would, a
 * task queue that nobody uses. Sends on a thread of its own, which waits for no answer; one poll is open at most, and it is
 * cancelled when this instance leads no more. A task that comes all the same is left to Temporal, which gives it out again.
 */
final class LongPollReader implements AutoCloseable {
    /** Nobody starts a workflow on it. */
    static final String QUEUE = "temporal-failover-long-poll";

    private static final String IDENTITY = "temporal-failover";
    private static final Duration ROUND = Duration.ofSeconds(1);
    /** Between two polls that said the same. */
    private static final Duration EVERY = Duration.ofHours(1);
    /** After one that failed or said something else. */
    private static final Duration AGAIN = Duration.ofMinutes(5);
    /** Added to both at most. */
    private static final Duration JITTER = Duration.ofMinutes(1);
    /** Of a worker's polls, as Temporal's SDKs have it; no worker waits longer. */
    private static final Duration DEADLINE = Duration.ofSeconds(70);

    private static final Duration FIRST_DEADLINE = Duration.ofSeconds(10);

    private final String namespace;
    private final FrontendClient client;
    private final Clock clock;
    private final RandomGenerator random;
    private final BooleanSupplier leads;
    private final Heartbeat heartbeat;
    private final NamespaceListener listener;
    private final ScheduledExecutorService schedule;

    /** All guarded by this. */
    private Optional<LongPoll> known = Optional.empty();

    private Optional<CancellableContext> open = Optional.empty();
    /** Empty for not again. */
    private Optional<Duration> due = Optional.of(Duration.ZERO);

    /** @param client of the own region's frontend, of this reader alone: its failures renew no connection of others */
    LongPollReader(
            String name,
            String namespace,
            FrontendClient client,
            Clock clock,
            RandomGenerator random,
            BooleanSupplier leads,
            Heartbeat heartbeat,
            NamespaceListener listener) {
        this.namespace = namespace;
        this.client = client;
        this.clock = clock;
        this.random = random;
        this.leads = leads;
        this.heartbeat = heartbeat;
        this.listener = listener;
        this.schedule = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory(name, true));
    }

    void start() {
        schedule.scheduleWithFixedDelay(
                () -> heartbeat.round("long_poll", this::round), 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Empty while this instance does not lead. */
    synchronized Optional<LongPoll> measured() {
        return known;
    }

    private synchronized void round() {
        if (!leads.getAsBoolean()) {
            cancel();
            known = Optional.empty();
            due = Optional.of(Duration.ZERO);
            return;
        }
        if (known.isEmpty()) {
            known = Optional.of(LongPoll.unread(namespace));
        }
        client.files();
        if (open.isEmpty()
                && due.filter(at -> at.compareTo(clock.steady()) <= 0).isPresent()) {
            CancellableContext poll = Context.ROOT.withCancellation();
            open = Optional.of(poll);
            poll.run(() -> connect(poll));
        }
    }

    /** A call that is answered at once makes the connection, which is no part of the time that is measured. */
    private void connect(CancellableContext poll) {
        client.ask(
                        WorkflowServiceGrpc.getDescribeNamespaceMethod(),
                        DescribeNamespaceRequest.newBuilder()
                                .setNamespace(namespace)
                                .build(),
                        Right.READ,
                        FIRST_DEADLINE)
                .whenComplete((answer, failure) -> {
                    if (answer == null) {
                        ended(poll, AGAIN, last -> last.failed(why(failure)));
                    } else {
                        poll.run(() -> poll(poll));
                    }
                });
    }

    private synchronized void poll(CancellableContext poll) {
        if (!isOpen(poll)) {
            return;
        }
        PollWorkflowTaskQueueRequest request = PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace(namespace)
                .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                .setIdentity(IDENTITY)
                .build();
        Duration begun = clock.steady();
        client.ask(WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(), request, Right.UPDATE, DEADLINE)
                .whenComplete((answer, failure) -> polled(poll, answer, failure, begun));
    }

    private void polled(
            CancellableContext poll, PollWorkflowTaskQueueResponse answer, Throwable failure, Duration begun) {
        if (answer == null) {
            ended(poll, AGAIN, last -> last.failed(why(failure)));
        } else if (answer.getTaskToken().isEmpty()) {
            Duration now = clock.steady();
            ended(poll, EVERY, last -> last.ended(now.minus(begun), now));
        } else {
            ended(
                    poll,
                    null,
                    last -> last.failed("somebody uses its task queue " + QUEUE
                            + ", where a task came; it is not polled again while this instance leads"));
        }
    }

    private static String why(Throwable failure) {
        return failure == null ? "no answer" : TemporalRefusal.ofRead(failure).detail();
    }

    private void ended(CancellableContext poll, Duration next, UnaryOperator<LongPoll> change) {
        LongPoll now;
        synchronized (this) {
            if (!isOpen(poll)) {
                return;
            }
            now = change.apply(known.orElseThrow());
            known = Optional.of(now);
            open = Optional.empty();
            due = Optional.ofNullable(next)
                    .map(time -> now.settled() ? time : AGAIN)
                    .map(time -> clock.steady().plus(time).plusMillis(random.nextLong(JITTER.toMillis())));
        }
        poll.cancel(null);
        listener.longPollRead(now);
    }

    /** False for one that was cancelled, whose answer comes late. */
    private boolean isOpen(CancellableContext poll) {
        return open.filter(one -> one == poll).isPresent();
    }

    private void cancel() {
        Optional<CancellableContext> last = open;
        open = Optional.empty();
        last.ifPresent(one -> one.cancel(null));
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        synchronized (this) {
            cancel();
        }
        client.close();
    }
}
