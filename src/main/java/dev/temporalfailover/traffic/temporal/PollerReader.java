package dev.temporalfailover.traffic.temporal;

import com.google.protobuf.Timestamp;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Asks this region's frontend who polls each critical task queue, while this instance leads. Sends on a thread of its own, which
 * waits for no answer; a queue is asked about again after the deadline of the last question, so that no two of it are under way.
 */
final class PollerReader implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    /** Questions in a round. All that may be configured are asked within {@link #EVERY}. */
    private static final int A_ROUND = 20;

    private final List<CriticalQueue> queues;
    private final FrontendClient client;
    private final Clock clock;
    private final BooleanSupplier leads;
    private final Heartbeat heartbeat;
    private final NamespaceListener listener;
    private final ScheduledExecutorService schedule;
    /** When each is due; of the schedule's thread. */
    private final Map<CriticalQueue, Duration> due = new LinkedHashMap<>();

    /** Guarded by itself. */
    private final Map<CriticalQueue, QueuePollers> known = new LinkedHashMap<>();

    /** @param client of the own region's frontend, of this reader alone: its failures renew no connection of others */
    PollerReader(
            String name,
            List<CriticalQueue> queues,
            FrontendClient client,
            Clock clock,
            BooleanSupplier leads,
            Heartbeat heartbeat,
            NamespaceListener listener) {
        this.queues = queues;
        this.client = client;
        this.clock = clock;
        this.leads = leads;
        this.heartbeat = heartbeat;
        this.listener = listener;
        this.schedule = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory(name, true));
    }

    void start() {
        schedule.scheduleWithFixedDelay(
                () -> heartbeat.round("pollers", this::round), 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** In the order of the configuration; empty while this instance does not lead. */
    List<QueuePollers> pollers() {
        synchronized (known) {
            return List.copyOf(known.values());
        }
    }

    private void round() {
        if (!leads.getAsBoolean()) {
            due.clear();
            synchronized (known) {
                known.clear();
            }
            return;
        }
        synchronized (known) {
            queues.forEach(queue -> known.computeIfAbsent(queue, QueuePollers::unread));
        }
        client.files();
        Duration now = clock.steady();
        queues.stream()
                .filter(queue -> due.getOrDefault(queue, Duration.ZERO).compareTo(now) <= 0)
                .sorted(Comparator.comparing(queue -> due.getOrDefault(queue, Duration.ZERO)))
                .limit(A_ROUND)
                .forEach(queue -> {
                    due.put(queue, now.plus(EVERY));
                    ask(queue);
                });
    }

    private void ask(CriticalQueue queue) {
        DescribeTaskQueueRequest request = DescribeTaskQueueRequest.newBuilder()
                .setNamespace(queue.namespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(queue.name()))
                .setTaskQueueType(type(queue.kind()))
                .build();
        client.ask(WorkflowServiceGrpc.getDescribeTaskQueueMethod(), request, Right.READ, DEADLINE)
                .whenComplete((answer, failure) -> {
                    if (answer != null) {
                        Moment now = clock.now();
                        ended(queue, "", last -> counted(queue, answer, now));
                    } else {
                        String why = failure == null
                                ? "no answer"
                                : TemporalRefusal.ofRead(failure).detail();
                        ended(queue, why, last -> last.failed(why));
                    }
                });
    }

    private void ended(CriticalQueue queue, String problem, UnaryOperator<QueuePollers> next) {
        boolean kept;
        synchronized (known) {
            // Absent: it does not lead any more.
            kept = known.computeIfPresent(queue, (same, last) -> next.apply(last)) != null;
        }
        if (kept) {
            listener.pollersRead(queue.toString(), problem);
        }
    }

    private static TaskQueueType type(TaskKind kind) {
        return switch (kind) {
            case WORKFLOW -> TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW;
            case ACTIVITY -> TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;
            case NEXUS -> TaskQueueType.TASK_QUEUE_TYPE_NEXUS;
        };
    }

    /** Each worker process is one poller, whatever the number of its polls. */
    static QueuePollers counted(CriticalQueue queue, DescribeTaskQueueResponse answer, Moment now) {
        int lately = 0;
        Optional<Duration> newest = Optional.empty();
        for (PollerInfo poller : answer.getPollersList()) {
            Optional<Duration> age = age(poller.getLastAccessTime(), now.wall());
            lately += age.filter(a -> a.compareTo(QueuePollers.WITHIN) <= 0).isPresent() ? 1 : 0;
            Optional<Duration> best = newest;
            newest = age.filter(a -> best.isEmpty() || a.compareTo(best.get()) < 0)
                    .or(() -> best);
        }
        return new QueuePollers(queue, lately, newest.map(now.steady()::minus), Optional.of(now.steady()), "");
    }

    /** Since then; empty for no time, and for one that is ahead of our clock by more than clocks differ. */
    private static Optional<Duration> age(Timestamp at, Instant now) {
        boolean ahead = at.getSeconds() > now.plus(QueuePollers.WITHIN).getEpochSecond();
        return at.getSeconds() <= 0 || ahead
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(now.getEpochSecond() - at.getSeconds()));
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        client.close();
    }
}
