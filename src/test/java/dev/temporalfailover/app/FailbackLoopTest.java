package dev.temporalfailover.app;

import static dev.temporalfailover.failover.Fixtures.EAST;
import static dev.temporalfailover.failover.Fixtures.EPOCH;
import static dev.temporalfailover.failover.Fixtures.POLICY;
import static dev.temporalfailover.failover.Fixtures.WEST;
import static dev.temporalfailover.failover.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Elsewhere;
import dev.temporalfailover.failover.EpochRecord;
import dev.temporalfailover.failover.FailbackPolicy;
import dev.temporalfailover.failover.Intents;
import dev.temporalfailover.failover.Opinion;
import dev.temporalfailover.failover.Verdict;
import dev.temporalfailover.telemetry.AuditEntry;
import dev.temporalfailover.traffic.StepOutcome;
import java.time.Duration;
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

    @Test
    void aStepThatCouldNotBeWrittenIsNoTakeoverAndWaits() {
        dns.record = new EpochRecord(8, WEST, POLICY.weightsFor(WEST), "pod-w", "active_down", EPOCH, List.of());
        FailoverLoop preferred = loop(EAST);
        preferred.verdicts(
                Map.of(EAST, verdict(EAST, Verdict.HEALTHY, 0), WEST, verdict(WEST, Verdict.HEALTHY, 0)));
        asks(EAST);
        for (int i = 0; i < 30; i++) {
            dns.next.add(StepOutcome.Kind.UNCERTAIN);
        }
        for (int i = 0; i < 60; i++) {
            now = now.plus(Duration.ofSeconds(1));
            preferred.tick(now);
            assertEquals(List.of(), status.takenOver());
        }
        assertTrue(dns.attempts > 1);
        dns.next.clear();
        for (int i = 0; i < 120 && dns.record.epoch() == 8; i++) {
            now = now.plus(Duration.ofSeconds(1));
            preferred.tick(now);
        }
        assertEquals(Map.of(EAST, 10, WEST, 90), dns.record.weights(), "only the step");
    }

    @Test
    void aFailureOfAnotherMoveIsWrittenDownThoughTheLastFailureWasTheSame() {
        dns.next.addAll(List.of(StepOutcome.Kind.UNCERTAIN, StepOutcome.Kind.UNCERTAIN));
        east(Verdict.DOWN);
        ticks(5);
        store.intents = store.intents.withRequest(Optional.of(new Intents.Request(
                Intents.Kind.FAILOVER, WEST, "ann", "now", false, false, EPOCH.plusSeconds(9999))));
        ticks(60);
        assertEquals(
                List.of("active_down uncertain", "requested uncertain", "requested applied"),
                audit.stream().map(a -> a.reason() + " " + a.result()).toList());
    }
}
