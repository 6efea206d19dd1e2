package dev.temporalfailover.probe.canary.workflow;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.WorkingTemporal;
import dev.temporalfailover.emulator.temporal.WorkingTemporal.Namespace;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.WorkflowRun;
import dev.temporalfailover.failover.status.WorkflowRun.WorkflowOutcome;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.canary.CanarySettings.Server;
import dev.temporalfailover.probe.canary.CanarySettings.WorkflowSettings;
import dev.temporalfailover.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real workflows by the SDK on Temporal's own test server. */
@Timeout(120)
class CanaryWorkflowTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    /** Well above what a run takes on a busy machine, where nothing is to be late. */
    private static final Duration AMPLE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final Clock clock = TestClock.running();
    private final List<String> defects = new CopyOnWriteArrayList<>();
    private final Heartbeats heartbeats = new Heartbeats(clock, (thread, step) -> defects.add(thread + " " + step));
    private final List<WorkflowRun> ended = new CopyOnWriteArrayList<>();

    private CanaryWorkflow started(int port, boolean create, Duration deadline, Optional<Path> token) {
        Server server = new Server("127.0.0.1", port, Optional.empty(), token);
        WorkflowSettings settings = new WorkflowSettings("canary", create, server, Duration.ofMillis(200), deadline);
        CanaryWorkflow canary = new CanaryWorkflow(
                settings,
                "pod-1",
                Executors.newSingleThreadScheduledExecutor(),
                clock,
                heartbeats,
                (file, problem) -> {},
                ended::add);
        canary.start();
        return canary;
    }

    private CanaryWorkflow started(WorkingTemporal temporal, Duration deadline) {
        return started(temporal.port(), false, deadline, Optional.empty());
    }

    /** The SDK's test server throws on a thread of its own where it answers a call that was given up. */
    private static ConditionFactory soon() {
        return await().dontCatchUncaughtExceptions().atMost(LONG);
    }

    private void awaitOutcome(CanaryWorkflow canary, WorkflowOutcome outcome) {
        soon().until(() -> canary.last().outcome() == outcome);
    }

    @Test
    void aWorkflowWithAnActivityIsRunAgainAndAgainUnderOneIdWithTheToken() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "secret");
        try (WorkingTemporal temporal = new WorkingTemporal(0);
                CanaryWorkflow canary = started(temporal.port(), false, AMPLE, Optional.of(token))) {
            soon().until(() -> ended.size() >= 5);
            assertTrue(ended.stream().allMatch(run -> run.outcome() == WorkflowOutcome.COMPLETED), ended.toString());
            WorkflowRun last = canary.last();
            assertEquals("id-east", last.cluster());
            assertEquals("", last.failure());
            assertTrue(last.took().compareTo(AMPLE) < 0 && !last.took().isZero(), last.toString());
            assertTrue(temporal.count("RespondActivityTaskCompleted") >= 5, temporal.calls.toString());
            assertTrue(temporal.count("PollActivityTaskQueue") >= 5, "the activity came by the task queue");
            assertTrue(
                    temporal.authorizations.stream().allMatch(call -> call.endsWith(" Bearer secret")),
                    temporal.authorizations.toString());
            assertEquals(List.of(), defects);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING,namespace canary is missing; temporal operator namespace create -n canary --retention 24h",
        "GLOBAL,'namespace canary is global: another region may answer, so nothing was started; use a local one,"
                + " which temporal operator namespace create -n canary --retention 24h makes'",
        "DELETED,namespace canary is deprecated or being deleted"
    })
    void inANamespaceThatIsNotLocalNothingIsStarted(Namespace namespace, String failure) {
        try (WorkingTemporal temporal = new WorkingTemporal(0)) {
            temporal.namespace = namespace;
            try (CanaryWorkflow canary = started(temporal, AMPLE)) {
                awaitOutcome(canary, WorkflowOutcome.UNFIT_NAMESPACE);
                assertEquals(failure, canary.last().failure());
                assertEquals(0, temporal.count("StartWorkflowExecution"));
                assertEquals(0, temporal.registered.size());
                temporal.namespace = Namespace.LOCAL;
                awaitOutcome(canary, WorkflowOutcome.COMPLETED);
            }
        }
    }

    @Test
    void aMissingNamespaceIsRegisteredLocalIfThatIsAllowed() {
        try (WorkingTemporal temporal = new WorkingTemporal(0)) {
            temporal.namespace = Namespace.MISSING;
            try (CanaryWorkflow canary = started(temporal.port(), true, AMPLE, Optional.empty())) {
                awaitOutcome(canary, WorkflowOutcome.COMPLETED);
                assertEquals(1, temporal.registered.size());
                assertFalse(temporal.registered.get(0).getIsGlobalNamespace());
                assertEquals(
                        86_400,
                        temporal.registered
                                .get(0)
                                .getWorkflowExecutionRetentionPeriod()
                                .getSeconds());
                assertEquals(WorkflowOutcome.UNFIT_NAMESPACE, ended.get(0).outcome());
            }
        }
    }

    @Test
    void aServerThatIsAwayIsSaidAndUsedAgainAsSoonAsItReturns() {
        WorkingTemporal first = new WorkingTemporal(0);
        int port = first.port();
        try (CanaryWorkflow canary = started(port, false, AMPLE, Optional.empty())) {
            awaitOutcome(canary, WorkflowOutcome.COMPLETED);
            first.close();
            awaitOutcome(canary, WorkflowOutcome.NOT_STARTED);
            assertTrue(
                    canary.last().failure().startsWith("not started: UNAVAILABLE"),
                    canary.last().failure());
            try (WorkingTemporal again = new WorkingTemporal(port)) {
                awaitOutcome(canary, WorkflowOutcome.COMPLETED);
                assertTrue(again.count("PollActivityTaskQueue") > 0);
            }
        } finally {
            first.close();
        }
        assertEquals(List.of(), defects);
    }

    /** History, database or frontend: whatever hangs, the run ends by the deadline, and the thread goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"GetClusterInfo", "DescribeNamespace", "GetSystemInfo", "StartWorkflowExecution"})
    void aCallThatHangsBeforeTheStartEndsAtTheDeadline(String method) {
        Duration deadline = Duration.ofSeconds(1);
        try (WorkingTemporal temporal = new WorkingTemporal(0)) {
            temporal.hanging.add(method);
            try (CanaryWorkflow canary = started(temporal, deadline)) {
                soon().until(() -> ended.size() >= 3);
                assertEquals(
                        WorkflowOutcome.NOT_STARTED,
                        canary.last().outcome(),
                        canary.last().failure());
                assertTrue(
                        canary.last().failure().contains("DEADLINE_EXCEEDED"),
                        canary.last().failure());
                // Without a deadline it would hang for ever; a busy machine may take its time.
                assertTrue(canary.last().took().compareTo(LONG.dividedBy(2)) < 0, ended.toString());
                temporal.hanging.clear();
                awaitOutcome(canary, WorkflowOutcome.COMPLETED);
            }
        }
        assertEquals(List.of(), defects);
    }

    /** Matching that is dead looks like this: the start is taken, and no task comes. */
    @ParameterizedTest
    @ValueSource(strings = {"PollWorkflowTaskQueue", "PollActivityTaskQueue", "RespondWorkflowTaskCompleted"})
    void aWorkflowThatDoesNotEndIsSaidAndTheNextOneTakesItsPlace(String method) {
        try (WorkingTemporal temporal = new WorkingTemporal(0)) {
            temporal.hanging.add(method);
            try (CanaryWorkflow canary = started(temporal, Duration.ofSeconds(2))) {
                awaitOutcome(canary, WorkflowOutcome.NOT_FINISHED);
                assertEquals(
                        "started, and not finished within 2000 ms",
                        canary.last().failure());
                temporal.hanging.clear();
                awaitOutcome(canary, WorkflowOutcome.COMPLETED);
            }
        }
        assertEquals(List.of(), defects);
    }

    @Test
    void aResultThatComesAfterTheDeadlineIsNotTakenForTheNextRuns() {
        try (WorkingTemporal temporal = new WorkingTemporal(0)) {
            temporal.hanging.add("GetWorkflowExecutionHistory");
            try (CanaryWorkflow canary = started(temporal, Duration.ofSeconds(2))) {
                awaitOutcome(canary, WorkflowOutcome.NOT_FINISHED);
                soon().until(() -> temporal.count("RespondActivityTaskCompleted") >= 1);
                temporal.hanging.clear();
                awaitOutcome(canary, WorkflowOutcome.COMPLETED);
            }
        }
        assertEquals(List.of(), defects);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DescribeNamespace", "StartWorkflowExecution", "GetWorkflowExecutionHistory"})
    void closedWhileItRunsItEndsAtOnceWithAllItsThreads(String hanging) {
        try (WorkingTemporal temporal = new WorkingTemporal(0)) {
            temporal.hanging.add(hanging);
            CanaryWorkflow canary = started(temporal, LONG);
            String reached = hanging.isEmpty() ? "PollActivityTaskQueue" : hanging;
            soon().until(() -> temporal.count(reached) > 0);
            Duration before = clock.steady();
            canary.close();
            Duration took = clock.steady().minus(before);
            // The run itself would go on for the whole of its deadline.
            assertTrue(took.compareTo(LONG.dividedBy(2)) < 0, took.toString());
            soon().until(() -> workers().isEmpty());
        }
    }

    /** The SDK names its threads after the task queue. */
    private static List<String> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("temporal-failover-canary-pod-1"))
                .toList();
    }

    @Test
    void failuresLeaveNoThreadsBehind() {
        try (WorkingTemporal temporal = new WorkingTemporal(0)) {
            temporal.hanging.add("PollWorkflowTaskQueue");
            try (CanaryWorkflow canary = started(temporal, Duration.ofMillis(500))) {
                soon().until(() -> ended.size() >= 2);
                int some = Thread.activeCount();
                soon().until(() -> ended.size() >= 12);
                assertNotEquals(WorkflowOutcome.COMPLETED, canary.last().outcome());
                // On a busy machine some do not even start in half a second.
                assertTrue(
                        ended.stream().anyMatch(run -> run.outcome() == WorkflowOutcome.NOT_FINISHED),
                        ended.toString());
                assertTrue(Thread.activeCount() <= some + 10, Thread.activeCount() + " threads after " + some);
            }
        }
        soon().until(() -> workers().isEmpty());
        assertEquals(List.of(), defects);
    }

    @Test
    void beforeTheFirstRunNoneIsTold() {
        try (WorkingTemporal temporal = new WorkingTemporal(0)) {
            temporal.hanging.add("GetClusterInfo");
            try (CanaryWorkflow canary = started(temporal, LONG)) {
                assertEquals(WorkflowOutcome.NONE, canary.last().outcome());
            }
        }
    }
}
