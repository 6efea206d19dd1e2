package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.NAME;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Which kinds of records the switch finds and moves, and what it leaves as it is. */
class Route53SwitchRecordsTest extends EmulatedSwitch {
    @Test
    void recordsOfBothAddressFamiliesMoveInOneBatchWithHealthChecksKeptToTheLetter() {
        String check = healthCheck();
        aws.create(
                zone,
                RecordSet.weighted(NAME, "A", "east", 100, 30, "192.0.2.1").withHealthCheck(check),
                RecordSet.weighted(NAME, "A", "west", 0, 30, "192.0.2.2").withHealthCheck(check));
        weighted("AAAA", "2001:db8::1", "2001:db8::2");
        aws.onAccepted(accepted::add);
        Route53Switch dns = open(true, Fixture.A, Fixture.record("AAAA"));
        DnsReading bare = dns.read(now);
        assertEquals(StepResult.APPLIED, dns.apply(Fixture.adopt(bare, EAST)).kind());
        assertEquals(
                StepResult.APPLIED,
                dns.apply(Fixture.shift(dns.read(now), WEST)).kind());
        assertEquals(2, accepted.size());
        assertEquals(
                List.of("A east 0 " + check, "A west 100 " + check, "AAAA east 0 null", "AAAA west 100 null"),
                aws.records(zone).stream()
                        .filter(set -> set.setIdentifier() != null)
                        .map(set ->
                                set.type() + " " + set.setIdentifier() + " " + set.weight() + " " + set.healthCheckId())
                        .toList());
    }

    @Test
    void aliasRecordsKeepTheirTargetAndHaveNoTtl() {
        aws.create(
                zone,
                RecordSet.simple("nlb-east.example.com.", "A", 60, "192.0.2.1"),
                RecordSet.simple("nlb-west.example.com.", "A", 60, "192.0.2.2"));
        RecordSet.Alias east = new RecordSet.Alias(zone, "nlb-east.example.com.", true);
        RecordSet.Alias west = new RecordSet.Alias(zone, "nlb-west.example.com.", false);
        aws.create(
                zone,
                new RecordSet(NAME, "A", "east", 100L, null, List.of(), east, null),
                new RecordSet(NAME, "A", "west", 0L, null, List.of(), west, null));
        Route53Switch dns =
                open(true, new WeightedRecord(NAME, "A", Fixture.A.setIdentifiers(), true, Optional.empty()));
        assertEquals(
                StepResult.APPLIED,
                dns.apply(Fixture.adopt(dns.read(now), EAST)).kind());
        assertEquals(Map.of(EAST, 1.0), dns.clientView());
        assertEquals(
                StepResult.APPLIED,
                dns.apply(Fixture.shift(dns.read(now), WEST)).kind());
        assertEquals(
                List.of(east, west),
                aws.records(zone).stream()
                        .filter(set -> set.setIdentifier() != null)
                        .map(RecordSet::alias)
                        .toList());
        assertEquals(Map.of(WEST, 1.0), dns.clientView());
    }

    @Test
    void aWildcardAndCnamesAreFoundAndMoved() {
        aws.create(
                zone,
                RecordSet.weighted("\\052.example.com.", "CNAME", "east", 100, 30, "a.example.net"),
                RecordSet.weighted("\\052.example.com.", "CNAME", "west", 0, 30, "b.example.net"));
        WeightedRecord record = new WeightedRecord(
                "*.example.com", "CNAME", Map.of(EAST, "east", WEST, "west"), false, Optional.empty());
        Route53Switch dns = open(true, record);
        DnsReading bare = dns.read(now);
        assertEquals(State.ADOPTABLE, bare.state(), bare.detail());
        Step step = Fixture.adopt(bare, EAST);
        Step named = Step.dns(dns.recordName(), step.before(), step.epochBefore(), step.record());
        StepOutcome outcome = dns.apply(named);
        assertEquals(StepResult.APPLIED, outcome.kind(), outcome.detail());
        pass(Duration.ofSeconds(10));
        assertOwned(1, EAST, dns.read(now));
    }

    @Test
    void aHandEditedRecordIsForeignAndLeftAlone() {
        Route53Switch dns = ownedBy(EAST);
        DnsReading read = dns.read(now);
        try (Route53Client person = Route53Clients.build(settings(true, Fixture.A))) {
            ResourceRecordSet edited = Fixture.set("A", "west", 20, "192.0.2.2");
            Change byHand = Change.builder()
                    .action(ChangeAction.UPSERT)
                    .resourceRecordSet(edited)
                    .build();
            person.changeResourceRecordSets(
                    request -> request.hostedZoneId(zone).changeBatch(batch -> batch.changes(byHand)));
        }
        assertEquals(StepResult.LOST_RACE, dns.apply(Fixture.shift(read, WEST)).kind());
        pass(Duration.ofSeconds(10));
        DnsReading foreign = dns.read(now);
        assertEquals(State.FOREIGN, foreign.state());
        assertEquals("A temporal-api.example.com west has weight 20, epoch 1 says 0", foreign.detail());
        long asked = aws.requests("ChangeResourceRecordSets");
        assertEquals(StepResult.LOST_RACE, dns.apply(Fixture.shift(read, WEST)).kind());
        assertEquals(asked, aws.requests("ChangeResourceRecordSets"));
    }

    @Test
    void theRecordsAreFoundAmongManyOthersAndOverSeveralPages() {
        weighted("A", "192.0.2.1", "192.0.2.2");
        RecordSet[] others = new RecordSet[250];
        for (int i = 0; i < others.length; i++) {
            // Sorted between the record and its epoch record.
            others[i] = RecordSet.simple("0" + i + "." + NAME, "A", 60, "192.0.2.9");
        }
        aws.create(zone, others);
        Route53Switch dns = open(true, Fixture.A);
        assertEquals(
                StepResult.APPLIED,
                dns.apply(Fixture.adopt(dns.read(now), EAST)).kind());
        pass(Duration.ofSeconds(10));
        assertOwned(1, EAST, dns.read(now));
        assertTrue(aws.requests("ListResourceRecordSets") <= 4, "did not page through the zone");
    }

    @Test
    void aPolicyOfThreeRegionsMovesToo() {
        aws.create(
                zone,
                RecordSet.weighted(NAME, "A", "east", 100, 30, "192.0.2.1"),
                RecordSet.weighted(NAME, "A", "west", 0, 30, "192.0.2.2"),
                RecordSet.weighted(NAME, "A", "eu", 0, 30, "192.0.2.3"));
        Map<String, String> identifiers = Map.of(EAST, "east", WEST, "west", "eu-west-1", "eu");
        FailoverPolicy two = Fixture.policy();
        FailoverPolicy three = new FailoverPolicy(
                two.name(),
                List.of(EAST, WEST, "eu-west-1"),
                100,
                new SwitchLimits(
                        two.limits().holdDown(),
                        two.limits().escapeAfter(),
                        3,
                        two.limits().switchWindow(),
                        two.limits().quietPeriod()));
        Route53Switch dns = open(three, true, new WeightedRecord(NAME, "A", identifiers, false, Optional.empty()));
        assertEquals(
                StepResult.APPLIED,
                dns.apply(Fixture.adopt(dns.read(now), EAST)).kind());
        var present = dns.read(now).epoch().orElseThrow();
        var next = present.next("eu-west-1", three.weightsFor("eu-west-1"), "pod-a", "requested", Fixture.AT, false);
        Step step = Step.dns(NAME, present.weights(), 1, next);
        assertEquals(StepResult.APPLIED, dns.apply(step).kind());
        pass(Duration.ofSeconds(10));
        assertEquals(Map.of(EAST, 0, WEST, 0, "eu-west-1", 100), dns.read(now).weights());
    }
}
