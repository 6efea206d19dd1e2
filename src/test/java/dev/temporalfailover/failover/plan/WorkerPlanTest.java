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
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.situation.WorkerReading.WorkerState;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Workers are restarted where namespaces have come, one test a row of docs/failure-modes.md. The record was written at 0 s. */
class WorkerPlanTest {
    private static final Decision STAY = new Decision.Stay(Reason.ACTIVE_HEALTHY, List.of());
    private static final String PAY = "Deployment shop/pay";

    private String self = WEST;
    private DnsReading dns = owned(record(7, WEST));
    private Verdict here = Verdict.HEALTHY;
    private boolean leader = true;
    private Elsewhere elsewhere = Elsewhere.NONE;
    private Intents intents = Intents.NONE.withTakeover(Optional.of(new Intents.Takeover(EAST, 7, EPOCH)));
    private double now = 100;
    private final List<NamespaceReading> namespaces = new ArrayList<>();
    private final List<WorkerReading> workers = new ArrayList<>();

    private static Instant time(double seconds) {
        return EPOCH.plus(seconds(seconds));
    }

    /** By both clusters. */
    private void active(String name, String region, double since) {
        Side side = new Side(Optional.of(region), 12, false, Optional.of(time(since)));
        namespaces.add(new NamespaceReading(name, NamespaceKind.MOVABLE, Map.of(EAST, side, WEST, side), 0, ""));
    }

    private void worker(WorkerState state, Claim claim) {
        worker(state, claim, Optional.empty());
    }

    private void worker(WorkerState state, Claim claim, Optional<Instant> moved) {
        workers.clear();
        workers.add(new WorkerReading(PAY, state, claim, moved, true, ""));
    }

    private Situation situation() {
        return new Situation(
                self,
                leader,
                Map.of(
                        WEST,
                        verdict(WEST, self.equals(WEST) ? here : Verdict.HEALTHY, 0),
                        EAST,
                        verdict(EAST, self.equals(EAST) ? here : Verdict.HEALTHY, 0)),
                dns,
                Optional.empty(),
                intents,
                seconds(0),
                elsewhere,
                seconds(0));
    }

    private Plan plan(Decision decision) {
        Followers followers = new Followers(List.of(), namespaces, SeenNames.NOTHING, workers);
        Plan plan = new Planner(POLICY, "name", "pod").plan(decision, situation(), followers, at(now));
        assertEquals(List.of(), Invariants.broken(situation(), decision, plan));
        return plan;
    }

    private List<Step> restarts() {
        return plan(STAY).steps().stream()
                .filter(step -> step.layer() == Layer.WORKERS)
                .toList();
    }

    private int restarted() {
        return restarts().size();
    }

    private void assertOnce(String why) {
        assertEquals(1, restarted(), why);
    }

    private void assertNever(String why) {
        assertEquals(0, restarted(), why);
    }

    @Test
    void whereNamespacesHaveComeUnderTheClaimEachDeploymentIsRestarted() {
        active("pay", WEST, 5);
        active("orders", WEST, 7);
        worker(WorkerState.READY, Claim.of(6));
        Step restart = restarts().get(0);
        assertEquals(
                "WORKERS Deployment shop/pay restart, epoch 6->7, as 2 namespaces are active in us-west-2",
                "" + restart);
        assertEquals(Optional.of(time(7)), restart.batch().newest(WEST));
        assertEquals(restart.before(), restart.after(), "no traffic moves");
        workers.add(new WorkerReading("Deployment b/c", WorkerState.READY, Claim.NONE, Optional.empty(), true, ""));
        assertEquals(2, restarted());
    }

    @Test
    void onceForAClaimAndNeverUnderAnOlderOne() {
        active("pay", WEST, 5);
        worker(WorkerState.READY, Claim.of(7));
        assertNever("the mark is the claim");
        worker(WorkerState.READY, Claim.of(8));
        assertNever("it was restarted under a newer one");
        worker(WorkerState.READY, Claim.takeover(7, WEST));
        assertNever("a takeover on this epoch is newer than it");
        worker(WorkerState.READY, Claim.takeover(6, WEST));
        assertOnce("under an older takeover");
    }

    /** The record catches up with a takeover under which they came: the claim is newer, and the move is the same. */
    @Test
    void aRecordThatCatchesUpWithATakeoverIsTheSameMove() {
        active("pay", WEST, 5);
        worker(WorkerState.READY, Claim.takeover(6, WEST), Optional.of(time(5)));
        assertNever("all had come when it was restarted");
        active("orders", WEST, 9);
        assertOnce("one has come since");
    }

    @Test
    void aRegionThatGainsNothingRestartsNothing() {
        active("pay", EAST, 5);
        worker(WorkerState.READY, Claim.NONE);
        self = EAST;
        intents = Intents.NONE;
        assertNever("the record names the other region");
        dns = owned(record(7, EAST));
        namespaces.clear();
        assertNever("none is read");
        active("pay", WEST, 5);
        assertNever("it is not here yet");
    }

    @Test
    void whatWasHereBeforeTheClaimIsNoMove() {
        active("pay", WEST, -121);
        worker(WorkerState.READY, Claim.NONE);
        assertNever("longer before than clocks may differ");
        namespaces.clear();
        Side never = new Side(Optional.of(WEST), 1, false, Optional.empty());
        namespaces.add(new NamespaceReading("pay", NamespaceKind.MOVABLE, Map.of(WEST, never), 0, ""));
        assertNever("it never was elsewhere");
        active("hers", WEST, 5);
        assertOnce("one of them has come");
        namespaces.remove(1);
        namespaces.add(new NamespaceReading(
                "local",
                NamespaceKind.EXCLUDED,
                Map.of(WEST, new Side(Optional.of(WEST), 2, false, Optional.of(time(5)))),
                0,
                ""));
        assertNever("it is not the policy's");
    }

    @Test
    void theyWaitUntilAllHaveCome() {
        active("pay", WEST, 5);
        active("orders", EAST, -1000);
        worker(WorkerState.READY, Claim.NONE);
        assertEquals(
                List.of(Layer.NAMESPACES),
                plan(STAY).steps().stream().map(Step::layer).toList());
        namespaces.remove(1);
        Side handing = new Side(Optional.of(EAST), 1, true, Optional.empty());
        namespaces.add(new NamespaceReading("orders", NamespaceKind.MOVABLE, Map.of(WEST, handing), 0, ""));
        assertNever("one is being handed over");
        namespaces.remove(1);
        active("hers", EAST, 130);
        now = 300;
        assertOnce("a person has made that one active elsewhere, nobody waits for it");
    }

    @Test
    void tenMinutesAfterTheMoveItIsTooLate() {
        active("pay", WEST, 5);
        worker(WorkerState.READY, Claim.NONE);
        now = 604;
        assertOnce("polls of before may be open");
        now = 606;
        assertNever("no poll lasts that long");
    }

    @Test
    void aRolloutThatGoesOnIsLeftAloneAndSoIsWhatIsNotThere() {
        active("pay", WEST, 5);
        for (WorkerState state : WorkerState.values()) {
            worker(state, Claim.NONE);
            boolean may = state == WorkerState.READY || state == WorkerState.REFUSED;
            assertEquals(may ? 1 : 0, restarted(), state.word());
        }
        workers.clear();
        workers.add(new WorkerReading(PAY, WorkerState.REFUSED, Claim.NONE, Optional.empty(), false, "403"));
        assertNever("its pause is not over");
    }

    @Test
    void aRegionThatFailsOrDoesNotLeadOrCannotReadTheRecordRestartsNothing() {
        active("pay", WEST, 5);
        worker(WorkerState.READY, Claim.NONE);
        here = Verdict.DOWN;
        assertNever("DOWN");
        here = Verdict.UNKNOWN;
        assertNever("UNKNOWN");
        here = Verdict.DEGRADED;
        assertOnce("it serves");
        leader = false;
        assertNever("another instance leads");
        leader = true;
        dns = owned(record(7, WEST)).stale("refused");
        assertNever("the record may have moved on");
    }

    @Test
    void nothingFollowsARecordThatWasAdopted() {
        active("pay", WEST, 5);
        worker(WorkerState.READY, Claim.NONE);
        EpochRecord r = record(7, WEST);
        dns = owned(new EpochRecord(7, WEST, r.weights(), "pod", EpochRecord.ADOPTED, EPOCH, List.of()));
        assertNever("nothing was moved");
    }

    @Test
    void whileAnotherRegionTellsOfItsTakeoverNothingIsRestarted() {
        self = EAST;
        dns = owned(record(7, EAST));
        intents = Intents.NONE;
        active("pay", EAST, 5);
        worker(WorkerState.READY, Claim.NONE);
        assertOnce("no takeover is told of");
        Opinion west = new Opinion(
                WEST,
                Opinion.Role.LEADER,
                "west-1",
                Map.of(),
                Optional.of(7L),
                Optional.empty(),
                Optional.of(new Opinion.Told(EAST, 7)),
                seconds(95));
        elsewhere = new Elsewhere(List.of(west), Optional.empty());
        assertNever("the namespaces are about to leave");
    }

    /** While Route 53 does not answer each tick tries the record again; what rests on the takeover comes before it. */
    @Test
    void underATakeoverTheyAreRestartedBeforeTheRecord() {
        dns = owned(record(7, EAST)).unwritten("no answer");
        intents = Intents.NONE.withTakeover(Optional.of(new Intents.Takeover(EAST, 7, time(50))));
        active("pay", WEST, 52);
        worker(WorkerState.READY, Claim.of(7));
        Decision carriedOn = new Decision.Shift(Reason.TAKEN_OVER, EAST, WEST, true, false, "pod", List.of());
        Plan plan = plan(carriedOn);
        assertEquals(
                List.of(Layer.WORKERS, Layer.DNS),
                plan.steps().stream().map(Step::layer).toList());
        assertEquals(Claim.takeover(7, WEST), plan.steps().get(0).claim());
    }

    @Test
    void theTickThatClaimsRestartsNothingAndADryRunTellsWhatFollows() {
        dns = owned(record(7, EAST));
        intents = Intents.NONE;
        active("pay", EAST, -1000);
        worker(WorkerState.READY, Claim.NONE);
        Decision.Shift move = new Decision.Shift(Reason.REQUESTED, EAST, WEST, false, false, "ann", List.of());
        Plan plan = plan(move);
        assertEquals(
                List.of(Layer.DNS, Layer.TAKEOVER, Layer.NAMESPACES),
                plan.steps().stream().map(Step::layer).toList());
        Followers followers = new Followers(List.of(), namespaces, SeenNames.NOTHING, workers);
        List<Step> then = new Planner(POLICY, "name", "pod").afterwards(move, plan, situation(), followers, at(now));
        assertEquals(
                List.of("WORKERS Deployment shop/pay restart, epoch 0->8, as 1 namespaces are active in us-west-2"),
                then.stream().map(Step::toString).toList());
    }

    /** A record that was deleted and adopted anew must not be older than the marks. */
    @Test
    void anAdoptedRecordIsNewerThanTheMarksOfWorkers() {
        dns = new DnsReading(
                DnsReading.State.ADOPTABLE, Optional.empty(), POLICY.weightsFor(WEST), "", seconds(0), false);
        worker(WorkerState.READY, Claim.takeover(41, WEST));
        assertEquals(42, plan(STAY).steps().get(0).claim().epoch());
    }

    @Test
    void aPlanThatRestartsWorkersWhereItMustNotIsRefused() {
        active("pay", WEST, 5);
        worker(WorkerState.READY, Claim.of(6));
        Step step = restarts().get(0);
        Plan plan = new Plan(List.of(step), "follow");
        self = EAST;
        assertEquals(List.of(Invariant.WORKERS_RESTART_WHERE_NAMESPACES_CAME), broken(plan), "in the losing region");
        self = WEST;
        leader = false;
        assertEquals(List.of(Invariant.ONE_WRITER), broken(plan));
        leader = true;
        Step none = Step.workers(workers.get(0), List.of(), step.claim(), step.record());
        assertEquals(
                List.of(Invariant.WORKERS_RESTART_WHERE_NAMESPACES_CAME),
                broken(new Plan(List.of(none), "follow")),
                "nothing has come");
        Step again = Step.workers(
                new WorkerReading(PAY, WorkerState.READY, Claim.of(7), Optional.empty(), true, ""),
                step.namespaces(),
                step.claim(),
                step.record());
        assertEquals(
                List.of(Invariant.EPOCH_GROWS, Invariant.WORKERS_RESTART_WHERE_NAMESPACES_CAME),
                broken(new Plan(List.of(again), "follow")),
                "it was restarted under this claim");
    }

    private List<Invariant> broken(Plan plan) {
        return Invariants.broken(situation(), STAY, plan).stream()
                .map(Invariants.Breach::invariant)
                .toList();
    }
}
