package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy.Afterwards;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Handovers through the whole loop of west: what a person asks for, what is asked of the cluster, what is written down. */
class HandoverLoopTest extends LoopHarness {
    private final FakeNamespaces temporal;

    HandoverLoopTest() {
        super(
                POLICY.withHandover(Optional.of(new HandoverPolicy(Duration.ofSeconds(15), Afterwards.MOVE))),
                new FakeNamespaces());
        temporal = (FakeNamespaces) namespaces;
        temporal.active.put("pay", EAST);
    }

    private void asks(Kind kind, String to) {
        store.intents = Intents.NONE.withRequest(
                Optional.of(new Request(kind, to, "ann", "drill", false, false, EPOCH.plusSeconds(9999))));
    }

    private List<Ask> asked() {
        return temporal.applied.stream().map(step -> step.batch().ask()).toList();
    }

    @Test
    void theGainingRegionWaitsForTheOtherOneAndThenTakesThem() {
        east(Verdict.HEALTHY);
        ticks(40);
        asks(Kind.FAILOVER, WEST);
        ticks(14);
        assertEquals(WEST, dns.record.active());
        assertEquals(List.of(), asked());
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights(), "routes do not wait");
        ticks(4);
        assertEquals(List.of(Ask.UPDATE), asked());
        assertEquals(WEST, temporal.active.get("pay"));
    }

    @Test
    void theDryRunAtTheGainingRegionSaysThatTheOtherLeaderBeginsTheHandover() {
        temporal.active.put("orders", EAST);
        east(Verdict.HEALTHY);
        ticks(40);
        assertEquals(
                List.of(
                        "the leader of us-east-1 begins the handover of 2 namespaces to us-west-2 once it reads the record:"
                                + " orders, pay; what is not handed over after 15 s is made active in us-west-2 without what was"
                                + " not replicated"),
                loop.dryRun(WEST, now).byOthers());
        assertEquals(List.of(), loop.dryRun(EAST, now).byOthers(), "nothing would move");
    }

    @Test
    void theDryRunAtTheLosingRegionPrintsTheRequestAndNoLine() {
        temporal.active.put("pay", WEST);
        east(Verdict.DOWN);
        ticks(40);
        east(Verdict.HEALTHY);
        ticks(60);
        PrintedPlan plan = loop.dryRun(EAST, now);
        assertTrue(
                plan.plan().steps().stream().anyMatch(step -> step.batch().ask() == Ask.HAND_OVER),
                plan.plan().steps().toString());
        assertEquals(List.of(), plan.byOthers());
    }

    @Test
    void whatIsHandedOverInTimeNeedsNoUpdate() {
        east(Verdict.HEALTHY);
        ticks(40);
        asks(Kind.FAILOVER, WEST);
        ticks(5);
        temporal.version = 12;
        temporal.active.put("pay", WEST);
        ticks(60);
        assertEquals(List.of(), asked());
    }

    @Test
    void aRegionThatDiesMeanwhileIsNotWaitedFor() {
        east(Verdict.HEALTHY);
        ticks(40);
        asks(Kind.FAILOVER, WEST);
        ticks(3);
        east(Verdict.DOWN);
        ticks(2);
        assertEquals(List.of(Ask.UPDATE), asked());
    }

    @Test
    void theLosingRegionBeginsItOnceCallsItOffInTimeAndWritesBothDown() {
        temporal.verified = Effectiveness.NOT_YET;
        handOverToTheEast();
        assertEquals(List.of(Ask.HAND_OVER), asked());
        assertTrue(events.contains("NamespaceHandoverBegan"), events.toString());
        ticks(10);
        assertEquals(List.of(Ask.HAND_OVER), asked());
        ticks(30);
        assertEquals(List.of(Ask.HAND_OVER, Ask.CALL_OFF), asked());
        assertTrue(events.contains("NamespaceHandoverCalledOff"), events.toString());
        assertEquals(WEST, temporal.active.get("pay"), "the other region takes it");
    }

    @Test
    void oneThatSucceedsIsOneStageAndRaisesNoAlarm() {
        temporal.verified = Effectiveness.NOT_YET;
        handOverToTheEast();
        temporal.version = 21;
        temporal.active.put("pay", EAST);
        temporal.verified = Effectiveness.EFFECTIVE;
        ticks(40);
        assertEquals(List.of(Ask.HAND_OVER), asked());
        assertFalse(notes.stream().anyMatch(note -> note.contains("not in effect")), notes.toString());
        assertTrue(status.stages().containsKey("namespaces"), status.stages().toString());
    }

    /** West has the traffic and the namespace; then a person asks for east. */
    private void handOverToTheEast() {
        temporal.active.put("pay", WEST);
        east(Verdict.DOWN);
        ticks(40);
        assertEquals(WEST, dns.record.active());
        east(Verdict.HEALTHY);
        ticks(60);
        asks(Kind.FAILBACK, EAST);
        ticks(3);
        assertEquals(EAST, dns.record.active());
    }
}
