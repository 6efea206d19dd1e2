package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.judgement;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.StepOutcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A failback in steps through the whole loop: records, routes, takeover and request. */
class FailbackLoopTest extends LoopHarness {
    private static final Duration STEP = Duration.ofSeconds(30);

    FailbackLoopTest() {
        super(POLICY.with(new FailbackPolicy(false, Duration.ofMinutes(30), List.of(10, 50, 100), STEP)));
    }

    private void failedOver() {
        east(Verdict.DOWN);
        ticks(5);
        assertEquals(List.of(EAST), status.takenOver());
        east(Verdict.HEALTHY);
    }

    private void asks(String to) {
        store.intents = store.intents.withRequest(Optional.of(new Intents.Request(
                Intents.Kind.FAILBACK, to, "ann", "repaired", false, false, EPOCH.plusSeconds(9999))));
    }

    @Test
    void aRequestBeginsItAndIsDoneThenAndTheStepsFollowInTheirTime() {
        failedOver();
        asks(EAST);
        ticks(3);
        assertEquals(Map.of(EAST, 10, WEST, 90), dns.record.weights());
        assertEquals(Map.of(EAST, 10, WEST, 90), routes.route.weights());
        assertEquals(WEST, dns.record.active());
        assertEquals(Optional.empty(), store.intents.request());
        assertEquals(List.of(), status.takenOver(), "the inverted check would keep the preferred region out of DNS");
        ticks(26);
        assertEquals(9, dns.record.epoch());
        ticks(8);
        assertEquals(Map.of(EAST, 50, WEST, 50), dns.record.weights());
        ticks(35);
        assertEquals(EAST, dns.record.active());
        assertEquals(POLICY.weightsFor(EAST), routes.route.weights());
        ticks(100);
        assertEquals(11, dns.record.epoch());
        assertEquals(
                List.of("active_down", "requested", "failback", "failback"),
                audit.stream().map(AuditEntry::reason).toList());
        assertEquals(1, dns.record.switches().size(), "a person's failback is no automatic switch");
        String step =
                "{us-east-1=0, us-west-2=100} -> {us-east-1=10, us-west-2=90}, epoch 9, requested, by ann: repaired";
        assertEquals(POLICY.name() + ": " + step, notes.get(2), "the same region still carries most of it");
    }

    @Test
    void itIsTakenBackWhenTheRegionGetsWorseAndThisRegionServesInItsSteadAgain() {
        failedOver();
        asks(EAST);
        ticks(3);
        east(Verdict.DEGRADED);
        ticks(3);
        assertEquals(POLICY.weightsFor(WEST), dns.record.weights());
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights());
        assertEquals(List.of(EAST), status.takenOver());
        assertEquals("rolled_back", audit.get(audit.size() - 1).reason());
        east(Verdict.HEALTHY);
        ticks(300);
        assertEquals(10, dns.record.epoch(), "nobody asks again by itself");
    }

    @Test
    void aHoldInTheOtherRegionStopsItAndAReleaseLetsItGoOn() {
        failedOver();
        asks(EAST);
        ticks(3);
        Opinion.Held held = new Opinion.Held("ann", "look first", now.steady().plus(Duration.ofHours(1)));
        Opinion east = new Opinion(
                EAST, Opinion.Role.LEADER, "pod-e", Map.of(), Optional.empty(), Optional.of(held), now.steady());
        elsewhere = new Elsewhere(List.of(east), Optional.empty());
        ticks(100);
        assertEquals(9, dns.record.epoch());
        elsewhere = Elsewhere.NONE;
        ticks(2);
        assertEquals(10, dns.record.epoch());
    }

    /** Ticks the preferred region's loop, whose writes end so, while the other region carries the traffic. */
    private void preferred(FailoverLoop loop, int seconds, StepOutcome.StepResult... ends) {
        dns.next.addAll(List.of(ends));
        for (int i = 0; i < seconds; i++) {
            now = now.plus(Duration.ofSeconds(1));
            tick(loop);
            assertEquals(List.of(), status.takenOver());
        }
        dns.next.clear();
    }

    private FailoverLoop preferred() {
        dns.record = new EpochRecord(8, WEST, POLICY.weightsFor(WEST), "pod-w", "active_down", EPOCH, List.of());
        FailoverLoop loop = loop(EAST);
        judged(loop, judgement(verdict(EAST, Verdict.HEALTHY, 0), verdict(WEST, Verdict.HEALTHY, 0)));
        return loop;
    }

    @Test
    void aStepThatCouldNotBeWrittenIsNoTakeoverAndWaits() {
        FailoverLoop loop = preferred();
        asks(EAST);
        preferred(
                loop,
                20,
                Collections.nCopies(20, StepOutcome.StepResult.UNCERTAIN).toArray(StepOutcome.StepResult[]::new));
        assertEquals(8, dns.record.epoch());
        preferred(loop, 25);
        assertEquals(Map.of(EAST, 10, WEST, 90), dns.record.weights(), "only the step");
    }

    @Test
    void theSameFailureOfAnotherMoveIsWrittenDownToo() {
        FailoverLoop loop = preferred();
        asks(EAST);
        preferred(
                loop,
                20,
                Collections.nCopies(20, StepOutcome.StepResult.UNCERTAIN).toArray(StepOutcome.StepResult[]::new));
        judged(loop, judgement(verdict(EAST, Verdict.HEALTHY, 0), verdict(WEST, Verdict.DOWN, 0)));
        store.intents = Intents.NONE;
        dns.next.add(StepOutcome.StepResult.UNCERTAIN);
        now = now.plus(Duration.ofSeconds(60));
        tick(loop);
        now = now.plus(Duration.ofSeconds(60));
        tick(loop);
        assertEquals(
                List.of("requested uncertain", "active_down uncertain"),
                audit.stream()
                        .filter(a -> a.steps().get(0).startsWith("DNS"))
                        .limit(2)
                        .map(a -> a.reason() + " " + a.result())
                        .toList());
    }

    @Test
    void aDeadRegionIsTakenOverFromThoughTheFateOfAnEarlierStepCannotBeRead() {
        for (StepOutcome.StepResult kind :
                List.of(StepOutcome.StepResult.UNCERTAIN, StepOutcome.StepResult.LOST_RACE)) {
            store.intents = Intents.NONE;
            dns.readable = true;
            FailoverLoop loop = preferred();
            asks(EAST);
            preferred(loop, 1, kind);
            store.intents = Intents.NONE;
            dns.readable = false;
            judged(loop, judgement(verdict(EAST, Verdict.HEALTHY, 0), verdict(WEST, Verdict.DOWN, 0)));
            dns.next.addAll(Collections.nCopies(50, StepOutcome.StepResult.LOST_RACE));
            for (int i = 0; i < 30; i++) {
                now = now.plus(Duration.ofSeconds(1));
                tick(loop);
            }
            dns.next.clear();
            assertEquals(List.of(WEST), status.takenOver(), kind::name);
        }
    }
}
