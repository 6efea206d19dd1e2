package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import dev.temporalfailover.traffic.temporal.NamespaceMoves.CallEnd;
import io.grpc.Status;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Handovers of namespaces by this region's own cluster: Temporal's workflow {@code namespace-handover} does the work, under an
 * id of ours for each namespace, so that a second leader finds the one that runs. Any thread.
 */
final class Handovers {
    private final NamespaceSettings settings;
    private final FrontendClient own;
    private final Attempts attempts;
    private final Clock clock;
    /** A handover that ended without success is begun again after so long, as each stops the writes for a while. */
    private final Duration again;

    /** By namespace, until when one that was begun here may run, listed or not. */
    private final Map<String, Duration> begun = new HashMap<>();

    /** What each did when it was last asked. */
    private final Map<String, String> states = new HashMap<>();

    private final RunningHandovers running;

    Handovers(
            NamespaceSettings settings,
            FrontendClient own,
            Attempts attempts,
            Duration again,
            Clock clock,
            NamespaceListener listener) {
        this.settings = settings;
        this.own = own;
        this.attempts = attempts;
        this.again = again;
        this.clock = clock;
        this.running = new RunningHandovers(own, clock, listener);
    }

    /** Asks which run, now and then; does not wait. */
    void look() {
        running.look();
    }

    /** True while one of ours runs, or may. */
    synchronized boolean handing(String namespace) {
        Duration until = begun.get(namespace);
        if (until != null && clock.steady().compareTo(until) > 0) {
            begun.remove(namespace);
            until = null;
        }
        return until != null || running.has(namespace);
    }

    /** What a person should know of one that runs, or may; empty if none does. */
    synchronized Optional<String> words(String namespace) {
        if (!handing(namespace)) {
            states.remove(namespace);
            return Optional.empty();
        }
        String state = states.get(namespace);
        return Optional.of("it is being handed over" + (state == null ? "" : ": " + state));
    }

    /** It has moved: what was begun is done. */
    synchronized void moved(String namespace) {
        begun.remove(namespace);
        states.remove(namespace);
    }

    /** Begins the step's; one that runs already goes on. */
    StepOutcome begin(Step step) {
        String to = step.record().active();
        String cluster = settings.frontend(to).cluster();
        Map<String, TemporalRefusal> failed = each(
                step,
                to,
                name -> own.ask(
                        WorkflowServiceGrpc.getStartWorkflowExecutionMethod(),
                        HandoverRequests.begin(name, cluster),
                        Right.UPDATE,
                        NamespaceMoves.DEADLINE));
        return NamespaceMoves.outcome(step, "being handed over to " + to, "handed over to " + to, failed);
    }

    /** Ends the step's; one that has ended already is as it should be. */
    StepOutcome callOff(Step step) {
        Map<String, TemporalRefusal> failed = each(
                step,
                step.record().active(),
                name -> own.ask(
                        WorkflowServiceGrpc.getRequestCancelWorkflowExecutionMethod(),
                        HandoverRequests.callOff(name),
                        Right.UPDATE,
                        NamespaceMoves.DEADLINE));
        return NamespaceMoves.outcome(step, "no longer handed over", "called off", failed);
    }

    private Map<String, TemporalRefusal> each(Step step, String to, Function<String, CompletableFuture<?>> call) {
        Map<String, CompletableFuture<?>> calls = new LinkedHashMap<>();
        step.namespaces().stream().map(NamespaceReading::name).forEach(name -> calls.put(name, call.apply(name)));
        Map<String, TemporalRefusal> failed = new LinkedHashMap<>();
        boolean begins = step.batch().ask() == Ask.HAND_OVER;
        calls.forEach((name, answer) -> {
            CallEnd<?> end = NamespaceMoves.await(answer, NamespaceMoves.DEADLINE);
            Optional<TemporalRefusal> refusal = end.failure()
                    .filter(why -> begins || TemporalRefusal.status(why).getCode() != Status.Code.NOT_FOUND)
                    .map(TemporalRefusal::ofUpdate);
            refusal.ifPresent(why -> {
                failed.put(name, why);
                attempts.failed(name, to, why.detail());
            });
            boolean open =
                    refusal.filter(why -> why.kind() == StepResult.UNCERTAIN).isPresent();
            ended(name, begins, refusal.isEmpty() || begins && open);
        });
        return failed;
    }

    /** @param well it was done, or, of a begin, may have been */
    private synchronized void ended(String name, boolean begins, boolean well) {
        if (well && begins) {
            begun.put(name, clock.steady().plus(again));
        } else if (well) {
            begun.remove(name);
            running.hurry();
        }
    }

    /** What the handover of one does now, for people; empty if nobody knows. */
    Optional<String> state(String namespace) {
        CallEnd<DescribeWorkflowExecutionResponse> end = NamespaceMoves.await(
                own.ask(
                        WorkflowServiceGrpc.getDescribeWorkflowExecutionMethod(),
                        HandoverRequests.describe(namespace),
                        Right.UPDATE,
                        NamespaceMoves.DEADLINE),
                NamespaceMoves.DEADLINE);
        Optional<String> words = end.message().map(HandoverRequests::words);
        synchronized (this) {
            words.ifPresent(now -> states.put(namespace, now));
        }
        return words;
    }
}
