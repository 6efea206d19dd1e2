package dev.temporalfailover.traffic.temporal;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.LONG;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.find;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.reading;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.step;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.told;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeCluster.Spoilt;
import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy.Afterwards;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import io.grpc.Status;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handovers over TCP: the leader of west gives namespaces to east. */
class HandoversTest {
    private static final String ID = "temporal-failover-handover/pay";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final ClusterFixture world = new ClusterFixture();
    private TemporalNamespaces west;

    @BeforeEach
    void begin() {
        world.handover = Optional.of(new HandoverPolicy(TIMEOUT, Afterwards.WAIT));
        world.inWest("pay");
        west = world.start();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Step of(Ask ask) {
        return step(EAST, ask, List.of(told(west, "pay")));
    }

    private boolean handing() {
        return find(west, "pay").filter(NamespaceReading::handing).isPresent();
    }

    @Test
    void temporalsOwnWorkflowIsStartedInTheOwnCluster() {
        StepOutcome outcome = west.apply(of(Ask.HAND_OVER));
        assertEquals(StepResult.APPLIED, outcome.kind(), outcome.detail());
        assertEquals("1 namespaces are being handed over to us-east-1", outcome.detail());
        StartWorkflowExecutionRequest sent = world.west.handovers.begun.get(0);
        assertEquals("temporal-system", sent.getNamespace());
        assertEquals(ID, sent.getWorkflowId());
        assertEquals("namespace-handover", sent.getWorkflowType().getName());
        assertEquals("default-worker-tq", sent.getTaskQueue().getName());
        assertEquals(
                "{\"Namespace\":\"pay\",\"RemoteCluster\":\"e\",\"AllowedLaggingSeconds\":5,\"AllowedLaggingTasks\":0,"
                        + "\"HandoverTimeoutSeconds\":5}",
                sent.getInput().getPayloads(0).getData().toStringUtf8());
        assertFalse(sent.hasWorkflowRunTimeout(), "ended by it in HANDOVER the namespace would stay so");
        assertEquals(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING, sent.getWorkflowIdConflictPolicy());
        assertEquals(List.of(), world.east.handovers.begun);
        assertEquals(List.of(), world.west.updates);
        assertTrue(handing());
        assertEquals("it is being handed over", told(west, "pay").detail());
    }

    @Test
    void anotherLeaderFindsTheOneThatRunsAndBeginsNoSecond() {
        west.apply(of(Ask.HAND_OVER));
        west = world.start();
        reading(west, "pay", NamespaceReading::handing);
        assertEquals(StepResult.APPLIED, west.apply(of(Ask.HAND_OVER)).kind());
        assertEquals(1, world.west.handovers.running.size());
    }

    @Test
    void whatAPersonStartedIsNotOurs() {
        world.west.handovers.running.put(
                "namespace-handover-of-ann", StartWorkflowExecutionRequest.getDefaultInstance());
        long before = world.west.count("ListWorkflowExecutions");
        await().atMost(LONG).until(() -> {
            assertFalse(handing());
            world.skipped = world.skipped.plusSeconds(3);
            return world.west.count("ListWorkflowExecutions") > before + 2;
        });
    }

    @Test
    void oneThatHasFailedMayBeginAgainAfterItsTime() {
        west.apply(of(Ask.HAND_OVER));
        world.west.handovers.running.clear();
        assertTrue(handing(), "each stops the writes for a while");
        world.skipped = TIMEOUT.plusSeconds(1);
        reading(west, "pay", n -> !n.handing());
    }

    @Test
    void oneThatIsCalledOffIsCancelledInGoodOrderAndOneThatHasEndedIsFine() {
        west.apply(of(Ask.HAND_OVER));
        assertEquals(StepResult.APPLIED, west.apply(of(Ask.CALL_OFF)).kind());
        assertEquals(List.of(ID), world.west.handovers.cancelled);
        reading(west, "pay", n -> !n.handing());
        StepOutcome again = west.apply(of(Ask.CALL_OFF));
        assertEquals(StepResult.APPLIED, again.kind(), again.detail());
    }

    /** It may come back within the time of a handover: nothing of the old one is left to call off. */
    @Test
    void oneThatHasSucceededIsForgotten() {
        west.apply(of(Ask.HAND_OVER));
        world.west.handovers.running.clear();
        world.west.global("pay", "e", 21, "e", "w");
        reading(west, "pay", n -> n.sides().get(WEST).activeIn(EAST));
        world.west.global("pay", "w", 22, "e", "w");
        reading(west, "pay", n -> n.sides().get(WEST).activeIn(WEST) && !n.handing());
    }

    @Test
    void aRefusalIsToldAndALostAnswerMayHaveBegunIt() {
        world.west.spoilt.put(
                "StartWorkflowExecution", Spoilt.by(Status.PERMISSION_DENIED.withDescription("no right to write")));
        StepOutcome denied = west.apply(of(Ask.HAND_OVER));
        assertEquals(StepResult.DENIED, denied.kind());
        assertEquals("1 of 1 not handed over to us-east-1: pay: PERMISSION_DENIED no right to write", denied.detail());
        assertFalse(handing());
        assertEquals("PERMISSION_DENIED no right to write", told(west, "pay").detail());
        world.west.spoilt.put("StartWorkflowExecution", Spoilt.HANGS);
        assertEquals(StepResult.UNCERTAIN, west.apply(of(Ask.HAND_OVER)).kind());
        assertTrue(handing());
    }

    @Test
    void aCallOffThatIsNotHeardIsTriedAgain() {
        west.apply(of(Ask.HAND_OVER));
        world.west.spoilt.put("RequestCancelWorkflowExecution", Spoilt.HANGS);
        assertEquals(StepResult.UNCERTAIN, west.apply(of(Ask.CALL_OFF)).kind());
        assertTrue(handing());
    }

    @Test
    void aListThatIsRefusedIsToldAndTheLastOneStandsForAWhileOnly() {
        world.west.handovers.running.put(ID, StartWorkflowExecutionRequest.getDefaultInstance());
        reading(west, "pay", NamespaceReading::handing);
        world.west.spoilt.put(
                "ListWorkflowExecutions", Spoilt.by(Status.PERMISSION_DENIED.withDescription("no right to read")));
        world.skipped = world.skipped.plusSeconds(3);
        await().atMost(LONG).until(() -> {
            // For a moment after the clock is set forward all lists are too old, and no namespace is known.
            assertTrue(
                    find(west, "pay").stream().allMatch(NamespaceReading::handing), "a busy cluster has not ended it");
            return world.problems.contains("handovers PERMISSION_DENIED no right to read");
        });
        world.skipped = world.skipped.plusSeconds(31);
        reading(west, "pay", n -> !n.handing());
        world.west.spoilt.clear();
        world.skipped = world.skipped.plusSeconds(3);
        reading(west, "pay", NamespaceReading::handing);
    }

    @Test
    void itIsInEffectWhenTheOwnClusterAcceptsNoWritesAndUntilThenSaysWhatItWaitsFor() {
        Step step = of(Ask.HAND_OVER);
        west.apply(step);
        Verification waits = west.verify(step);
        assertEquals(Effectiveness.NOT_YET, waits.state());
        assertEquals(
                "the handover is RUNNING in WaitReplication; pay: this cluster accepts writes still", waits.detail());
        assertEquals(
                "it is being handed over: RUNNING in WaitReplication",
                told(west, "pay").detail());
        world.west.global("pay", "e", 21, "e", "w");
        assertEquals(Effectiveness.EFFECTIVE, west.verify(step).state());
    }

    @Test
    void theDryRunNamesTheWorkflow() {
        assertEquals(
                "StartWorkflowExecution at w namespace=temporal-system type=namespace-handover of pay to e",
                west.render(of(Ask.HAND_OVER)));
        assertEquals(
                "RequestCancelWorkflowExecution at w namespace=temporal-system type=namespace-handover of pay",
                west.render(of(Ask.CALL_OFF)));
    }

    @Test
    void aWatcherHandsNothingOver() {
        world.moves = false;
        west = world.start();
        assertEquals(StepResult.REJECTED, west.apply(of(Ask.HAND_OVER)).kind());
        assertEquals(List.of(), world.west.handovers.begun);
    }
}
