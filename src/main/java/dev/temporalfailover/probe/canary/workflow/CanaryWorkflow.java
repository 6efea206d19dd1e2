package dev.temporalfailover.probe.canary.workflow;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.WorkflowRun;
import dev.temporalfailover.failover.status.WorkflowRun.WorkflowOutcome;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.heartbeat.FatalError;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.canary.CanarySettings.WorkflowSettings;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs one workflow after the other, an interval apart, and keeps how the last one ended. All of it happens on the thread of the schedule, each call
 * with what is left of the deadline; {@link #last} is for any thread.
 */
public final class CanaryWorkflow implements AutoCloseable {
    private static final Duration ALIVE_WITHIN = Duration.ofMinutes(1);
    private static final int INTERVALS = 3;
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(3);
    private static final int MAX_LINE = 300;

    private final WorkflowSettings settings;
    private final String instance;
    private final ScheduledExecutorService schedule;
    private final Clock clock;
    private final Heartbeats heartbeats;
    private final Consumer<WorkflowRun> listener;
    private final FrontendChannel frontend;
    private final LocalNamespace namespace;
    /** Only the schedule's thread, but for {@link #close}, which comes after its end. */
    private WorkflowSession session;
    /** One whose threads were told to end; no other is made before they have. */
    private WorkflowSession ending;

    private long runs;
    private volatile EndedRun last;

    private record EndedRun(WorkflowOutcome outcome, Duration began, Duration took, String cluster, String failure) {}

    /** Why a run has no result. */
    private static final class NoResult extends Exception {
        private static final long serialVersionUID = 1;
        private final WorkflowOutcome outcome;

        NoResult(WorkflowOutcome outcome, String why) {
            super(why);
            this.outcome = outcome;
        }
    }

    /**
     * Calls nobody yet.
     *
     * @param instance of the workflow's id and of its task queue, so that no two canary clients share one
     * @param schedule one thread, closed by the caller
     * @param listener hears of each run that ended, on that thread
     */
    public CanaryWorkflow(
            WorkflowSettings settings,
            String instance,
            ScheduledExecutorService schedule,
            Clock clock,
            Heartbeats heartbeats,
            FileListener files,
            Consumer<WorkflowRun> listener) {
        this.settings = settings;
        this.instance = instance;
        this.schedule = schedule;
        this.clock = clock;
        this.heartbeats = heartbeats;
        this.listener = listener;
        this.frontend = new FrontendChannel(settings.server(), clock, files);
        this.namespace = new LocalNamespace(settings.namespace(), settings.create());
        this.last = new EndedRun(WorkflowOutcome.NONE, clock.steady(), Duration.ZERO, "", "");
    }

    /** Begins to run workflows. */
    public void start() {
        Duration slow = settings.interval().multipliedBy(INTERVALS);
        Heartbeat heartbeat = heartbeats.of("canary-workflow", slow.compareTo(ALIVE_WITHIN) > 0 ? slow : ALIVE_WITHIN);
        schedule.scheduleWithFixedDelay(
                () -> heartbeat.round("run", this::round),
                0,
                settings.interval().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** The last run that ended; before the first, none. */
    public WorkflowRun last() {
        return told(last);
    }

    private WorkflowRun told(EndedRun one) {
        return new WorkflowRun(
                one.outcome(), clock.steady().minus(one.began()), one.took(), one.cluster(), one.failure());
    }

    private void round() {
        if (ending != null && !ending.ended(Duration.ZERO)) {
            // No sign of life: the process is started again rather than given one more set of threads.
            throw new IllegalStateException("the SDK's threads of an earlier worker do not end");
        }
        ending = null;
        Duration began = clock.steady();
        String[] cluster = {""};
        WorkflowOutcome outcome = WorkflowOutcome.COMPLETED;
        String failure = "";
        try {
            run(began, cluster);
        } catch (NoResult e) {
            outcome = e.outcome;
            failure = Line.of(e.getMessage(), MAX_LINE);
        }
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        EndedRun now = new EndedRun(outcome, began, clock.steady().minus(began), cluster[0], failure);
        last = now;
        listener.accept(told(now));
        if (outcome != WorkflowOutcome.COMPLETED) {
            endSession();
        }
    }

    private void run(Duration began, String[] cluster) throws NoResult {
        if (frontend.files()) {
            endSession();
        }
        if (!frontend.problem().isEmpty()) {
            throw new NoResult(WorkflowOutcome.NOT_STARTED, frontend.problem());
        }
        WorkflowStub workflow;
        String word = Long.toString(++runs);
        try {
            if (session == null) {
                session = new WorkflowSession(settings, instance, frontend);
            }
            cluster[0] = cluster(session.calls(left(began)));
            String unfit = namespace.problem(session.calls(left(began)));
            if (!unfit.isEmpty()) {
                throw new NoResult(WorkflowOutcome.UNFIT_NAMESPACE, unfit);
            }
            workflow = begin(word, left(began));
        } catch (RuntimeException notStarted) {
            FatalError.check(notStarted);
            throw new NoResult(WorkflowOutcome.NOT_STARTED, "not started: " + words(notStarted));
        }
        try {
            String answer = workflow.getResult(left(began).toNanos(), TimeUnit.NANOSECONDS, String.class);
            if (!word.equals(answer)) {
                throw new NoResult(WorkflowOutcome.NOT_FINISHED, "its result is not what was put in");
            }
        } catch (TimeoutException late) {
            throw new NoResult(
                    WorkflowOutcome.NOT_FINISHED,
                    "started, and not finished within " + settings.deadline().toMillis() + " ms");
        } catch (RuntimeException failed) {
            FatalError.check(failed);
            throw new NoResult(WorkflowOutcome.NOT_FINISHED, "started, and not finished: " + words(failed));
        }
    }

    /** The SDK gives each of its calls all of the deadline and repeats it; this ends them together. */
    private WorkflowStub begin(String word, Duration left) {
        Context.CancellableContext bounded =
                Context.current().withDeadlineAfter(left.toNanos(), TimeUnit.NANOSECONDS, schedule);
        Context before = bounded.attach();
        try {
            return session.begin(word);
        } finally {
            bounded.detachAndCancel(before, null);
        }
    }

    /** Who answers; empty where we may not ask. */
    private static String cluster(WorkflowServiceBlockingStub calls) {
        try {
            return Line.of(
                    calls.getClusterInfo(GetClusterInfoRequest.getDefaultInstance())
                            .getClusterId(),
                    MAX_LINE);
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (code == Status.Code.PERMISSION_DENIED || code == Status.Code.UNIMPLEMENTED) {
                return "";
            }
            throw e;
        }
    }

    /** Of the deadline; at least enough for a call to fail by it. */
    private Duration left(Duration began) {
        Duration left = settings.deadline().minus(clock.steady().minus(began));
        return left.compareTo(Duration.ofMillis(1)) > 0 ? left : Duration.ofMillis(1);
    }

    /** The status of a call if there is one among the causes, as the SDK's own words only say that it failed. */
    private static String words(Throwable why) {
        Throwable at = why;
        for (int depth = 0; at != null && depth < 16; depth++, at = at.getCause()) {
            if (at instanceof StatusRuntimeException call) {
                Status status = call.getStatus();
                return status.getCode() + (status.getDescription() == null ? "" : " " + status.getDescription());
            }
        }
        return Line.root(why);
    }

    private void endSession() {
        if (session != null) {
            ending = session.end() ? null : session;
            session = null;
        }
    }

    @Override
    public void close() {
        // Interrupts a run, whose calls then end at once.
        schedule.shutdownNow();
        try {
            if (schedule.awaitTermination(CLOSED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                endSession();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        frontend.close();
    }
}
