package dev.temporalfailover.failover.plan;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.plan.Followers.SeenNames;
import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy.Afterwards;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Planned moves hand namespaces over, one test a row of docs/failure-modes.md. East had the traffic, the record gives it to west. */
class HandoverPlanTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Decision STAY = new Decision.Stay(Reason.ACTIVE_HEALTHY, List.of());

    private FailoverPolicy policy = policy(Afterwards.WAIT);
    private String self = EAST;
    private EpochRecord record = planned("requested");
    private Intents intents = Intents.NONE;
    private Verdict east = Verdict.HEALTHY;
    private Verdict west = Verdict.HEALTHY;
    private Duration under = Duration.ofSeconds(2);
    private final List<NamespaceReading> namespaces = new ArrayList<>();

    private static FailoverPolicy policy(Afterwards afterwards) {
        return POLICY.withHandover(Optional.of(new HandoverPolicy(TIMEOUT, afterwards)));
    }

    private static EpochRecord planned(String reason) {
        return record(7, EAST).next(WEST, POLICY.weightsFor(WEST), "pod", reason, EPOCH, false);
    }

    private static Side side(String active) {
        return new Side(Optional.of(active), 1, false, Optional.empty());
    }

    private void pay(Map<String, Side> sides, boolean handing) {
        namespaces.clear();
        namespaces.add(new NamespaceReading("pay", NamespaceKind.MOVABLE, sides, handing, 0, ""));
    }

    private void payIsInTheEast(boolean handing) {
        pay(Map.of(EAST, side(EAST), WEST, side(EAST)), handing);
    }

    private Situation situation() {
        return new Situation(
                self,
                true,
                Map.of(EAST, verdict(EAST, east, 900), WEST, verdict(WEST, west, 900)),
                owned(record),
                Optional.empty(),
                intents,
                Duration.ZERO,
                Elsewhere.NONE,
                Duration.ZERO);
    }

    /** What this region's own cluster is asked; the plan breaks no invariant. */
    private Optional<Ask> asked() {
        return asked(STAY);
    }

    private Optional<Ask> asked(Decision decision) {
        Plan plan = new Planner(policy, "name", "pod")
                .plan(
                        decision,
                        situation(),
                        new Followers(List.of(), namespaces, new SeenNames(true, Map.of(), under)),
                        at(1000));
        assertEquals(List.of(), Invariants.broken(situation(), decision, plan));
        return plan.steps().stream()
                .filter(step -> step.layer() == Step.Layer.NAMESPACES)
                .map(step -> step.batch().ask())
                .findFirst();
    }

    @Test
    void theRegionThatHasThemHandsThemOverAndTheOtherOneWaits() {
        payIsInTheEast(false);
        assertEquals(Optional.of(Ask.HAND_OVER), asked());
        self = WEST;
        assertEquals(Optional.empty(), asked());
        record = planned("failback");
        assertEquals(Optional.empty(), asked());
        self = EAST;
        assertEquals(Optional.of(Ask.HAND_OVER), asked());
    }

    @Test
    void theTickThatClaimsBeginsIt() {
        payIsInTheEast(false);
        record = record(7, EAST);
        under = Duration.ofDays(9);
        Decision move = new Decision.Shift(Reason.REQUESTED, EAST, WEST, false, false, "ann", List.of());
        assertEquals(Optional.of(Ask.HAND_OVER), asked(move));
        self = WEST;
        assertEquals(Optional.empty(), asked(move));
    }

    @Test
    void whatWasForcedOrDecidedByTheServiceMovesAtOnce() {
        payIsInTheEast(false);
        for (String reason : List.of("forced", "active_down", "escape", "taken_over")) {
            record = planned(reason);
            self = WEST;
            assertEquals(Optional.of(Ask.UPDATE), asked(), reason);
            self = EAST;
            assertEquals(Optional.empty(), asked(), reason);
        }
    }

    @Test
    void aPolicyThatHandsNothingOverMovesThemAtOnce() {
        policy = POLICY;
        payIsInTheEast(false);
        assertEquals(Optional.empty(), asked());
        self = WEST;
        assertEquals(Optional.of(Ask.UPDATE), asked());
    }

    @Test
    void aRegionThatGoesDownMeanwhileIsNotWaitedFor() {
        payIsInTheEast(false);
        self = WEST;
        for (Verdict verdict : List.of(Verdict.UNKNOWN, Verdict.DEGRADED)) {
            east = verdict;
            assertEquals(Optional.empty(), asked(), verdict.word());
        }
        east = Verdict.DOWN;
        assertEquals(Optional.of(Ask.UPDATE), asked());
    }

    @Test
    void nothingIsHandedToASideThatFailsOrByOne() {
        payIsInTheEast(false);
        for (Verdict verdict : List.of(Verdict.UNKNOWN, Verdict.DOWN)) {
            west = verdict;
            assertEquals(Optional.empty(), asked(), verdict.word());
            west = Verdict.HEALTHY;
            east = verdict;
            assertEquals(Optional.empty(), asked(), verdict.word());
            east = Verdict.HEALTHY;
        }
        pay(Map.of(EAST, side(EAST)), false);
        assertEquals(Optional.empty(), asked(), "the other cluster does not answer");
    }

    @Test
    void oneThatIsUnderWayIsNotBegunAgain() {
        payIsInTheEast(true);
        assertEquals(Optional.empty(), asked());
        pay(Map.of(EAST, new Side(Optional.of(EAST), 1, true, Optional.empty()), WEST, side(EAST)), false);
        assertEquals(Optional.empty(), asked(), "writes are stopped already");
    }

    @Test
    void afterItsTimeItGoesOnOrTheOtherSideTakesThem() {
        under = TIMEOUT;
        payIsInTheEast(true);
        assertEquals(Optional.empty(), asked());
        self = WEST;
        assertEquals(Optional.empty(), asked());
        policy = policy(Afterwards.MOVE);
        assertEquals(Optional.of(Ask.UPDATE), asked());
        self = EAST;
        assertEquals(Optional.of(Ask.CALL_OFF), asked());
        under = TIMEOUT.minusMillis(1);
        assertEquals(Optional.empty(), asked());
    }

    @Test
    void oneThatTheClaimNoLongerWantsIsCalledOff() {
        payIsInTheEast(true);
        record = record(8, EAST);
        assertEquals(Optional.of(Ask.CALL_OFF), asked(), "the traffic stays here");
        record = planned("forced");
        assertEquals(Optional.of(Ask.CALL_OFF), asked());
        record = planned("requested");
        intents = Intents.NONE.withTakeover(Optional.of(new Takeover(WEST, 8, EPOCH)));
        west = Verdict.DOWN;
        assertEquals(Optional.of(Ask.CALL_OFF), asked(), "this region has taken over");
        pay(Map.of(EAST, side(WEST), WEST, side(WEST)), true);
        intents = Intents.NONE;
        record = planned("forced");
        assertEquals(Optional.empty(), asked(), "it is done");
    }

    @Test
    void whatAPersonBroughtBackStays() {
        Instant claimed = record.at();
        Instant later = claimed.plus(NamespaceRule.PERSON).plusSeconds(1);
        pay(Map.of(EAST, new Side(Optional.of(EAST), 21, false, Optional.of(later)), WEST, side(EAST)), false);
        assertEquals(Optional.empty(), asked());
        pay(Map.of(EAST, new Side(Optional.of(EAST), 21, false, Optional.of(claimed)), WEST, side(EAST)), false);
        assertEquals(Optional.of(Ask.HAND_OVER), asked());
    }

    @Test
    void aPlanThatHandsOverWhatItShouldNotIsRefused() {
        payIsInTheEast(false);
        Plan plan = new Planner(policy, "name", "pod")
                .plan(
                        STAY,
                        situation(),
                        new Followers(List.of(), namespaces, new SeenNames(true, Map.of(), under)),
                        at(1000));
        west = Verdict.DOWN;
        assertEquals(
                Invariant.NAMESPACES_STAY_ACTIVE_SOMEWHERE,
                Invariants.broken(situation(), STAY, plan).get(0).invariant());
    }
}
