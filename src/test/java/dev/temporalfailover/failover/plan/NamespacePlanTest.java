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
import dev.temporalfailover.failover.plan.Followers.SeenNames;
import dev.temporalfailover.failover.plan.Step.Layer;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Temporal's namespaces follow the claim, one test a row of docs/failure-modes.md. */
class NamespacePlanTest {
    private static final Decision STAY = new Decision.Stay(Reason.ACTIVE_HEALTHY, List.of());

    private String self = WEST;
    private DnsReading dns = owned(record(7, WEST));
    private Verdict here = Verdict.HEALTHY;
    private final List<NamespaceReading> namespaces = new ArrayList<>();
    private Elsewhere elsewhere = Elsewhere.NONE;
    private boolean leader = true;
    private SeenNames seen = SeenNames.NOTHING;

    private static Side side(String active, long version) {
        return new Side(Optional.of(active), version, false, Optional.empty());
    }

    private static NamespaceReading namespace(String name, Map<String, Side> sides) {
        return new NamespaceReading(name, NamespaceKind.MOVABLE, sides, 0, "");
    }

    private void active(String region, String... names) {
        for (String name : names) {
            namespaces.add(namespace(name, Map.of(EAST, side(region, 1), WEST, side(region, 1))));
        }
    }

    private Situation situation() {
        return new Situation(
                self,
                leader,
                Map.of(self, verdict(self, here, 900), other(), verdict(other(), Verdict.HEALTHY, 900)),
                dns,
                Optional.empty(),
                Intents.NONE,
                Duration.ZERO,
                elsewhere,
                Duration.ZERO);
    }

    private String other() {
        return self.equals(EAST) ? WEST : EAST;
    }

    private Plan plan(Decision decision) {
        RouteReading route =
                new RouteReading("vs", RouteReading.RouteState.OWNED, POLICY.weightsFor(EAST), Claim.of(6), "");
        Plan plan = new Planner(POLICY, "name", "pod")
                .plan(decision, situation(), new Followers(List.of(route), namespaces, seen), at(1000));
        assertEquals(List.of(), Invariants.broken(situation(), decision, plan));
        return plan;
    }

    private List<String> moved() {
        return plan(STAY).steps().stream()
                .filter(step -> step.layer() == Layer.NAMESPACES)
                .flatMap(step -> step.namespaces().stream())
                .map(NamespaceReading::name)
                .toList();
    }

    @Test
    void theRegionThatTheRecordNamesMakesThemActiveInItsOwnClusterBeforeItsRoutes() {
        active(EAST, "pay", "orders");
        active(WEST, "already");
        Plan plan = plan(STAY);
        assertEquals(
                List.of(Layer.TAKEOVER, Layer.NAMESPACES, Layer.ROUTE),
                plan.steps().stream().map(Step::layer).toList());
        assertEquals(
                "NAMESPACES orders, pay epoch 7 {us-east-1=100, us-west-2=0} -> {us-east-1=0, us-west-2=100}",
                plan.steps().get(1).toString());
    }

    @Test
    void aMoveThatThisRegionClaimsForItselfTakesThemAlong() {
        dns = owned(record(7, EAST));
        active(EAST, "pay");
        Decision move = new Decision.Shift(Reason.REQUESTED, EAST, WEST, false, false, "ann", List.of());
        assertEquals(
                List.of(Layer.DNS, Layer.TAKEOVER, Layer.NAMESPACES, Layer.ROUTE),
                plan(move).steps().stream().map(Step::layer).toList());
        self = EAST;
        assertEquals(
                List.of(Layer.DNS, Layer.ROUTE),
                plan(move).steps().stream().map(Step::layer).toList(),
                "the losing side is never asked");
    }

    @Test
    void tenAtATimeAndThoseThatFailedComeLast() {
        for (int i = 0; i < 25; i++) {
            namespaces.add(new NamespaceReading(
                    "n" + (char) ('a' + i), NamespaceKind.MOVABLE, Map.of(WEST, side(EAST, 1)), i < 3 ? 1 : 0, ""));
        }
        assertEquals(List.of("nd", "ne", "nf", "ng", "nh", "ni", "nj", "nk", "nl", "nm"), moved());
    }

    @Test
    void whatIsLocalExcludedOrNotInBothClustersIsLeftAlone() {
        for (NamespaceKind kind : NamespaceKind.values()) {
            namespaces.add(new NamespaceReading(kind.word(), kind, Map.of(WEST, side(EAST, 1)), 0, ""));
        }
        assertEquals(List.of("movable"), moved());
    }

    @Test
    void aClusterThatDoesNotAnswerIsNotAsked() {
        namespaces.add(namespace("pay", Map.of(EAST, side(EAST, 1))));
        assertEquals(List.of(), moved());
    }

    @Test
    void aSideWhoseFunctionFailsGainsNothing() {
        active(EAST, "pay");
        here = Verdict.DOWN;
        assertEquals(List.of(), moved());
        here = Verdict.UNKNOWN;
        assertEquals(List.of(), moved());
        here = Verdict.DEGRADED;
        assertEquals(List.of("pay"), moved());
    }

    @Test
    void aHandoverInProgressIsWaitedFor() {
        namespaces.add(namespace("pay", Map.of(WEST, new Side(Optional.of(EAST), 1, true, Optional.empty()))));
        assertEquals(List.of(), moved());
    }

    @Test
    void nobodyFightsWithAPersonWhoMovedOneAfterTheClaim() {
        Instant claimed = dns.epoch().orElseThrow().at();
        Instant later = claimed.plus(NamespaceRule.PERSON).plusSeconds(1);
        Map.of("pay", later, "before", claimed, "soon", claimed.plusSeconds(10))
                .forEach((name, since) -> namespaces.add(
                        namespace(name, Map.of(WEST, new Side(Optional.of(EAST), 11, false, Optional.of(since))))));
        assertEquals(List.of("before", "soon"), moved());
        seen = new SeenNames(true, Map.of("before", 2L, "soon", 2L), Duration.ZERO);
        assertEquals(
                List.of("before", "pay"), moved(), "what was seen here, and was made active elsewhere after the claim");
        seen = new SeenNames(true, Map.of("soon", 11L), Duration.ZERO);
        assertEquals(List.of("before", "pay", "soon"), moved(), "a version that was known before");
        seen = new SeenNames(true, Map.of(), Duration.ZERO);
        assertEquals(List.of("before", "pay", "soon"), moved(), "who knows the time before the claim needs no clock");
    }

    @Test
    void whileAnotherRegionTellsOfItsTakeoverTheRecordsOwnRegionLeavesThemThere() {
        self = EAST;
        dns = owned(record(7, EAST));
        active(WEST, "pay");
        elsewhere = told(990);
        assertEquals(List.of(), moved());
        elsewhere = told(900);
        assertEquals(List.of("pay"), moved(), "long ago");
    }

    /** It has written a record that was not read here yet. */
    @Test
    void aTakeoverOnANewerRecordCountsToo() {
        self = EAST;
        dns = owned(record(7, EAST));
        active(WEST, "pay");
        elsewhere = told(990, 8);
        assertEquals(List.of(), moved());
        elsewhere = told(990, 6);
        assertEquals(List.of("pay"), moved(), "over");
    }

    private static Elsewhere told(double at) {
        return told(at, 7);
    }

    private static Elsewhere told(double at, long epoch) {
        Opinion.Told takeover = new Opinion.Told(EAST, epoch);
        return new Elsewhere(
                List.of(new Opinion(
                        WEST,
                        Opinion.Role.LEADER,
                        "west-1",
                        Map.of(),
                        Optional.of(7L),
                        Optional.empty(),
                        Optional.of(takeover),
                        seconds(at))),
                Optional.empty());
    }

    @Test
    void nothingFollowsARecordThatWasAdopted() {
        active(EAST, "pay");
        EpochRecord r = record(7, WEST);
        dns = owned(new EpochRecord(7, WEST, r.weights(), "pod", EpochRecord.ADOPTED, EPOCH, List.of()));
        assertEquals(List.of(), moved());
    }

    @Test
    void anOldRecordIsNotFollowed() {
        active(EAST, "pay");
        dns = owned(record(7, WEST)).stale("refused");
        assertEquals(List.of(), moved());
    }

    @Test
    void aRegionOutsideThePolicyKeepsItsNamespaces() {
        namespaces.add(namespace("pay", Map.of(WEST, side("eu-central-1", 1))));
        namespaces.add(namespace("strange", Map.of(WEST, new Side(Optional.empty(), 1, false, Optional.empty()))));
        assertEquals(List.of(), moved());
    }

    @Test
    void aReturnedClusterThatBelievesItIsActiveIsToldWhatTheOtherOneStates() {
        self = EAST;
        namespaces.add(namespace("pay", Map.of(EAST, side(EAST, 1), WEST, side(WEST, 2))));
        assertEquals(List.of("pay"), moved());
        here = Verdict.DOWN;
        assertEquals(List.of("pay"), moved(), "it may refuse its clients sooner, whatever its state");
    }

    @Test
    void itIsToldNothingThatTheOtherOneDoesNotState() {
        self = EAST;
        namespaces.add(namespace("silent", Map.of(EAST, side(EAST, 1))));
        namespaces.add(namespace("not yet", Map.of(EAST, side(EAST, 1), WEST, side(EAST, 1))));
        namespaces.add(namespace("older", Map.of(EAST, side(EAST, 11), WEST, side(WEST, 2))));
        assertEquals(List.of(), moved());
    }

    @Test
    void aFailbackInStepsMovesThemWithItsLastStep() {
        self = EAST;
        active(WEST, "pay");
        EpochRecord half =
                record(7, WEST).next(WEST, POLICY.weightsDuring(WEST, EAST, 50), "pod", "failback", EPOCH, false);
        dns = owned(half);
        assertEquals(List.of(), moved());
        dns = owned(half.next(EAST, POLICY.weightsFor(EAST), "pod", "failback", EPOCH, false));
        assertEquals(List.of("pay"), moved());
    }

    @Test
    void onlyTheLeaderMovesThem() {
        active(EAST, "pay");
        leader = false;
        assertEquals(List.of(), moved());
    }

    @Test
    void aPlanThatBreaksAnInvariantOfNamespacesIsRefused() {
        active(EAST, "pay");
        Step step = plan(STAY).steps().get(1);
        Plan gains = new Plan(List.of(step), "follow");
        here = Verdict.DOWN;
        assertEquals(Invariant.NAMESPACES_STAY_ACTIVE_SOMEWHERE, broken(gains));
        here = Verdict.HEALTHY;
        Step elsewhere = new Step(
                step.layer(),
                step.object(),
                step.before(),
                step.before(),
                step.was(),
                step.claim(),
                step.record(),
                step.batch());
        assertEquals(Invariant.NAMESPACES_FOLLOW_THE_CLAIM, broken(new Plan(List.of(elsewhere), "x")));
        self = EAST;
        assertEquals(Invariant.NAMESPACES_STAY_ACTIVE_SOMEWHERE, broken(gains), "asked of the losing side");
    }

    private Invariant broken(Plan plan) {
        return Invariants.broken(situation(), STAY, plan).get(0).invariant();
    }
}
