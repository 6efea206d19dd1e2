package dev.temporalfailover.failover.decision;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Refuse;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.decision.Decision.Stay;
import dev.temporalfailover.failover.plan.Invariants;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Planner;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.Opinion.Role;
import dev.temporalfailover.failover.situation.Opinion.Told;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** West carries the traffic, east is preferred and well again. */
class FailbackTest {
    private static final double NOW = 10_000;
    private static final FailbackPolicy STEPS =
            new FailbackPolicy(true, seconds(1800), List.of(10, 50, 100), seconds(300));

    private FailbackPolicy way = STEPS;
    private RegionVerdict east = verdict(EAST, Verdict.HEALTHY, NOW - 1800);
    private RegionVerdict west = verdict(WEST, Verdict.HEALTHY, 10);
    private Map<String, Integer> weights = Map.of(EAST, 0, WEST, 100);
    private List<Instant> switches = List.of();
    private Optional<Duration> sinceSwitch = Optional.empty();
    private Duration sinceChange = seconds(1800);
    private Intents intents = Intents.NONE;
    private Duration started = Duration.ZERO;
    private Elsewhere elsewhere = Elsewhere.NONE;

    private Situation situation() {
        EpochRecord record = new EpochRecord(8, WEST, weights, "pod", "failback", EPOCH, switches);
        DnsReading dns = new DnsReading(DnsReading.State.OWNED, Optional.of(record), weights, "", Duration.ZERO, false);
        return new Situation(
                WEST, true, Map.of(EAST, east, WEST, west), dns, sinceSwitch, intents, started, elsewhere, sinceChange);
    }

    private Decision decision() {
        return Decide.decide(situation(), POLICY.with(way), at(NOW));
    }

    private void shifts(Reason reason, String to, int share) {
        Decision decision = decision();
        Shift shift = assertInstanceOf(Shift.class, decision, decision::toString);
        assertEquals(List.of(reason, to, share), List.of(shift.reason(), shift.to(), shift.share()));
    }

    private void refuses(Reason reason) {
        assertEquals(reason, assertInstanceOf(Refuse.class, decision()).reason());
    }

    private EpochRecord written() {
        Decision decision = decision();
        Plan plan = new Planner(POLICY.with(way), "name", "pod-b").plan(decision, situation(), List.of(), at(NOW));
        assertEquals(List.of(), Invariants.broken(situation(), decision, plan));
        return plan.steps().get(0).record();
    }

    private FailbackTest given(int share) {
        weights = Map.of(EAST, share, WEST, 100 - share);
        return this;
    }

    private void asked(String to, boolean force) {
        intents = intents.withRequest(
                Optional.of(new Request(Kind.FAILBACK, to, "ann", "", false, force, EPOCH.plusSeconds(99_999))));
    }

    @Test
    void onlyAPersonStartsItUnlessConfigured() {
        way = FailbackPolicy.MANUAL;
        assertInstanceOf(Stay.class, decision());
        asked(EAST, false);
        shifts(Reason.REQUESTED, EAST, 100);
    }

    private void tellsOfATakeover(Role role, String from, long epoch, double at) {
        Optional<Told> told = Optional.of(new Told(from, epoch));
        Opinion word =
                new Opinion(EAST, role, "east-1", Map.of(), Optional.of(8L), Optional.empty(), told, seconds(at));
        elsewhere = new Elsewhere(List.of(word), Optional.empty());
    }

    @Test
    void aRegionThatHasTakenOverIsNotGivenItsTrafficBackInSteps() {
        tellsOfATakeover(Role.LEADER, WEST, 8, NOW - 1);
        Stay stay = assertInstanceOf(Stay.class, decision());
        assertTrue(stay.rules().toString().contains("us-east-1 has taken over from it"), stay.toString());
        east = verdict(EAST, Verdict.DEGRADED, NOW - 100);
        given(10);
        assertInstanceOf(Stay.class, decision(), "no step and nothing rolled back");
        east = verdict(EAST, Verdict.HEALTHY, NOW - 1800);
        assertInstanceOf(Stay.class, decision());
        west = verdict(WEST, Verdict.DOWN, NOW - 10);
        shifts(Reason.ACTIVE_DOWN, EAST, 100);
        west = verdict(WEST, Verdict.HEALTHY, 10);
        given(0);
        asked(EAST, false);
        shifts(Reason.REQUESTED, EAST, 100);
    }

    @Test
    void aTakeoverThatIsHearsayOrOldOrOfAnotherRegionOrEpochIsNotWaitedFor() {
        tellsOfATakeover(Role.OBSERVER, WEST, 8, NOW - 1);
        shifts(Reason.FAILBACK, EAST, 10);
        tellsOfATakeover(Role.LEADER, WEST, 8, NOW - 60);
        shifts(Reason.FAILBACK, EAST, 10);
        tellsOfATakeover(Role.LEADER, EAST, 8, NOW - 1);
        shifts(Reason.FAILBACK, EAST, 10);
        tellsOfATakeover(Role.LEADER, WEST, 7, NOW - 1);
        shifts(Reason.FAILBACK, EAST, 10);
    }

    @Test
    void startsOnlyAfterTheStabilityPeriodWithoutABreak() {
        shifts(Reason.FAILBACK, EAST, 10);
        east = verdict(EAST, Verdict.HEALTHY, NOW - 1799);
        assertInstanceOf(Stay.class, decision());
        east = verdict(EAST, Verdict.DEGRADED, 0);
        assertInstanceOf(Stay.class, decision());
    }

    @Test
    void whatWasJustMovedDoesNotComeBackBeforeTheStabilityPeriodHoweverLongTheRegionIsHealthy() {
        east = verdict(EAST, Verdict.HEALTHY, 0);
        sinceChange = seconds(1799);
        assertInstanceOf(Stay.class, decision());
        sinceChange = seconds(1800);
        shifts(Reason.FAILBACK, EAST, 10);
    }

    @Test
    void theFirstStepWaitsForHoldDownQuietPeriodVelocityCapAndHold() {
        sinceSwitch = Optional.of(seconds(3599));
        switches = List.of(EPOCH.plusSeconds(6401));
        refuses(Reason.HOLD_DOWN);
        sinceSwitch = Optional.of(seconds(3601));
        shifts(Reason.FAILBACK, EAST, 10);
        switches = List.of(EPOCH, EPOCH, EPOCH);
        refuses(Reason.VELOCITY_CAP);
        switches = List.of();
        started = seconds(NOW - 1);
        refuses(Reason.QUIET_PERIOD);
        started = Duration.ZERO;
        intents = intents.withHold(Optional.of(new Hold("ann", "", EPOCH.plusSeconds(99_999))));
        refuses(Reason.HELD);
    }

    @Test
    void stepsFollowEachOtherWhileTheTargetStaysHealthy() {
        given(10).shifts(Reason.FAILBACK, EAST, 50);
        given(50).shifts(Reason.FAILBACK, EAST, 100);
        sinceChange = seconds(299);
        refuses(Reason.STEPPING);
    }

    @Test
    void aStepKeepsTheActiveRegionAndTheLastOneChangesIt() {
        EpochRecord first = written();
        assertEquals(WEST, first.active());
        assertEquals(Map.of(EAST, 10, WEST, 90), first.weights());
        EpochRecord last = given(50).written();
        assertEquals(EAST, last.active());
        assertEquals(Map.of(EAST, 100, WEST, 0), last.weights());
    }

    @Test
    void onlyTheFirstStepIsASwitch() {
        assertEquals(1, written().switches().size());
        assertEquals(0, given(10).written().switches().size());
        assertEquals(0, given(50).written().switches().size());
    }

    @Test
    void theHoldDownOfItsFirstStepDoesNotStopTheOthers() {
        sinceSwitch = Optional.of(seconds(300));
        switches = List.of(EPOCH.plusSeconds(9700), EPOCH.plusSeconds(9701), EPOCH.plusSeconds(9702));
        given(10).shifts(Reason.FAILBACK, EAST, 50);
    }

    @Test
    void aTargetThatGetsWorseGivesAllOfItBackAtOnceAndThatIsNoSwitch() {
        sinceChange = Duration.ZERO;
        sinceSwitch = Optional.of(Duration.ZERO);
        started = seconds(NOW - 1);
        for (Verdict worse : List.of(Verdict.DEGRADED, Verdict.DOWN)) {
            east = verdict(EAST, worse, NOW - 1);
            given(50).shifts(Reason.ROLLED_BACK, WEST, 100);
            EpochRecord record = written();
            assertEquals(WEST, record.active());
            assertEquals(Map.of(EAST, 0, WEST, 100), record.weights());
            assertEquals(0, record.switches().size());
        }
    }

    @Test
    void aDegradedHomeTakesItBackTooButNoOtherOne() {
        east = verdict(EAST, Verdict.DOWN, NOW - 1);
        west = verdict(WEST, Verdict.DEGRADED, NOW - 1);
        given(50).shifts(Reason.ROLLED_BACK, WEST, 100);
        assertEquals(WEST, written().active());
        west = verdict(WEST, Verdict.UNKNOWN, NOW - 1);
        refuses(Reason.NO_HEALTHY_TARGET);
    }

    @Test
    void noDataMovesItNeitherWay() {
        east = verdict(EAST, Verdict.UNKNOWN, NOW - 1);
        given(50).refuses(Reason.NO_HEALTHY_TARGET);
    }

    @Test
    void theCarryingRegionDyingInTheMiddleMovesEverythingAndIsASwitch() {
        west = verdict(WEST, Verdict.DOWN, NOW - 1);
        given(10).shifts(Reason.ACTIVE_DOWN, EAST, 100);
        assertEquals(1, written().switches().size());
    }

    @Test
    void theFirstStepsHoldDownKeepsNobodyInACarryingRegionThatDiesInTheMiddle() {
        west = verdict(WEST, Verdict.DOWN, NOW - 1);
        sinceSwitch = Optional.of(seconds(1));
        sinceChange = Duration.ZERO;
        switches = List.of(EPOCH.plusSeconds(9700), EPOCH.plusSeconds(9701), EPOCH.plusSeconds(9702));
        given(10).shifts(Reason.ACTIVE_DOWN, EAST, 100);
        started = seconds(NOW - 1);
        refuses(Reason.QUIET_PERIOD);
        started = Duration.ZERO;
        given(0).refuses(Reason.HOLD_DOWN);
    }

    @Test
    void aPersonsFailbackTakesTheSameStepsAndGoesOnByItself() {
        way = new FailbackPolicy(false, seconds(1800), STEPS.steps(), STEPS.stepInterval());
        asked(EAST, false);
        shifts(Reason.REQUESTED, EAST, 10);
        given(10).shifts(Reason.FAILBACK, EAST, 50);
        intents = Intents.NONE;
        given(10).shifts(Reason.FAILBACK, EAST, 50);
    }

    @Test
    void outOfARegionThatIsDownThereAreNoSteps() {
        west = verdict(WEST, Verdict.DOWN, NOW - 1);
        asked(EAST, false);
        shifts(Reason.REQUESTED, EAST, 100);
    }

    @Test
    void anAlertThatTakesItBackMakesNoSwitch() {
        intents = intents.withRequest(
                Optional.of(new Request(Kind.FAILOVER, WEST, "alert", "", true, false, EPOCH.plusSeconds(99_999))));
        given(50).shifts(Reason.REQUESTED, WEST, 100);
        assertEquals(0, written().switches().size());
    }

    @Test
    void forceTakesNoSteps() {
        asked(EAST, true);
        shifts(Reason.FORCED, EAST, 100);
    }

    @Test
    void aPersonCanCallItOffInTheMiddle() {
        asked(WEST, false);
        given(50).shifts(Reason.REQUESTED, WEST, 100);
        assertEquals(Map.of(EAST, 0, WEST, 100), written().weights());
    }

    @Test
    void aStepThatASmallWeightRoundsIsNotFoundUndoneForEver() {
        FailoverPolicy small = new FailoverPolicy(
                        "p",
                        POLICY.regions(),
                        60,
                        new SwitchLimits(Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO))
                .with(new FailbackPolicy(true, Duration.ZERO, List.of(34, 35, 100), Duration.ZERO));
        assertEquals(34, small.nextStep(WEST, EAST, 0));
        int has = small.weightsDuring(WEST, EAST, 34).get(EAST);
        assertEquals(20, has);
        assertEquals(35, small.nextStep(WEST, EAST, has));
        assertEquals(100, small.nextStep(WEST, EAST, 21));
    }

    @Test
    void noStepRoundsToNothing() {
        FailoverPolicy small = new FailoverPolicy(
                "p",
                POLICY.regions(),
                3,
                new SwitchLimits(Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO));
        assertEquals(Map.of(EAST, 1, WEST, 2), small.weightsDuring(WEST, EAST, 1));
        assertEquals(Map.of(EAST, 2, WEST, 1), small.weightsDuring(WEST, EAST, 99));
        assertTrue(small.weightsDuring(WEST, EAST, 100).get(WEST) == 0);
    }
}
