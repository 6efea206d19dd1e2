package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.NAME;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.AcceptedChange;
import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.Fault;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.HealthCheckType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The switch with the real SDK on the strict emulator, end to end. */
class Route53SwitchEmulatorTest {

    @TempDir
    Path directory;

    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));
    private final List<AcceptedChange> accepted = new CopyOnWriteArrayList<>();
    private final List<Route53Switch> opened = new ArrayList<>();
    private Route53Emulator aws;
    private String zone;
    private volatile Duration now = Duration.ZERO;

    @BeforeEach
    void start() throws IOException {
        aws = new Route53Emulator(new EmulatorOptions()
                        .clock(clock::get)
                        .propagation(Duration.ofSeconds(30))
                        .serveAtOnce(true)
                        .requestRate(1000, 1000)
                        .credentials("AKIDEXAMPLE", "not-a-secret")
                        .checksRun(false))
                .start();
        zone = aws.createZone("example.com.");
        Fixture.credentials(directory);
    }

    @AfterEach
    void stop() throws IOException {
        opened.forEach(Route53Switch::close);
        aws.close();
    }

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
                two.holdDown(),
                two.escapeAfter(),
                3,
                two.switchWindow(),
                two.quietPeriod());
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

    private Route53Switch ownedBy(String region) {
        weighted("A", "192.0.2.1", "192.0.2.2");
        Route53Switch dns = open(true, Fixture.A);
        StepOutcome outcome = dns.apply(Fixture.adopt(dns.read(now), region));
        assertEquals(StepResult.APPLIED, outcome.kind(), outcome.detail());
        return dns;
    }

    private void weighted(String type, String east, String west) {
        aws.create(
                zone,
                RecordSet.weighted(NAME, type, "east", 100, 30, east),
                RecordSet.weighted(NAME, type, "west", 0, 30, west));
    }

    private Route53Switch open(boolean adopt, WeightedRecord... records) {
        return open(Fixture.policy(), adopt, records);
    }

    private Route53Switch open(FailoverPolicy policy, boolean adopt, WeightedRecord... records) {
        Route53Switch dns = new Route53Switch(settings(adopt, records), policy, () -> now, new Random(1));
        opened.add(dns);
        return dns;
    }

    private Route53Settings settings(boolean adopt, WeightedRecord... records) {
        URI endpoint = aws.apiEndpoint();
        String resolver = "127.0.0.1:" + aws.dns().getPort();
        return new Route53Settings(
                zone,
                List.of(records),
                adopt,
                Optional.of(endpoint),
                Optional.of(directory.resolve("credentials")),
                Duration.ofSeconds(20),
                Optional.ofNullable(resolver));
    }

    private String healthCheck() {
        try (Route53Client person = Route53Clients.build(settings(true, Fixture.A))) {
            return person.createHealthCheck(request -> request.callerReference("once")
                            .healthCheckConfig(config -> config.type(HealthCheckType.HTTP)
                                    .ipAddress("192.0.2.1")
                                    .port(8080)
                                    .resourcePath("/health")))
                    .healthCheck()
                    .id();
        }
    }

    private void pass(Duration time) {
        clock.updateAndGet(at -> at.plus(time));
        now = now.plus(time);
    }

    private static List<StepOutcome> atOnce(List<Callable<StepOutcome>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CyclicBarrier start = new CyclicBarrier(calls.size());
            List<Future<StepOutcome>> futures = new ArrayList<>();
            for (Callable<StepOutcome> call : calls) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            List<StepOutcome> outcomes = new ArrayList<>();
            for (Future<StepOutcome> future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertOwned(long epoch, String active, DnsReading read) {
        assertEquals(State.OWNED, read.state(), read.detail());
        assertEquals(epoch, read.epoch().orElseThrow().epoch());
        assertEquals(active, read.epoch().get().active());
        assertEquals(active.equals(EAST) ? 100 : 0, read.weights().get(EAST));
        assertEquals(active.equals(WEST) ? 100 : 0, read.weights().get(WEST));
    }
}
