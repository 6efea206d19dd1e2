package dev.temporalfailover.failover.decision;

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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Refuse;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.decision.Decision.Stay;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Acknowledgement;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule has a test that fails without it. */
class DecideTest {
    /** One thousand seconds up: quiet period over. */
    private static final double NOW = 1000;

    /** A situation that would shift at once; each test spoils one thing. */
    private static final class Given {
        private boolean leader = true;
        private RegionVerdict east = verdict(EAST, Verdict.DOWN, 990);
        private RegionVerdict west = verdict(WEST, Verdict.HEALTHY, 10);
        private DnsReading dns = owned(record(7, EAST));
        private Optional<Duration> sinceSwitch = Optional.empty();
        private Intents intents = Intents.NONE;
        private Duration started = Duration.ZERO;

        Decision decision() {
            Situation s =
                    new Situation(WEST, leader, Map.of(EAST, east, WEST, west), dns, sinceSwitch, intents, started);
            return Decide.decide(s, POLICY, at(NOW));
        }

        String present(Reason name) {
            return decision().rules().stream()
                    .filter(rule -> rule.name() == name)
                    .findFirst()
                    .orElseThrow()
                    .present();
        }

        void shifts(Reason reason, String to) {
            Shift shift = assertInstanceOf(Shift.class, decision());
            assertEquals(reason, shift.reason());
            assertEquals(to, shift.to());
        }

        void refuses(Reason reason) {
            assertEquals(reason, assertInstanceOf(Refuse.class, decision()).reason());
        }

        void stays(Reason reason) {
            assertEquals(reason, assertInstanceOf(Stay.class, decision()).reason());
        }

        Given switchedBefore(double seconds) {
            sinceSwitch = Optional.of(seconds(seconds));
            dns = owned(record(7, EAST, NOW - seconds));
            return this;
        }

        Given asks(String to, boolean automatic, boolean force) {
            Request request = new Request(
                    Kind.FAILOVER,
                    to,
                    automatic ? "alert:abc" : "ann",
                    "drill",
                    automatic,
                    force,
                    EPOCH.plusSeconds(9999));
            intents = intents.withRequest(Optional.of(request));
            return this;
        }

        Given held() {
            intents = intents.withHold(Optional.of(new Hold("ann", "maintenance", EPOCH.plusSeconds(9999))));
            return this;
        }
    }

    @Test
    void shiftsToTheHealthyRegionWhenTheActiveOneIsDown() {
        new Given().shifts(Reason.ACTIVE_DOWN, WEST);
    }

    @Test
    void everyRuleIsExplainedWhateverDecides() {
        Given given = new Given();
        given.leader = false;
        List<Reason> names =
                given.decision().rules().stream().map(Decision.Rule::name).toList();
        assertEquals(
                List.of(
                        Reason.NOT_LEADER,
                        Reason.DNS_UNREAD,
                        Reason.ACTIVE_DOWN,
                        Reason.DNS_NOT_OURS,
                        Reason.HELD,
                        Reason.NO_HEALTHY_TARGET,
                        Reason.UNCONFIRMED,
                        Reason.QUIET_PERIOD,
                        Reason.HOLD_DOWN,
                        Reason.VELOCITY_CAP,
                        Reason.STEPPING),
                names);
    }

    @Test
    void staysWhenAnotherInstanceLeads() {
        Given given = new Given();
        given.leader = false;
        given.stays(Reason.NOT_LEADER);
    }

    @Test
    void whoOnlyWatchesIsNotSaidToHaveJustStarted() {
        Given given = new Given();
        assertEquals("up for 16 min 40 s, quiet for 30 s", given.present(Reason.QUIET_PERIOD));
        given.leader = false;
        assertEquals("30 s after this instance begins to lead", given.present(Reason.QUIET_PERIOD));
    }

    @Test
    void staysWhileDnsWasNeverRead() {
        Given given = new Given();
        given.dns = DnsReading.unread("throttled");
        given.stays(Reason.DNS_UNREAD);
    }

    @ParameterizedTest
    @EnumSource(names = {"HEALTHY", "DEGRADED", "UNKNOWN"})
    void staysUnlessTheActiveRegionIsDown(Verdict active) {
        Given given = new Given();
        given.east = verdict(EAST, active, 0);
        given.stays(Reason.valueOf("ACTIVE_" + active));
    }

    @ParameterizedTest
    @EnumSource(names = {"DEGRADED", "UNKNOWN", "DOWN"})
    void refusesWithoutAHealthyTarget(Verdict target) {
        Given given = new Given();
        given.west = verdict(WEST, target, 0);
        given.refuses(Reason.NO_HEALTHY_TARGET);
    }

    @Test
    void refusesToTouchRecordsThatAreNotOurs() {
        Given given = new Given();
        EpochRecord record = record(7, EAST);
        given.dns = new DnsReading(
                DnsReading.State.FOREIGN, Optional.of(record), record.weights(), "edited", Duration.ZERO, false);
        given.refuses(Reason.DNS_NOT_OURS);
        given.asks(WEST, false, true).refuses(Reason.DNS_NOT_OURS);
    }

    @Test
    void decidesOnTheLastKnownRecordsWhileTheApiIsDown() {
        Given given = new Given();
        given.dns = given.dns.stale("connection refused");
        given.shifts(Reason.ACTIVE_DOWN, WEST);
    }

    @Test
    void aHoldStopsEverythingButForce() {
        new Given().held().refuses(Reason.HELD);
        new Given().held().asks(WEST, false, false).refuses(Reason.HELD);
        new Given().held().asks(WEST, false, true).shifts(Reason.FORCED, WEST);
    }

    @Test
    void anExpiredHoldIsNoHold() {
        Given given = new Given().held();
        given.intents = given.intents.at(EPOCH.plusSeconds(9999));
        given.shifts(Reason.ACTIVE_DOWN, WEST);
    }

    @Test
    void isQuietAfterStart() {
        Given given = new Given();
        given.started = seconds(NOW - 29);
        given.refuses(Reason.QUIET_PERIOD);
        given.started = seconds(NOW - 30);
        given.shifts(Reason.ACTIVE_DOWN, WEST);
    }

    @Test
    void allowsOneAutomaticSwitchPerHoldDown() {
        new Given().switchedBefore(3599).refuses(Reason.HOLD_DOWN);
        new Given().switchedBefore(3600).shifts(Reason.ACTIVE_DOWN, WEST);
    }

    @Test
    void anAcknowledgementAfterTheSwitchLiftsTheHoldDown() {
        Given given = new Given().switchedBefore(600);
        given.intents = Intents.NONE.withAcknowledgement(new Acknowledgement(7, "ann", EPOCH.plusSeconds(401)));
        given.shifts(Reason.ACTIVE_DOWN, WEST);
        given.intents = Intents.NONE.withAcknowledgement(new Acknowledgement(6, "ann", EPOCH.plusSeconds(399)));
        given.refuses(Reason.HOLD_DOWN);
    }

    @Test
    void escapesAHoldDownOnlyWhenBothVerdictsHeldWithoutABreak() {
        Given given = new Given().switchedBefore(900);
        given.east = verdict(EAST, Verdict.DOWN, NOW - 300);
        given.shifts(Reason.ESCAPE, WEST);
        given.east = verdict(EAST, Verdict.DOWN, NOW - 299);
        given.refuses(Reason.HOLD_DOWN);
        given.east = verdict(EAST, Verdict.DOWN, NOW - 300);
        given.west = verdict(WEST, Verdict.HEALTHY, NOW - 299);
        given.refuses(Reason.HOLD_DOWN);
    }

    @Test
    void aHoldDownSaysWhenItEndsWhenAnEscapeComesAndWhatAPersonCanDo() {
        Given given = new Given().switchedBefore(900);
        given.east = verdict(EAST, Verdict.DOWN, NOW - 100);
        given.west = verdict(WEST, Verdict.HEALTHY, NOW - 250);
        String said = given.present(Reason.HOLD_DOWN);
        assertTrue(said.contains("last automatic switch 15 min ago, hold-down 1 h; it ends in 45 min"), said);
        assertTrue(said.contains("escape in 3 min 20 s at the earliest: us-east-1 DOWN and us-west-2 HEALTHY"), said);
        assertTrue(said.contains("acknowledge ends it, and a person's failover does not wait for it"), said);
        given.east = verdict(EAST, Verdict.HEALTHY, 0);
        said = given.present(Reason.HOLD_DOWN);
        assertTrue(said.contains("no escape while no region has to be left"), said);
    }

    @Test
    void theVelocityCapHoldsForEscapesToo() {
        Given given = new Given().switchedBefore(900);
        given.east = verdict(EAST, Verdict.DOWN, 0);
        given.dns = owned(record(7, EAST, NOW - 7200, NOW - 3700, NOW - 900));
        given.refuses(Reason.VELOCITY_CAP);
        given.dns = owned(record(7, EAST, NOW - 86_400, NOW - 3700, NOW - 900));
        given.shifts(Reason.ESCAPE, WEST);
    }

    @Test
    void aSwitchThatABrokenClockPutIntoTheFutureDoesNotCountForEver() {
        Given given = new Given().switchedBefore(3700);
        given.east = verdict(EAST, Verdict.DOWN, 0);
        given.dns = owned(record(7, EAST, NOW + 3601, NOW + 86_400, NOW + 4e9));
        given.shifts(Reason.ACTIVE_DOWN, WEST);
        given.dns = owned(record(7, EAST, NOW + 3599, NOW + 600, NOW + 100));
        given.refuses(Reason.VELOCITY_CAP);
    }

    @Test
    void aPersonIsNotSlowedDownByTheRulesForMachines() {
        Given given = new Given().switchedBefore(10).asks(WEST, false, false);
        given.east = verdict(EAST, Verdict.HEALTHY, 0);
        given.started = seconds(NOW);
        given.shifts(Reason.REQUESTED, WEST);
    }

    @Test
    void anAlertIsSlowedDownLikeOurselves() {
        Given given = new Given().switchedBefore(10).asks(WEST, true, true);
        given.east = verdict(EAST, Verdict.HEALTHY, 0);
        given.refuses(Reason.HOLD_DOWN);
    }

    @Test
    void aPersonMayForceAnUnhealthyTargetAndAnAlertMayNot() {
        Given given = new Given().asks(WEST, false, true);
        given.west = verdict(WEST, Verdict.DEGRADED, 0);
        assertTrue(assertInstanceOf(Shift.class, given.decision()).forced());
        given.asks(WEST, true, true).refuses(Reason.NO_HEALTHY_TARGET);
    }

    @Test
    void forceThatWasNotNeededIsNotAuditedAsForced() {
        assertFalse(assertInstanceOf(
                        Shift.class, new Given().asks(WEST, false, true).decision())
                .forced());
    }

    @Test
    void aRequestForARegionOutsideThePolicyIsRefused() {
        new Given().asks("eu-west-1", false, false).refuses(Reason.NO_HEALTHY_TARGET);
    }

    @Test
    void aRequestForTheActiveRegionChangesNothing() {
        Given given = new Given().asks(EAST, false, false);
        given.east = verdict(EAST, Verdict.HEALTHY, 0);
        given.stays(Reason.ACTIVE_HEALTHY);
    }

    @Test
    void aTakeoverThatCouldNotBeWrittenIsCarriedThroughThoughTheOldRegionIsBack() {
        Given given = new Given().switchedBefore(10);
        given.east = verdict(EAST, Verdict.HEALTHY, NOW);
        given.intents = Intents.NONE.withTakeover(Optional.of(new Takeover(EAST, 7, EPOCH)));
        given.shifts(Reason.TAKEN_OVER, WEST);
        given.intents = Intents.NONE.withTakeover(Optional.of(new Takeover(EAST, 6, EPOCH)));
        given.stays(Reason.ACTIVE_HEALTHY);
        given.intents = Intents.NONE.withTakeover(Optional.of(new Takeover(EAST, 7, EPOCH)));
        given.asks(EAST, false, false).stays(Reason.ACTIVE_HEALTHY);
    }

    @Test
    void aTakeoverThatIsCarriedThroughInsideAHoldDownIsNotCalledAnEscape() {
        Given given = new Given().switchedBefore(10);
        given.east = verdict(EAST, Verdict.DOWN, 0);
        given.intents = Intents.NONE.withTakeover(Optional.of(new Takeover(EAST, 7, EPOCH)));
        given.shifts(Reason.TAKEN_OVER, WEST);
    }

    @Test
    void theNextRegionInTheOrderOfPreferenceIsTaken() {
        FailoverPolicy three = new FailoverPolicy(
                "three",
                List.of(EAST, WEST, "eu-west-1"),
                100,
                new SwitchLimits(
                        POLICY.limits().holdDown(),
                        POLICY.limits().escapeAfter(),
                        3,
                        POLICY.limits().switchWindow(),
                        POLICY.limits().quietPeriod()));
        for (Verdict west : Arrays.asList(Verdict.HEALTHY, Verdict.DEGRADED)) {
            Map<String, RegionVerdict> verdicts = Map.of(
                    EAST,
                    verdict(EAST, Verdict.DOWN, 0),
                    WEST,
                    verdict(WEST, west, 0),
                    "eu-west-1",
                    verdict("eu-west-1", Verdict.HEALTHY, 0));
            Situation s = new Situation(
                    EAST, true, verdicts, owned(record(1, EAST)), Optional.empty(), Intents.NONE, Duration.ZERO);
            Shift shift = assertInstanceOf(Shift.class, Decide.decide(s, three, at(NOW)));
            assertEquals(west == Verdict.HEALTHY ? WEST : "eu-west-1", shift.to());
        }
    }
}
