package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Temporal's namespaces through the whole loop: applied under the claim, verified, written down. */
class NamespaceLoopTest extends LoopHarness {
    private final FakeNamespaces temporal;

    NamespaceLoopTest() {
        super(POLICY, new FakeNamespaces());
        temporal = (FakeNamespaces) namespaces;
    }

    @BeforeEach
    void theyAreInTheEast() {
        for (int i = 0; i < 12; i++) {
            temporal.active.put("n" + (char) ('a' + i), EAST);
        }
    }

    @Test
    void theyMoveInTheTickOfTheClaimTenATimeAndAreOneStage() {
        east(Verdict.DOWN);
        ticks(1);
        assertEquals(8, dns.record.epoch());
        assertEquals(10, temporal.applied.get(0).namespaces().size());
        assertEquals(Claim.of(8), temporal.applied.get(0).claim());
        ticks(5);
        assertEquals(2, temporal.applied.size());
        assertFalse(temporal.active.containsValue(EAST));
        assertTrue(
                status.stages().containsKey(Stage.NAMESPACES.word()),
                status.stages().toString());
        assertEquals(1, events.stream().filter("TrafficMoved"::equals).count(), events.toString());
        assertEquals(2, events.stream().filter("NamespacesMoved"::equals).count());
        assertEquals(12, status.namespaces().size());
    }

    @Test
    void namespacesThatCannotBeMovedStopNoRouteAndAreTriedAgain() {
        temporal.next = StepResult.DENIED;
        east(Verdict.DOWN);
        ticks(10);
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights());
        assertTrue(temporal.active.containsValue(EAST));
        int tried = temporal.applied.size();
        assertTrue(tried > 1 && tried < 10, "with pauses: " + tried);
        temporal.next = StepResult.APPLIED;
        ticks(60);
        assertFalse(temporal.active.containsValue(EAST));
    }

    @Test
    void anAcceptedUpdateIsNotEffectiveUntilWritesAreAccepted() {
        temporal.verified = Effectiveness.NOT_YET;
        east(Verdict.DOWN);
        ticks(200);
        assertFalse(status.stages().containsKey(Stage.NAMESPACES.word()));
        List<String> alarms = notes.stream()
                .filter(note -> note.contains("are not in effect"))
                .toList();
        assertEquals(1, alarms.size(), notes.toString());
        temporal.verified = Effectiveness.EFFECTIVE;
        ticks(5);
        assertTrue(status.stages().containsKey(Stage.NAMESPACES.word()));
    }

    @Test
    void aRecordThatCannotBeWrittenDoesNotHoldThemUp() {
        east(Verdict.DOWN);
        dns.next.addAll(java.util.Collections.nCopies(50, StepResult.UNAVAILABLE));
        ticks(3);
        assertEquals(7, dns.record.epoch());
        assertEquals(Claim.takeover(7, WEST), temporal.applied.get(0).claim());
        assertFalse(temporal.active.containsValue(EAST));
    }

    @Test
    void whatAPersonMovesAwayLaterStaysThere() {
        east(Verdict.DOWN);
        ticks(60);
        assertFalse(temporal.active.containsValue(EAST));
        int moves = temporal.applied.size();
        temporal.version = 11;
        temporal.active.put("na", EAST);
        ticks(60);
        assertEquals(EAST, temporal.active.get("na"));
        assertEquals(moves, temporal.applied.size());
    }

    @Test
    void longPollsThatLastTooLongAreAnAdviceAndNoMore() {
        LongPoll minute = LongPoll.unread("pay").ended(Duration.ofSeconds(60), Duration.ZERO);
        temporal.longPoll = Optional.of(minute);
        east(Verdict.HEALTHY);
        ticks(3);
        assertEquals(temporal.longPoll, status.watch().longPoll());
        assertTrue(
                status.advice().contains(minute.advice().orElseThrow()),
                status.advice().toString());
        temporal.longPoll = Optional.of(
                minute.ended(Duration.ofSeconds(20), Duration.ZERO).ended(Duration.ofSeconds(20), Duration.ZERO));
        ticks(1);
        assertEquals(List.of(), status.advice());
    }

    /** Workflows that stand still are better than clients that are refused, and workers may follow. */
    @Test
    void aTaskQueueWithoutPollersKeepsNoTrafficInARegionThatIsDown() {
        temporal.pollers = List.of(QueuePollers.unread(new CriticalQueue("pay", "orders", TaskKind.WORKFLOW)));
        temporal.active.put("pay", EAST);
        east(Verdict.HEALTHY);
        ticks(40);
        assertEquals(temporal.pollers, status.pollers());
        east(Verdict.DOWN);
        ticks(3);
        assertEquals(WEST, dns.record.active());
        assertEquals(WEST, temporal.active.get("pay"));
    }
}
