package dev.temporalfailover.traffic.temporal;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.reading;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.step;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeCluster.Spoilt;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import io.grpc.Status;
import io.temporal.api.enums.v1.ReplicationState;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told to a cluster over TCP, and how its refusals read. */
class NamespaceMovesTest {
    private final ClusterFixture world = new ClusterFixture();

    @AfterEach
    void end() {
        world.close();
    }

    private static List<NamespaceReading> batch(TemporalNamespaces west, String... names) {
        return Stream.of(names).map(name -> told(west, name)).toList();
    }

    @Test
    void theOwnClusterIsToldTheActiveClusterAndNothingElse() {
        world.inEast("pay", "ship");
        // No list would show what the update answered.
        world.interval = Duration.ofMinutes(5);
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "pay", "ship"));
        StepOutcome outcome = west.apply(step);
        assertEquals(StepResult.APPLIED, outcome.kind(), outcome.detail());
        UpdateNamespaceRequest exact = UpdateNamespaceRequest.newBuilder()
                .setNamespace("pay")
                .setReplicationConfig(NamespaceReplicationConfig.newBuilder().setActiveClusterName("w"))
                .build();
        assertEquals(exact, world.west.updates.get(0));
        assertEquals(List.of(), world.east.updates);
        assertTrue(reading(west, "pay", n -> true).sides().get(WEST).activeIn(WEST), "known at once");
        assertEquals(12, reading(west, "pay", n -> true).sides().get(WEST).version());
    }

    /** Temporal refuses all but one of the updates that run at once: one version guards all namespaces of a cluster. */
    @Test
    void updatesAreSentOneAfterTheOther() {
        String[] ten = Stream.iterate(0, i -> i + 1).limit(10).map(i -> "n" + i).toArray(String[]::new);
        world.inEast(ten);
        TemporalNamespaces west = world.start();
        assertEquals(
                StepResult.APPLIED, west.apply(step(WEST, batch(west, ten))).kind());
        assertEquals(1, world.west.atOnce.get());
        assertEquals(10, world.west.updates.size());
    }

    @Test
    void whatHasChangedSinceIsNotTouchedAndWhatIsThereAlreadyIsFine() {
        world.inEast("pay", "ship");
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "pay", "ship"));
        world.west.global("pay", "e", 21, "e", "w");
        world.west.global("ship", "w", 12, "e", "w");
        StepOutcome outcome = west.apply(step);
        assertEquals(StepResult.LOST_RACE, outcome.kind());
        assertEquals(
                "1 of 2 not made active in us-west-2: pay: it is active in e with version 21 now", outcome.detail());
        assertEquals(List.of(), world.west.updates);
    }

    @Test
    void aClusterIsToldThatTheOtherOneIsActive() {
        world.inEast("pay");
        world.west.global("pay", "w", 2, "e", "w");
        TemporalNamespaces west = world.start();
        Step step = step(EAST, batch(west, "pay"));
        assertEquals(Effectiveness.NOT_YET, west.verify(step).state());
        assertEquals(StepResult.APPLIED, west.apply(step).kind());
        assertEquals("e", world.west.updates.get(0).getReplicationConfig().getActiveClusterName());
        assertEquals(Effectiveness.EFFECTIVE, west.verify(step).state(), "it accepts no writes any more");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT,Invalid cluster name: e,REJECTED,operator cluster upsert --enable-connection",
        "INVALID_ARGUMENT,global namespace is not enabled on this cluster,REJECTED,is not enabled on this cluster",
        "PERMISSION_DENIED,Request unauthorized.,DENIED,Request unauthorized.",
        "UNAUTHENTICATED,no token,DENIED,no token",
        "NOT_FOUND,Namespace pay is not found.,NOT_FOUND,is not found",
        "RESOURCE_EXHAUSTED,namespace rate limit exceeded,THROTTLED,rate limit",
        "UNAVAILABLE,Namespace replication in Handover state.,BUSY,Handover",
        "UNAVAILABLE,UpdateNamespace operation failed. Error: conditional update error: expect: 3,BUSY,conditional",
        "UNAVAILABLE,no usable database connection found,UNAVAILABLE,no usable database",
        "INTERNAL,x,UNCERTAIN,x",
        "UNKNOWN,x,UNCERTAIN,x",
        "FAILED_PRECONDITION,x,REJECTED,x",
    })
    void aRefusalSaysWhatToDo(Status.Code code, String text, StepResult kind, String says) {
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "pay"));
        world.west.spoilt.put("UpdateNamespace", Spoilt.by(code.toStatus().withDescription(text)));
        StepOutcome outcome = west.apply(step);
        assertEquals(kind, outcome.kind(), outcome.detail());
        assertTrue(outcome.detail().contains(says), outcome.detail());
        NamespaceReading failed = reading(west, "pay", n -> n.failures() == 1);
        assertTrue(failed.detail().contains(says), failed.detail());
        west.apply(step);
        reading(west, "pay", n -> n.failures() == 2);
        world.west.spoilt.clear();
        assertEquals(StepResult.APPLIED, west.apply(step).kind());
        reading(west, "pay", n -> n.failures() == 0);
    }

    @Test
    void whatAPersonMovedMeanwhileHasNotFailed() {
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "pay"));
        world.west.spoilt.put("UpdateNamespace", Spoilt.by(Status.PERMISSION_DENIED));
        assertEquals(StepResult.DENIED, west.apply(step).kind());
        world.west.global("pay", "w", 12, "e", "w");
        reading(
                west,
                "pay",
                n -> n.failures() == 0
                        && n.side(WEST).filter(s -> s.activeIn(WEST)).isPresent());
    }

    @Test
    void aHandoverInProgressAndALocalOneAreNotUpdated() {
        world.inEast("pay", "home");
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "pay"));
        DescribeNamespaceResponse.Builder told = world.west.namespace("pay").toBuilder();
        told.getReplicationConfigBuilder().setState(ReplicationState.REPLICATION_STATE_HANDOVER);
        world.west.raw(told.build());
        assertEquals(StepResult.BUSY, west.apply(step).kind());
        Step home = step(WEST, batch(west, "home"));
        world.west.put("home", false, "e", 11, Optional.empty(), "e", "w");
        assertEquals(StepResult.REJECTED, west.apply(home).kind());
        assertEquals(List.of(), world.west.updates);
    }

    /** The loop waits for it. */
    @Test
    void aClusterThatHangsEndsTheStepInTwoDeadlines() {
        world.inEast("a", "b", "c", "d");
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "a", "b", "c", "d"));
        world.west.spoilt.put("UpdateNamespace", Spoilt.HANGS);
        StepOutcome outcome = west.apply(step);
        assertEquals(StepResult.UNCERTAIN, outcome.kind());
        assertTrue(outcome.detail().contains("b: not sent after the failure before it"), outcome.detail());
        assertEquals(
                List.of("UpdateNamespace a"),
                world.west.calls.stream()
                        .filter(call -> call.startsWith("UpdateNamespace"))
                        .toList());
        assertEquals(1, reading(west, "a", n -> true).failures());
        assertEquals(0, reading(west, "b", n -> true).failures(), "the next step takes it first");
        world.west.spoilt.put("DescribeNamespace", Spoilt.HANGS);
        StepOutcome blind = west.apply(step);
        assertEquals(StepResult.UNAVAILABLE, blind.kind());
        assertEquals(1, world.west.updates.size(), "what was not looked at is not updated");
    }

    @Test
    void aClosedServerIsUnavailable() {
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "pay"));
        world.west.close();
        assertEquals(StepResult.UNAVAILABLE, west.apply(step).kind());
        Verification answer = west.verify(step);
        assertEquals(Effectiveness.FAILED, answer.state());
        assertTrue(answer.detail().startsWith("pay: UNAVAILABLE"), answer.detail());
    }

    @Test
    void writesAreAcceptedWhenTheClusterKnowsOfNoSuchWorkflow() {
        world.inEast("pay", "gone");
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "pay"));
        Verification standby = west.verify(step);
        assertEquals(Effectiveness.NOT_YET, standby.state());
        assertEquals("pay: this cluster is a standby still", standby.detail());
        west.apply(step);
        assertEquals(Effectiveness.EFFECTIVE, west.verify(step).state());
        Step other = step(WEST, batch(west, "gone"));
        world.west.spoilt.put(
                "SignalWorkflowExecution gone",
                Spoilt.by(Status.NOT_FOUND.withDescription("Namespace gone is not found.")));
        assertEquals(Effectiveness.FAILED, west.verify(other).state(), "a namespace that is gone accepts nothing");
        world.west.spoilt.put("SignalWorkflowExecution gone", Spoilt.HANGS);
        assertEquals(
                "gone: DEADLINE_EXCEEDED no answer in time", west.verify(other).detail());
    }

    /** Under a {@code dcRedirectionPolicy} the other cluster would answer, which accepts them. */
    @Test
    void aStandbyThatForwardsCallsAcceptsNoWritesItself() {
        world.inEast("pay");
        world.west.forwardsTo = Optional.of(world.east);
        TemporalNamespaces west = world.start();
        Verification standby = west.verify(step(WEST, batch(west, "pay")));
        assertEquals("pay: this cluster is a standby still", standby.detail());
    }

    @Test
    void aWatcherUpdatesNothing() {
        world.moves = false;
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        StepOutcome outcome = west.apply(step(WEST, batch(west, "pay")));
        assertEquals("not sent: namespaces.mode is watch", outcome.detail());
        assertEquals(StepResult.REJECTED, outcome.kind());
        assertEquals(List.of(), world.west.updates);
    }

    @Test
    void thePlanShowsTheExactRequests() {
        world.inEast("pay", "ship");
        TemporalNamespaces west = world.start();
        Step step = step(WEST, batch(west, "pay", "ship"));
        assertEquals(
                "UpdateNamespace at w namespace=pay replication_config.active_cluster_name=w if active in us-east-1 with"
                        + " failover_version 11\n"
                        + "UpdateNamespace at w namespace=ship replication_config.active_cluster_name=w if active in"
                        + " us-east-1 with failover_version 11",
                west.render(step));
    }
}
