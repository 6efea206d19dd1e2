package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.judgement;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The whole step of the flow on switches in memory. */
class FailoverLoopTest extends LoopHarness {
    FailoverLoopTest() {
        super(POLICY);
    }

    @Test
    void movesDnsThenTheRouteInOneTickAndWritesOneAuditRecord() {
        east(Verdict.DOWN);
        ticks(1);
        assertEquals(WEST, dns.record.active());
        assertEquals(8, dns.record.epoch());
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights());
        assertEquals(1, audit.size());
        AuditEntry entry = audit.get(0);
        assertEquals(List.of(EAST, WEST), List.of(entry.from(), entry.to()));
        assertEquals(POLICY.weightsFor(EAST), entry.before());
        assertEquals(POLICY.weightsFor(WEST), entry.after());
        assertEquals("applied", entry.result());
        assertTrue(entry.stages().containsKey("detect"), entry.stages().toString());
        assertEquals(3, entry.steps().size(), "the record, the takeover behind it, the route");
        ticks(30);
        assertEquals(1, audit.size(), "a settled world is written about once");
        assertTrue(status.stages().containsKey("verify"), status.stages().toString());
    }

    @Test
    void withoutLeadershipNothingIsReadOrWritten() {
        leads = false;
        east(Verdict.DOWN);
        ticks(20);
        assertEquals(0, dns.reads);
        assertEquals(0, dns.attempts);
        assertEquals(Decision.Reason.NOT_LEADER, status.decision().reason());
    }

    @Test
    void bothRegionsDownMovesNothing() {
        both(Verdict.DOWN);
        ticks(60);
        assertEquals(0, dns.attempts);
        assertEquals(Decision.Reason.NO_HEALTHY_TARGET, status.decision().reason());
    }

    @Test
    void aLostRaceIsReadAgainAndDecidedAgainNotRetried() {
        ticks(1);
        dns.record = record(8, WEST);
        east(Verdict.DOWN);
        ticks(3);
        assertEquals(1, dns.attempts);
        assertEquals(8, dns.record.epoch());
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights(), "the route follows the winner");
    }

    @Test
    void aNewerEpochThatAnotherPlaceTellsOfIsReadAtOnceAndOnlyOnce() {
        ticks(1);
        int before = dns.reads;
        dns.record = record(8, WEST);
        tells(8);
        ticks(1);
        assertEquals(before + 1, dns.reads);
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights(), "the route follows in the same tick");
        tells(99);
        ticks(3);
        assertTrue(dns.reads <= before + 3, "a word that the record does not bear out is not asked after for ever");
        tells(7);
        int settled = dns.reads;
        ticks(1);
        assertEquals(settled, dns.reads);
    }

    private void tells(long epoch) {
        elsewhere = new Elsewhere(
                List.of(new Opinion(
                        EAST,
                        Opinion.Role.LEADER,
                        "pod-e",
                        Map.of(),
                        Optional.of(epoch),
                        Optional.empty(),
                        now.steady())),
                Optional.empty());
    }

    @Test
    void whoeverHasTheLeaseAndNeverReadTheIntentsSaysSoInRuleAdviceAndLog() {
        store.reachable = false;
        store.trouble = "the ConfigMap ns/x-intents cannot be read (Forbidden): nothing is known of holds";
        east(Verdict.DOWN);
        ticks(5);
        assertEquals(0, dns.attempts);
        String leads = status.decision().rules().get(0).present();
        assertTrue(leads.startsWith("this instance holds the Lease and does not act: a hold may be in force"), leads);
        assertTrue(leads.contains("Forbidden"), leads);
        assertTrue(status.advice().contains(store.trouble), status.advice().toString());
        assertEquals(
                1, notes.stream().filter(note -> note.contains(store.trouble)).count());
        store.reachable = true;
        store.trouble = "";
        ticks(2);
        assertEquals(List.of(), status.advice());
        assertEquals(8, dns.record.epoch());
    }

    @Test
    void aLostRaceMovesNothingAndIsTriedAgainLaterWithOneRecord() {
        east(Verdict.DOWN);
        StepResult kind = StepResult.LOST_RACE;
        dns.next.addAll(List.of(kind, kind, kind));
        ticks(1);
        assertEquals(7, dns.record.epoch());
        assertEquals(POLICY.weightsFor(EAST), routes.route.weights(), "stop at the first failure");
        ticks(30);
        assertEquals(4, dns.attempts);
        assertEquals(8, dns.record.epoch());
        assertEquals(2, audit.size());
        assertEquals("applied", audit.get(1).result());
    }

    private List<AuditEntry> batches() {
        return audit.stream()
                .filter(entry -> entry.steps().get(0).startsWith("DNS"))
                .toList();
    }

    @Test
    void aBatchWhoseAnswerWasLostIsFoundByReadingAndRecordedOnce() {
        east(Verdict.DOWN);
        dns.uncertainApplies = true;
        dns.next.add(StepResult.UNCERTAIN);
        ticks(1);
        assertEquals(0, batches().size());
        ticks(5);
        assertEquals(1, dns.attempts);
        assertEquals(8, dns.record.epoch());
        AuditEntry moved = batches().get(0);
        assertEquals("applied", moved.result());
        assertEquals(EAST, moved.from());
        assertEquals(3, audit.size(), "the takeover meanwhile, the batch, and the route that follows it");
        assertEquals("follow", audit.get(2).reason());
    }

    @Test
    void aBatchWhoseAnswerWasLostIsWrittenDownAsUncertainByWhoNoLongerLeads() {
        east(Verdict.DOWN);
        dns.uncertainApplies = true;
        dns.next.add(StepResult.UNCERTAIN);
        ticks(1);
        leads = false;
        ticks(5);
        assertEquals(
                List.of("uncertain"), batches().stream().map(AuditEntry::result).toList());
    }

    @Test
    void aBatchThatWasNotAppliedThoughItsAnswerWasLostIsSentAgainAfterReading() {
        east(Verdict.DOWN);
        dns.next.add(StepResult.UNCERTAIN);
        ticks(10);
        assertEquals(2, dns.attempts);
        assertEquals(8, dns.record.epoch());
    }

    @Test
    void whileTheFateOfABatchIsOpenNothingElseIsTriedAndNoLostRaceIsReported() {
        east(Verdict.DOWN);
        dns.uncertainApplies = true;
        dns.next.add(StepResult.UNCERTAIN);
        ticks(1);
        dns.readable = false;
        ticks(20);
        assertEquals(1, dns.attempts);
        assertEquals(0, batches().size());
        dns.readable = true;
        ticks(15);
        assertEquals(1, dns.attempts);
        assertEquals("applied", batches().get(0).result());
    }

    @Test
    void neverFailsBackByItself() {
        east(Verdict.DOWN);
        ticks(2);
        east(Verdict.HEALTHY);
        ticks(7200);
        assertEquals(WEST, dns.record.active());
        assertEquals(8, dns.record.epoch());
    }

    @Test
    void aWallClockThatJumpsAnHourEndsNoHoldDown() {
        east(Verdict.DOWN);
        ticks(60);
        now = new Moment(now.wall().plus(Duration.ofHours(1)), now.steady());
        double since = now.steady().toMillis() / 1000.0;
        judged(loop, judgement(verdict(EAST, Verdict.HEALTHY, since), verdict(WEST, Verdict.DOWN, since)));
        ticks(60);
        assertEquals(WEST, dns.record.active());
        assertEquals(Decision.Reason.HOLD_DOWN, status.decision().reason());
    }

    @Test
    void aWallClockThatJumpsBackDoesNotDelayAFailover() {
        ticks(60);
        now = new Moment(now.wall().minus(Duration.ofHours(1)), now.steady());
        east(Verdict.DOWN);
        ticks(1);
        assertEquals(WEST, dns.record.active());
    }

    @Test
    void aRouteThatRefusesTheWriteIsFollowedUpLaterUnderTheSameEpoch() {
        east(Verdict.DOWN);
        routes.next = StepResult.REJECTED;
        ticks(3);
        assertEquals(8, dns.record.epoch());
        assertEquals(7, routes.route.epoch());
        assertEquals("applied", audit.get(0).result(), "the traffic has moved, whatever became of the route");
        routes.next = StepResult.APPLIED;
        ticks(20);
        assertEquals(8, routes.route.epoch());
        assertEquals(1, dns.attempts);
    }

    @Test
    void aChangeThatStaysPendingRaisesOneAlarmAndIsNotCalledDone() {
        dns.inSync = false;
        east(Verdict.DOWN);
        ticks(300);
        assertEquals(1, events.stream().filter("NotEffective"::equals).count());
        assertFalse(status.stages().containsKey("insync"));
    }

    @Test
    void aRouteThatIsAcceptedAndHasNoEffectRaisesOneAlarm() {
        routes.verified = dev.temporalfailover.traffic.Verification.Effectiveness.NOT_YET;
        east(Verdict.DOWN);
        ticks(300);
        assertEquals(1, events.stream().filter("NotEffective"::equals).count());
    }

    @Test
    void anAdoptionIsNoMove() {
        dns.adoptable = true;
        east(Verdict.HEALTHY);
        ticks(1);
        assertEquals(List.of("RecordsAdopted"), events);
        assertEquals(POLICY.name() + ": us-east-1 carries the traffic, epoch 8, adopted", notes.get(0));
    }

    @Test
    void aDryRunPrintsThePlanAndItsHashAndAppliesNothing() {
        east(Verdict.HEALTHY);
        ticks(1);
        var first = loop.dryRun(WEST, now);
        assertEquals(3, first.requests().size(), "the record, the takeover, the route");
        assertEquals(
                first.hash(), loop.dryRun(WEST, now.plus(Duration.ofSeconds(2))).hash());
        assertEquals(0, dns.attempts);
        dns.record = record(9, EAST);
        ticks(15);
        assertNotEquals(first.hash(), loop.dryRun(WEST, now).hash());
        assertEquals(List.of(), loop.dryRun(EAST, now).requests());
    }

    @Test
    void aRouteThatChangesIsReadAtOnceWithoutAskingRoute53() {
        east(Verdict.HEALTHY);
        ticks(1);
        int reads = dns.reads;
        routes.route = new dev.temporalfailover.failover.situation.RouteReading(
                routes.route.id(),
                dev.temporalfailover.failover.situation.RouteReading.RouteState.FOREIGN,
                POLICY.weightsFor(WEST),
                7,
                "argocd");
        loop.routesChanged();
        ticks(1);
        assertEquals(
                dev.temporalfailover.failover.situation.RouteReading.RouteState.FOREIGN,
                status.routes().get(0).state());
        assertEquals(reads, dns.reads);
        ticks(30);
        assertEquals(List.of("SecondWriter"), events, "named once, and not fought");
        assertEquals(List.of(), routes.applied);
    }

    @Test
    void readsRoute53OnceAnIntervalNotOnceATick() {
        east(Verdict.HEALTHY);
        ticks(100);
        assertTrue(dns.reads >= 8 && dns.reads <= 14, dns.reads + " reads in 100 s at 10 s");
    }

    @Test
    void aVerdictThatWasNotJudgedForLongIsUnknownHereAndInWhatOthersAreTold() {
        east(Verdict.DOWN);
        leads = false;
        ticks(5);
        judges = false;
        ticks(9);
        assertEquals(Verdict.DOWN, status.verdicts().get(EAST).verdict());
        assertEquals(
                now.steady().minusSeconds(9),
                status.findings().words().get(EAST).judged());
        ticks(2);
        assertEquals(Verdict.UNKNOWN, status.verdicts().get(EAST).verdict());
        assertEquals(
                "not judged for 11 s, was DOWN", status.verdicts().get(EAST).why());
        assertEquals(Verdict.UNKNOWN, status.findings().words().get(EAST).verdict());
        leads = true;
        ticks(100);
        assertEquals(7, dns.record.epoch(), "nothing is moved by a frozen verdict");
        judges = true;
        ticks(100);
        assertEquals(8, dns.record.epoch());
    }
}
