package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import io.grpc.Status;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One step: all its namespaces are described at once, and then updated one after the other. Temporal compares one version for
 * the metadata of all namespaces of a cluster, so that of updates at the same time all but one are refused.
 */
final class NamespaceMoves {
    static final Duration DEADLINE = Duration.ofSeconds(1);
    /** For the answer to reach the waiting thread. */
    private static final Duration GRACE = Duration.ofMillis(100);
    /** No update is begun with less time left. */
    private static final Duration LEAST = Duration.ofMillis(50);

    private static final int LONGEST = 500;
    /** The worst first: what needs a person most. */
    private static final List<StepResult> WORST = List.of(
            StepResult.DENIED,
            StepResult.REJECTED,
            StepResult.NOT_FOUND,
            StepResult.UNCERTAIN,
            StepResult.UNAVAILABLE,
            StepResult.THROTTLED,
            StepResult.BUSY,
            StepResult.LOST_RACE);

    private final NamespaceSettings settings;
    private final FrontendClient client;
    private final StatedNamespaces own;
    private final Attempts attempts;
    private final Clock clock;

    NamespaceMoves(
            NamespaceSettings settings, FrontendClient client, StatedNamespaces own, Attempts attempts, Clock clock) {
        this.settings = settings;
        this.client = client;
        this.own = own;
        this.attempts = attempts;
        this.clock = clock;
    }

    /** As {@link dev.temporalfailover.traffic.NamespaceSwitch#apply} says. */
    StepOutcome apply(Step step) {
        String to = step.record().active();
        Duration end = clock.steady().plus(DEADLINE.multipliedBy(2));
        Map<String, CompletableFuture<DescribeNamespaceResponse>> looks = new LinkedHashMap<>();
        step.namespaces().forEach(n -> looks.put(n.name(), describe(n.name())));
        Map<String, TemporalRefusal> failed = new LinkedHashMap<>();
        List<String> due = new ArrayList<>();
        for (NamespaceReading read : step.namespaces()) {
            Looked looked = look(read, looks.get(read.name()), to);
            looked.refusal().ifPresent(refusal -> failed.put(read.name(), refusal));
            if (looked.refusal().isEmpty() && !looked.there()) {
                due.add(read.name());
            }
        }
        failed.forEach((name, refusal) -> attempts.failed(name, to, refusal.detail()));
        Optional<TemporalRefusal> stopped = Optional.empty();
        for (String name : due) {
            if (stopped.isEmpty() && end.minus(clock.steady()).compareTo(LEAST) < 0) {
                stopped = Optional.of(new TemporalRefusal(StepResult.BUSY, "no time was left after those before it"));
            }
            // What was not sent has not failed; the next step takes it first.
            Optional<TemporalRefusal> refusal = stopped.isPresent() ? stopped : update(name, to, end);
            refusal.ifPresent(why -> failed.put(name, why));
            if (stopped.isEmpty() && refusal.isPresent()) {
                attempts.failed(name, to, refusal.get().detail());
                stopped = refusal.filter(why -> endsTheStep(why.kind()))
                        .map(why -> new TemporalRefusal(why.kind(), "not sent after the failure before it"));
            }
        }
        return outcome(step, "active in " + to, "made active in " + to, failed);
    }

    private static boolean endsTheStep(StepResult kind) {
        return kind == StepResult.UNCERTAIN || kind == StepResult.UNAVAILABLE || kind == StepResult.THROTTLED;
    }

    /** @param there true if it is active where it is wanted already */
    private record Looked(boolean there, Optional<TemporalRefusal> refusal) {
        static Looked refused(StepResult kind, String detail) {
            return new Looked(false, Optional.of(new TemporalRefusal(kind, detail)));
        }
    }

    private CompletableFuture<DescribeNamespaceResponse> describe(String name) {
        DescribeNamespaceRequest request =
                DescribeNamespaceRequest.newBuilder().setNamespace(name).build();
        return client.ask(WorkflowServiceGrpc.getDescribeNamespaceMethod(), request, Right.UPDATE, DEADLINE);
    }

    private Looked look(NamespaceReading read, CompletableFuture<DescribeNamespaceResponse> described, String to) {
        CallEnd<DescribeNamespaceResponse> answer = await(described, DEADLINE);
        if (answer.failure().isPresent()) {
            return new Looked(
                    false, Optional.of(TemporalRefusal.ofRead(answer.failure().get())));
        }
        Optional<ClusterNamespace> found = answer.message().flatMap(ClusterNamespace::of);
        if (found.filter(now -> now.name().equals(read.name())).isEmpty()) {
            return Looked.refused(StepResult.NOT_FOUND, "it is deleted, or another one was described");
        }
        ClusterNamespace now = found.get();
        own.answer(now, clock.steady());
        Optional<String> active = settings.region(now.active());
        if (active.filter(to::equals).isPresent()) {
            attempts.moved(read.name());
            return new Looked(true, Optional.empty());
        }
        if (!now.global()) {
            return Looked.refused(StepResult.REJECTED, "it is not global");
        }
        if (now.handover()) {
            return Looked.refused(StepResult.BUSY, "a graceful handover is in progress");
        }
        Optional<Side> before = read.side(settings.self());
        boolean same = before.filter(side -> side.active().equals(active) && side.version() == now.version())
                .isPresent();
        return same
                ? new Looked(false, Optional.empty())
                : Looked.refused(
                        StepResult.LOST_RACE,
                        "it is active in " + now.active() + " with version " + now.version() + " now");
    }

    private Optional<TemporalRefusal> update(String name, String to, Duration end) {
        Duration left = end.minus(clock.steady());
        Duration deadline = left.compareTo(DEADLINE) < 0 ? left : DEADLINE;
        CallEnd<UpdateNamespaceResponse> answer = await(
                client.ask(WorkflowServiceGrpc.getUpdateNamespaceMethod(), request(name, to), Right.UPDATE, deadline),
                deadline);
        if (answer.failure().isPresent()) {
            return Optional.of(TemporalRefusal.ofUpdate(answer.failure().get()));
        }
        UpdateNamespaceResponse told = answer.message().orElse(UpdateNamespaceResponse.getDefaultInstance());
        String active = Line.of(told.getReplicationConfig().getActiveClusterName(), LONGEST);
        if (!settings.region(active).filter(to::equals).isPresent()) {
            return Optional.of(new TemporalRefusal(StepResult.UNCERTAIN, "accepted, but active in '" + active + "'"));
        }
        ClusterNamespace.of(DescribeNamespaceResponse.newBuilder()
                        .setNamespaceInfo(told.getNamespaceInfo())
                        .setReplicationConfig(told.getReplicationConfig())
                        .setFailoverVersion(told.getFailoverVersion())
                        .setIsGlobalNamespace(told.getIsGlobalNamespace())
                        .build())
                .ifPresent(now -> own.answer(now, clock.steady()));
        attempts.moved(name);
        return Optional.empty();
    }

    /** Nothing but the active cluster: with any other parameter Temporal refuses it. */
    UpdateNamespaceRequest request(String name, String to) {
        return UpdateNamespaceRequest.newBuilder()
                .setNamespace(name)
                .setReplicationConfig(NamespaceReplicationConfig.newBuilder()
                        .setActiveClusterName(settings.frontend(to).cluster()))
                .build();
    }

    /**
     * The worst of what became of each.
     *
     * @param are what all are if nothing failed
     * @param made what those that failed have not been
     */
    static StepOutcome outcome(Step step, String are, String made, Map<String, TemporalRefusal> failed) {
        int all = step.namespaces().size();
        if (failed.isEmpty()) {
            return new StepOutcome(StepResult.APPLIED, all + " namespaces are " + are, "");
        }
        StepResult worst = WORST.stream()
                .filter(kind -> failed.values().stream().anyMatch(refusal -> refusal.kind() == kind))
                .findFirst()
                .orElse(StepResult.UNCERTAIN);
        List<String> each = failed.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue().detail())
                .toList();
        String detail = failed.size() + " of " + all + " not " + made + ": " + String.join("; ", each);
        return new StepOutcome(worst, Line.of(detail, LONGEST), "");
    }

    /** An answer or why there is none. */
    record CallEnd<R>(Optional<R> message, Optional<Throwable> failure) {}

    /** Waits for a call with that deadline; the call itself ends by then. */
    static <R> CallEnd<R> await(CompletableFuture<R> call, Duration deadline) {
        try {
            return new CallEnd<>(
                    Optional.ofNullable(call.get(deadline.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)),
                    Optional.empty());
        } catch (ExecutionException e) {
            return new CallEnd<>(Optional.empty(), Optional.of(e));
        } catch (TimeoutException late) {
            // The library's own deadline is told late on a busy machine; it is the same answer.
            return new CallEnd<>(
                    Optional.empty(),
                    Optional.of(Status.DEADLINE_EXCEEDED
                            .withDescription("no answer in time")
                            .asRuntimeException()));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return new CallEnd<>(Optional.empty(), Optional.of(closing));
        }
    }
}
