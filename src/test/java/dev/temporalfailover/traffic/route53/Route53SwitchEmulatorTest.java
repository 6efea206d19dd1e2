package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.Fault;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The switch with the real SDK on the strict emulator, end to end. */
class Route53SwitchEmulatorTest extends EmulatedSwitch {
    @Test
    void adoptsShiftsAndComesBackWithEveryBatchVerified() {
        weighted("A", "192.0.2.1", "192.0.2.2");
        aws.onAccepted(accepted::add);
        Route53Switch dns = open(true, Fixture.A);
        DnsReading bare = dns.read(now);
        assertEquals(State.ADOPTABLE, bare.state(), bare.detail());
        StepOutcome adopted = dns.apply(Fixture.adopt(bare, EAST));
        assertEquals(StepResult.APPLIED, adopted.kind(), adopted.detail());
        assertEquals(Verification.Effectiveness.NOT_YET, dns.verify(adopted).state());
        pass(Duration.ofSeconds(31));
        assertEquals(Verification.Effectiveness.EFFECTIVE, dns.verify(adopted).state());

        DnsReading owned = dns.read(now);
        assertOwned(1, EAST, owned);
        assertEquals(StepResult.APPLIED, dns.apply(Fixture.shift(owned, WEST)).kind());
        pass(Duration.ofSeconds(31));
        DnsReading away = dns.read(now);
        assertOwned(2, WEST, away);
        assertEquals("active_down", away.epoch().orElseThrow().reason());
        assertEquals(StepResult.APPLIED, dns.apply(Fixture.shift(away, EAST)).kind());
        assertOwned(3, EAST, open(true, Fixture.A).read(now));
        assertEquals(3, accepted.size());
    }

    @Test
    void aCnameAtTheEpochRecordsNameIsRefusedAndNoLostRaceAndTheNextReadingNamesIt() {
        weighted("A", "192.0.2.1", "192.0.2.2");
        Route53Switch dns = open(true, Fixture.A);
        DnsReading bare = dns.read(now);
        aws.create(zone, RecordSet.simple(Fixture.EPOCH_NAME, "CNAME", 60, "elsewhere.example.net"));
        StepOutcome outcome = dns.apply(Fixture.adopt(bare, EAST));
        assertEquals(StepResult.REJECTED, outcome.kind(), outcome.detail());
        assertTrue(outcome.detail().contains("conflicting RRSet of type CNAME"), outcome.detail());
        pass(Duration.ofSeconds(61));
        DnsReading read = dns.read(now);
        assertEquals(State.FOREIGN, read.state());
        assertTrue(read.detail().contains("delete the CNAME"), read.detail());
    }

    @Test
    void whatWasWrittenIsSeenBeforeTheNextReading() {
        Route53Switch dns = ownedBy(EAST);
        aws.apiDown();
        pass(Duration.ofSeconds(60));
        DnsReading read = dns.read(now);
        assertTrue(read.failing());
        assertOwned(1, EAST, read);
    }

    @Test
    void ofTwoSwitchesWithTheSameViewExactlyOneWins() throws Exception {
        Route53Switch east = ownedBy(EAST);
        Route53Switch west = open(true, Fixture.A);
        for (int round = 0; round < 5; round++) {
            pass(Duration.ofSeconds(60));
            DnsReading seenEast = east.read(now);
            DnsReading seenWest = west.read(now);
            assertEquals(seenEast.epoch(), seenWest.epoch());
            String to = seenEast.epoch().orElseThrow().active().equals(EAST) ? WEST : EAST;
            List<StepOutcome> outcomes = atOnce(List.of(
                    () -> east.apply(Fixture.shift(seenEast, to, "pod-east")),
                    () -> west.apply(Fixture.shift(seenWest, to, "pod-west"))));
            assertEquals(1, outcomes.stream().filter(StepOutcome::applied).count(), outcomes.toString());
            assertEquals(
                    1,
                    outcomes.stream()
                            .filter(o -> o.kind() == StepResult.LOST_RACE)
                            .count(),
                    outcomes.toString());
            pass(Duration.ofSeconds(60));
            assertEquals(east.read(now).epoch(), west.read(now).epoch());
            assertEquals(
                    seenEast.epoch().get().epoch() + 1,
                    east.read(now).epoch().orElseThrow().epoch());
        }
    }

    @Test
    void aStepOfAnOlderEpochIsRefusedWithoutACall() {
        Route53Switch dns = ownedBy(EAST);
        DnsReading first = dns.read(now);
        Step late = Fixture.shift(first, WEST);
        assertEquals(StepResult.APPLIED, dns.apply(late).kind());
        long asked = aws.requests("ChangeResourceRecordSets");
        StepOutcome again = dns.apply(late);
        assertEquals(StepResult.LOST_RACE, again.kind());
        assertEquals("not sent: the step is for epoch 1, the zone has 2", again.detail());
        assertEquals(asked, aws.requests("ChangeResourceRecordSets"));
        assertTrue(dns.render(late).contains("cannot be applied: the step is for epoch 1"));
    }

    @Test
    void aWriterThatSleptThroughASwitchIsRefusedByTheZoneItself() {
        Route53Switch awake = ownedBy(EAST);
        Route53Switch asleep = open(true, Fixture.A);
        DnsReading old = asleep.read(now);
        assertEquals(
                StepResult.APPLIED,
                awake.apply(Fixture.shift(awake.read(now), WEST)).kind());
        StepOutcome late = asleep.apply(Fixture.shift(old, WEST, "pod-asleep"));
        assertEquals(StepResult.LOST_RACE, late.kind(), late.detail());
        pass(Duration.ofSeconds(10));
        assertEquals("pod-a", asleep.read(now).epoch().orElseThrow().owner());
    }

    @Test
    void aLostAnswerIsUncertainAndTheNextReadingShowsTheTruth() {
        Route53Switch dns = ownedBy(EAST);
        DnsReading before = dns.read(now);
        aws.faults().nextOf("ChangeResourceRecordSets", 1, new Fault.LoseAnswer());
        StepOutcome lost = dns.apply(Fixture.shift(before, WEST));
        assertEquals(StepResult.UNCERTAIN, lost.kind(), lost.detail());
        assertEquals(
                StepResult.LOST_RACE, dns.apply(Fixture.shift(before, WEST)).kind());
        pass(Duration.ofSeconds(10));
        assertOwned(2, WEST, dns.read(now));
    }

    @Test
    void aBusyZoneAndARefusedRightAreToldApartAndChangeNothing() {
        Route53Switch dns = ownedBy(EAST);
        DnsReading read = dns.read(now);
        aws.faults().nextOf("ChangeResourceRecordSets", 1, Fault.priorRequestNotComplete());
        assertEquals(StepResult.BUSY, dns.apply(Fixture.shift(read, WEST)).kind());
        aws.faults().nextOf("ChangeResourceRecordSets", 1, Fault.accessDenied());
        assertEquals(StepResult.DENIED, dns.apply(Fixture.shift(read, WEST)).kind());
        assertEquals(StepResult.APPLIED, dns.apply(Fixture.shift(read, WEST)).kind(), "the reading still stands");
    }

    @Test
    void oneRequestReadsRecordsAndEpochTogether() {
        Route53Switch dns = ownedBy(EAST);
        long before = aws.requests("ListResourceRecordSets");
        pass(Duration.ofSeconds(10));
        assertOwned(1, EAST, dns.read(now));
        assertEquals(before + 1, aws.requests("ListResourceRecordSets"));
    }

    @Test
    void aKeyThatRotatesInItsFileIsUsedAtOnce() throws IOException {
        Route53Switch dns = ownedBy(EAST);
        Path file = directory.resolve("credentials");
        String good = Files.readString(file);
        Files.writeString(file, good.replace("not-a-secret", "an-old-secret"));
        pass(Duration.ofSeconds(10));
        DnsReading denied = dns.read(now);
        assertTrue(denied.failing());
        assertTrue(denied.detail().startsWith("SignatureDoesNotMatch"), denied.detail());
        Files.writeString(file, good);
        pass(Duration.ofSeconds(10));
        assertFalse(dns.read(now).failing());
    }

    @Test
    void whatClientsSeeFollowsTheWeights() {
        Route53Switch dns = ownedBy(EAST);
        assertEquals(Map.of(EAST, 1.0), dns.clientView());
        assertEquals(
                StepResult.APPLIED,
                dns.apply(Fixture.shift(dns.read(now), WEST)).kind());
        assertEquals(Map.of(WEST, 1.0), dns.clientView());
    }
}
