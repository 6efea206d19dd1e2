package dev.temporalfailover.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.emulator.temporal.FakeTemporal.Describing;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import io.grpc.Status;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a frontend says for history and matching, call by call as it was measured on a server with each fault. */
class FunctionProbeTest {
    private static final String NO_HOSTS = "Not enough hosts to serve the request";

    static Stream<Arguments> answers() {
        return Stream.of(
                row(Check.DESCRIBE_WORKFLOW, "history answers", name -> FakeTemporal.noWorkflow(), Outcome.OK),
                row(Check.DESCRIBE_WORKFLOW, "there is such a workflow", fails(Status.OK), Outcome.OK),
                row(
                        Check.DESCRIBE_WORKFLOW,
                        "a server without details",
                        fails(Status.NOT_FOUND.withDescription("Execution not found in mutable state")),
                        Outcome.OK),
                row(
                        Check.DESCRIBE_WORKFLOW,
                        "history is not in the membership",
                        fails(Status.UNAVAILABLE.withDescription(NO_HOSTS)),
                        Outcome.FAILED),
                row(
                        Check.DESCRIBE_WORKFLOW,
                        "history was just killed",
                        fails(Status.UNAVAILABLE.withDescription("connection error: desc = \"transport: Error while"
                                + " dialing: dial tcp 10.0.0.7:7234: connect: connection refused\"")),
                        Outcome.FAILED),
                row(
                        Check.DESCRIBE_WORKFLOW,
                        "the database is stopped",
                        fails(Status.UNAVAILABLE.withDescription("shard status unknown")),
                        Outcome.FAILED),
                row(
                        Check.DESCRIBE_WORKFLOW,
                        "the database hangs",
                        name -> FakeTemporal.limit(
                                ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW, "Workflow is busy."),
                        Outcome.FAILED),
                row(
                        Check.DESCRIBE_WORKFLOW,
                        "the server's own deadline",
                        fails(Status.DEADLINE_EXCEEDED.withDescription("context deadline exceeded")),
                        Outcome.DEADLINE),
                row(Check.DESCRIBE_WORKFLOW, "history hangs", name -> null, Outcome.DEADLINE),
                row(
                        Check.DESCRIBE_WORKFLOW,
                        "the namespace is not there",
                        name -> FakeTemporal.noNamespace("default"),
                        Outcome.NO_NAMESPACE),
                row(
                        Check.DESCRIBE_WORKFLOW,
                        "the same without details",
                        fails(Status.NOT_FOUND.withDescription("Namespace default is not found.")),
                        Outcome.NO_NAMESPACE),
                row(Check.DESCRIBE_TASK_QUEUE, "matching answers", fails(Status.OK), Outcome.OK),
                row(
                        Check.DESCRIBE_TASK_QUEUE,
                        "matching is not in the membership",
                        fails(Status.UNAVAILABLE.withDescription(NO_HOSTS)),
                        Outcome.FAILED),
                row(
                        Check.DESCRIBE_TASK_QUEUE,
                        "the namespace is not there",
                        name -> FakeTemporal.noNamespace("default"),
                        Outcome.NO_NAMESPACE),
                row(Check.DESCRIBE_TASK_QUEUE, "matching hangs", name -> null, Outcome.DEADLINE));
    }

    /** Faults of ours, limits and old servers: the same for both. */
    static Stream<Arguments> whatCondemnsNobody() {
        return Stream.of(Check.DESCRIBE_WORKFLOW, Check.DESCRIBE_TASK_QUEUE)
                .flatMap(check -> Stream.of(
                        row(check, "an old server or a gateway", fails(Status.UNIMPLEMENTED), Outcome.UNIMPLEMENTED),
                        row(
                                check,
                                "a server that takes no such request",
                                fails(Status.INVALID_ARGUMENT.withDescription("task queue type is not set")),
                                Outcome.UNIMPLEMENTED),
                        row(check, "a token without the right", fails(Status.PERMISSION_DENIED), Outcome.AUTH),
                        row(check, "a bad token", fails(Status.UNAUTHENTICATED), Outcome.AUTH)));
    }

    private static Arguments row(Check check, String name, Describing answer, Outcome outcome) {
        return Arguments.of(check, name, answer, outcome);
    }

    private static Describing fails(Status status) {
        return name -> status.asRuntimeException();
    }

    @ParameterizedTest(name = "{0}, {1}: {3}")
    @MethodSource({"answers", "whatCondemnsNobody"})
    void whatAFrontendSaysHasItsOutcome(Check check, String name, Describing answer, Outcome outcome) {
        try (FakeTemporal server = new FakeTemporal()) {
            server.workflow.set(answer);
            server.taskQueue.set(answer);
            try (Probing probing = probing(server, check)) {
                probing.next(r -> r.outcome() == outcome);
                assertTrue(
                        probing.results.stream()
                                .allMatch(r -> r.outcome() == outcome || r.outcome() == Outcome.STARVED),
                        probing.results.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
    void aLimitIsNoOutageUnlessTheWorkflowIsBusy(ResourceExhaustedCause cause) {
        try (FakeTemporal server = new FakeTemporal()) {
            server.workflow.set(name -> FakeTemporal.limit(cause, "limit"));
            boolean busy = cause == ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW;
            try (Probing probing = probing(server, Check.DESCRIBE_WORKFLOW)) {
                probing.first(busy ? Outcome.FAILED : Outcome.OVERLOADED);
            }
        }
    }

    @Test
    void theReasonIsTheServersOwn() {
        try (FakeTemporal server = new FakeTemporal()) {
            server.workflow.set(fails(Status.UNAVAILABLE.withDescription(NO_HOSTS)));
            try (Probing probing = probing(server, Check.DESCRIBE_WORKFLOW)) {
                ProbeResult result = probing.first(Outcome.FAILED);
                assertTrue(result.detail().equals("UNAVAILABLE: " + NO_HOSTS), result.detail());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DESCRIBE_WORKFLOW", "DESCRIBE_TASK_QUEUE"})
    void whoDoesNotKnowTheCallMustShowThatItIsTemporal(Check check) {
        try (FakeTemporal server = new FakeTemporal()) {
            server.workflow.set(fails(Status.UNIMPLEMENTED));
            server.taskQueue.set(fails(Status.UNIMPLEMENTED));
            server.script.set(FakeTemporal.fails(Status.UNIMPLEMENTED));
            try (Probing probing = probing(server, check)) {
                probing.first(Outcome.MALFORMED);
            }
        }
    }

    @Test
    void oneAfterTheOtherIsAsked() {
        Set<String> workflows = ConcurrentHashMap.newKeySet();
        Set<String> queues = ConcurrentHashMap.newKeySet();
        try (FakeTemporal server = new FakeTemporal()) {
            server.workflow.set(name -> {
                workflows.add(name);
                return FakeTemporal.noWorkflow();
            });
            server.taskQueue.set(name -> {
                queues.add(name);
                return Status.OK.asRuntimeException();
            });
            try (Probing probing = probing(server, Check.DESCRIBE_WORKFLOW, Check.DESCRIBE_TASK_QUEUE)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> workflows.size() >= 3 && queues.size() >= 3);
                assertTrue(probing.localErrors.isEmpty(), probing.localErrors.toString());
            }
        }
    }

    @Test
    void aSlowHistoryIsLateAndNotDead() {
        try (FakeTemporal server = new FakeTemporal()) {
            server.workflow.set(name -> {
                try {
                    TimeUnit.MILLISECONDS.sleep(800);
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                return FakeTemporal.noWorkflow();
            });
            try (Probing probing = probing(server, Check.DESCRIBE_WORKFLOW)) {
                probing.first(Outcome.DEADLINE);
                probing.first(Outcome.LATE);
            }
        }
    }

    private static Probing probing(FakeTemporal server, Check... checks) {
        return Probing.of(Probing.spec("127.0.0.1", server.port(), checks).endpoint());
    }
}
