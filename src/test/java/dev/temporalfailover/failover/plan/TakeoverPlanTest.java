package dev.temporalfailover.failover.plan;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.plan.Step.Layer;
import dev.temporalfailover.failover.plan.Step.Turn;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The takeover as a step, and routes that follow it, one test a row of docs/failure-modes.md. The record is 7 and names east. */
class TakeoverPlanTest {
    private static final double NOW = 1000;
    private static final Decision STAY = new Decision.Stay(Reason.ACTIVE_HEALTHY, List.of());
    private static final FailoverPolicy ASKING = POLICY.with(
            new EvidencePolicy(EvidencePolicy.Required.UNDISPUTED, List.of(EAST, WEST), Duration.ofSeconds(10)));

    private String self = WEST;
    private DnsReading dns = owned(record(7, EAST));
    private Verdict east = Verdict.DOWN;
    private Verdict west = Verdict.HEALTHY;
    private Intents intents = Intents.NONE;
    private final List<Opinion> opinions = new ArrayList<>();
    private RouteReading route = route(EAST, Claim.of(7));

    private static RouteReading route(String active, Claim claim) {
        return new RouteReading("vs", RouteReading.RouteState.OWNED, POLICY.weightsFor(active), claim, "");
    }

    private Situation situation() {
        return new Situation(
                self,
                true,
                Map.of(EAST, verdict(EAST, east, 900), WEST, verdict(WEST, west, 900)),
                dns,
                Optional.empty(),
                intents,
                Duration.ZERO,
                new Elsewhere(opinions, Optional.empty()),
                Duration.ZERO);
    }

    private Plan plan(Decision decision) {
        return new Planner(ASKING, "name", "pod").plan(decision, situation(), List.of(route), at(NOW));
    }

    private List<Layer> layers(Decision decision) {
        Plan plan = plan(decision);
        assertEquals(List.of(), Invariants.broken(situation(), decision, plan));
        return plan.steps().stream().map(Step::layer).toList();
    }

    private Step only(Decision decision) {
        Plan plan = plan(decision);
        assertEquals(List.of(), Invariants.broken(situation(), decision, plan));
        assertEquals(1, plan.steps().size(), plan.toString());
        return plan.steps().get(0);
    }

    private static Decision.Shift shift(Reason reason, boolean automatic, Decision.Rule... rules) {
        return new Decision.Shift(reason, EAST, WEST, automatic, false, "us", List.of(rules));
    }

    private static Decision.Shift down() {
        return shift(Reason.ACTIVE_DOWN, true, new Decision.Rule(Reason.UNCONFIRMED, true, "2 of 3"));
    }

    private void unwritable() {
        dns = dns.stale("refused").unwritten("unavailable");
    }

    private void inForce(long epoch) {
        intents = intents.withTakeover(Optional.of(new Takeover(EAST, epoch, EPOCH)));
    }

    private void hears(String place, Opinion.Role role, double age, long epoch, Opinion.Told... takeover) {
        Optional<Opinion.Told> told = takeover.length == 0 ? Optional.empty() : Optional.of(takeover[0]);
        opinions.add(new Opinion(
                place, role, "pod", Map.of(), Optional.of(epoch), Optional.empty(), told, seconds(NOW - age)));
    }

    @Test
    void aRecordThatCanBeWrittenIsTheClaimAndTheTakeoverFollowsIt() {
        assertEquals(List.of(Layer.DNS, Layer.TAKEOVER, Layer.ROUTE), layers(down()));
        assertEquals(Claim.takeover(8, WEST), plan(down()).steps().get(1).claim());
        assertEquals(Claim.of(8), plan(down()).steps().get(2).claim());
    }

    @Test
    void aRecordThatCannotBeWrittenIsClaimedByATakeoverThenRoutesMoveThenTheRecordCatchesUp() {
        unwritable();
        assertEquals(List.of(Layer.TAKEOVER, Layer.ROUTE, Layer.DNS), layers(down()));
        Plan plan = plan(down());
        assertEquals(Turn.BEGINS, plan.steps().get(0).turn());
        assertEquals(Claim.takeover(7, WEST), plan.steps().get(1).claim());
        assertEquals(POLICY.weightsFor(WEST), plan.steps().get(1).after());
        assertEquals(8, plan.steps().get(2).record().epoch());
    }

    @Test
    void aTakeoverInForceIsNotBegunAgain() {
        unwritable();
        inForce(7);
        assertEquals(List.of(Layer.ROUTE, Layer.DNS), layers(shift(Reason.TAKEN_OVER, true)));
    }

    @Test
    void aMachineTakesOverOnlyWhatOtherPlacesConfirmAndAPersonNeedsNone() {
        unwritable();
        Decision.Rule against = new Decision.Rule(Reason.UNCONFIRMED, false, "1 of 3");
        Decision alert = shift(Reason.REQUESTED, true, against);
        assertEquals(List.of(Layer.DNS, Layer.TAKEOVER, Layer.ROUTE), layers(alert));
        assertEquals(
                Layer.TAKEOVER, layers(shift(Reason.REQUESTED, false, against)).get(0));
        Decision confirmed = shift(Reason.REQUESTED, true, new Decision.Rule(Reason.UNCONFIRMED, true, "2 of 3"));
        assertEquals(Layer.TAKEOVER, layers(confirmed).get(0));
        east = Verdict.HEALTHY;
        assertEquals(Layer.DNS, layers(confirmed).get(0), "nor what we see alive ourselves");
    }

    @Test
    void theGuardKnowsAnUnconfirmedTakeoverAndOneByARegionThatIsDown() {
        unwritable();
        Plan sound = plan(down());
        Decision unconfirmed =
                shift(Reason.ACTIVE_DOWN, true, new Decision.Rule(Reason.DISPUTED, false, "the witness sees it"));
        assertEquals(Invariant.TAKEOVER_IS_CONFIRMED, broken(unconfirmed, sound));
        west = Verdict.DOWN;
        assertEquals(Invariant.TARGET_IS_HEALTHY, broken(down(), sound));
        Decision forced = new Decision.Shift(Reason.FORCED, EAST, WEST, false, true, "ann", List.of());
        assertEquals(Invariant.TAKEOVER_SERVES_HERE, broken(forced, sound));
        assertEquals(Invariant.TRAFFIC_MOVES_BY_DECISION_ONLY, broken(STAY, sound));
    }

    private Invariant broken(Decision decision, Plan plan) {
        return Invariants.broken(situation(), decision, plan).get(0).invariant();
    }

    @Test
    void aFailbacksStepIsNeverTakenOver() {
        unwritable();
        Decision step = new Decision.Shift(Reason.FAILBACK, EAST, WEST, true, false, "us", List.of(), 10);
        assertEquals(Layer.DNS, layers(step).get(0));
    }

    @Test
    void aNewLeaderThatNeverReadTheRecordCarriesAStoredTakeoverOn() {
        dns = DnsReading.unread("refused");
        inForce(7);
        Step step = only(new Decision.Stay(Reason.DNS_UNREAD, List.of()));
        assertEquals(Claim.takeover(7, WEST), step.claim());
        assertEquals(POLICY.weightsFor(WEST), step.after());
        route = route(WEST, Claim.takeover(7, WEST));
        assertEquals(Plan.NOTHING, plan(STAY), "and once only");
        route = route(WEST, Claim.of(7));
        assertEquals(Plan.NOTHING, plan(STAY), "the record may say so already");
    }

    @Test
    void aStoredTakeoverIsNotCarriedOnOverANewerEpochThatAnybodyTellsOf() {
        hears(EAST, Opinion.Role.LEADER, 600, 8);
        inForce(7);
        unwritable();
        assertEquals(List.of(Layer.DNS), layers(shift(Reason.TAKEN_OVER, true)), "the record's swap fails by itself");
        dns = DnsReading.unread("refused");
        assertEquals(Plan.NOTHING, plan(STAY));
    }

    @Test
    void whenTheRecordHasCaughtUpTakeoverAndRoutesFollowIt() {
        inForce(7);
        dns = owned(record(8, WEST));
        route = route(WEST, Claim.takeover(7, WEST));
        Plan plan = plan(STAY);
        assertEquals(List.of(Layer.TAKEOVER, Layer.ROUTE), layers(STAY));
        assertEquals(Turn.GOES_ON, plan.steps().get(0).turn());
        assertEquals(Claim.of(8), plan.steps().get(1).claim());
    }

    @Test
    void theOldRegionDoesNotUndoOrDoubleATakeoverWhenItReturns() {
        self = EAST;
        east = Verdict.HEALTHY;
        hears(WEST, Opinion.Role.LEADER, 1, 7, new Opinion.Told(EAST, 7));
        unwritable();
        assertEquals(Plan.NOTHING, plan(STAY));
        route = route(WEST, Claim.takeover(7, WEST));
        assertEquals(Plan.NOTHING, plan(STAY), "its routes stay where they followed");
    }

    @Test
    void theRegionThatFailsFollowsATakeoverThatItsLeaderHearsOf() {
        self = EAST;
        hears(WEST, Opinion.Role.LEADER, 1, 7, new Opinion.Told(EAST, 7));
        unwritable();
        assertEquals(Claim.takeover(7, WEST), only(STAY).claim());
        assertEquals(List.of(Layer.ROUTE, Layer.DNS), layers(down()), "also while it tries to write the record itself");
        route = route(WEST, Claim.takeover(7, WEST));
        assertEquals(Layer.DNS, layers(down()).get(0), "once only");
        route = route(EAST, Claim.of(7));
        east = Verdict.HEALTHY;
        assertEquals(Plan.NOTHING, plan(STAY), "never out of a region that it sees alive");
    }

    @Test
    void aTakeoverThatIsOldOrHearsayOrOfAnotherEpochIsNotFollowed() {
        self = EAST;
        unwritable();
        hears(WEST, Opinion.Role.LEADER, 11, 7, new Opinion.Told(EAST, 7));
        assertEquals(Plan.NOTHING, plan(STAY), "too old");
        opinions.clear();
        hears(WEST, Opinion.Role.OBSERVER, 1, 7, new Opinion.Told(EAST, 7));
        assertEquals(Plan.NOTHING, plan(STAY), "no leader's word");
        opinions.clear();
        hears(WEST, Opinion.Role.LEADER, 1, 7, new Opinion.Told(EAST, 6));
        assertEquals(Plan.NOTHING, plan(STAY), "another epoch");
        opinions.clear();
        hears(WEST, Opinion.Role.LEADER, 1, 8, new Opinion.Told(EAST, 7));
        assertEquals(Plan.NOTHING, plan(STAY), "something newer is known");
        opinions.clear();
        hears(WEST, Opinion.Role.LEADER, 1, 7);
        assertEquals(Plan.NOTHING, plan(STAY), "told of none, as by an older version");
    }

    @Test
    void aTakeoverEndsWhenItsRegionIsDownOrAPersonGivesBackOrTheRecordMovesOn() {
        inForce(7);
        unwritable();
        west = Verdict.DOWN;
        assertEquals(Turn.ENDS, only(STAY).turn());
        west = Verdict.HEALTHY;
        intents = intents.withRequest(Optional.of(new Intents.Request(
                Intents.Kind.FAILBACK, EAST, "ann", "well", false, false, EPOCH.plusSeconds(9999))));
        assertEquals(Turn.ENDS, only(STAY).turn());
        intents = Intents.NONE;
        inForce(7);
        dns = owned(record(8, EAST));
        route = route(EAST, Claim.of(8));
        assertEquals(Turn.ENDS, only(STAY).turn());
    }

    @Test
    void aFailbacksFirstStepEndsTheTakeoverInTheSamePlan() {
        dns = owned(record(8, WEST));
        inForce(8);
        east = Verdict.HEALTHY;
        Decision step = new Decision.Shift(Reason.FAILBACK, WEST, EAST, true, false, "us", List.of(), 10);
        assertEquals(List.of(Layer.DNS, Layer.TAKEOVER, Layer.ROUTE), layers(step));
        assertEquals(Turn.ENDS, plan(step).steps().get(1).turn());
    }

    @Test
    void routesGoBackFromATakeoverThatEndedOnlyToARegionThatServes() {
        unwritable();
        route = route(WEST, Claim.takeover(7, WEST));
        east = Verdict.HEALTHY;
        Step back = only(STAY);
        assertEquals(Claim.of(7), back.claim());
        assertEquals(POLICY.weightsFor(EAST), back.after());
        for (Verdict other : List.of(Verdict.DOWN, Verdict.DEGRADED, Verdict.UNKNOWN)) {
            east = other;
            assertEquals(Plan.NOTHING, plan(STAY), "the record's region is " + other);
        }
        east = Verdict.HEALTHY;
        hears(EAST, Opinion.Role.LEADER, 600, 8);
        assertEquals(Plan.NOTHING, plan(STAY), "something newer is known");
    }

    @Test
    void whileTheRecordCanBeReadADegradedRegionTakesTheRoutesBackSinceDnsLeadsThere() {
        route = route(WEST, Claim.takeover(7, WEST));
        east = Verdict.DEGRADED;
        assertEquals(Claim.of(7), only(STAY).claim());
        for (Verdict other : List.of(Verdict.DOWN, Verdict.UNKNOWN)) {
            east = other;
            assertEquals(Plan.NOTHING, plan(STAY), "the record's region is " + other);
        }
    }

    @Test
    void theOldRegionsRoutesGoBackOnlyWhenTheTakeoverIsKnownToBeOver() {
        self = EAST;
        east = Verdict.HEALTHY;
        unwritable();
        route = route(WEST, Claim.takeover(7, WEST));
        assertEquals(Plan.NOTHING, plan(STAY), "silence is no end");
        hears(WEST, Opinion.Role.LEADER, 1, 7);
        assertEquals(Claim.of(7), only(STAY).claim(), "its leader says that there is none");
        opinions.clear();
        west = Verdict.DOWN;
        assertEquals(Claim.of(7), only(STAY).claim(), "a region that is down serves in nobody's stead");
    }

    @Test
    void ofTwoTakeoversTheOneThatTheRecordSaysYields() {
        dns = owned(record(8, WEST)).stale("refused");
        inForce(8);
        route = route(WEST, Claim.of(8));
        hears(EAST, Opinion.Role.LEADER, 1, 8, new Opinion.Told(WEST, 8));
        assertEquals(Turn.ENDS, only(STAY).turn(), "both records out is to Route 53 as if both were well");
        intents = Intents.NONE;
        dns = owned(record(8, WEST));
        assertEquals(Plan.NOTHING, plan(STAY), "nor does it begin again while the other is told of");
    }

    @Test
    void anOldReadingDoesNotReplaceANewerTakeover() {
        unwritable();
        inForce(8);
        assertEquals(List.of(Layer.DNS), layers(down()).subList(0, 1));
        route = route(WEST, Claim.takeover(7, WEST));
        east = Verdict.HEALTHY;
        assertEquals(Plan.NOTHING, plan(STAY), "nor are routes taken back by it");
    }

    @Test
    void aPlanIsReadable() {
        unwritable();
        EpochRecord said = plan(down()).steps().get(0).record();
        assertEquals(7, said.epoch());
        assertEquals(
                "TAKEOVER /health/takeover/us-east-1 begins epoch 7->7 and the takeover of us-west-2"
                        + " {us-east-1=100, us-west-2=0} -> {us-east-1=0, us-west-2=100}",
                plan(down()).steps().get(0).toString());
    }
}
