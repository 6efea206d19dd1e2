package dev.temporalfailover.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DnsEffectTest {
    private static final Moment NOW = new Moment(Instant.EPOCH, Duration.ofSeconds(100));
    /** Written earlier and found by reading, so that there is no change id to check. */
    private static final StepOutcome FOUND = new StepOutcome(StepOutcome.StepResult.APPLIED, "", "");

    private static final Progress.Timing UNTIMED = new Progress.Timing(null, NOW.steady(), NOW.steady());

    private static DnsEffect effect(Telemetry telemetry, FakeDns dns) {
        return new DnsEffect("p", telemetry, dns, Duration.ofSeconds(60), new Progress("p", telemetry));
    }

    private static EpochRecord record(long epoch, String active) {
        return new EpochRecord(epoch, active, Map.of(active, 100), "pod", "active_down", Instant.EPOCH, List.of());
    }

    @Test
    void whatResolversAnsweredIsSaidOnlyOfTheRecordThatTheyWereAskedAbout() {
        FakeDns dns = new FakeDns(record(2, "us-west-2"));
        DnsEffect switching = effect(new Telemetry(new SimpleMeterRegistry()), dns);
        Optional<EpochRecord> ours = Optional.of(record(2, "us-west-2"));
        assertEquals(Map.of(), switching.resolved(ours));
        switching.written(FOUND, record(2, "us-west-2"), UNTIMED, NOW);
        switching.verify(ours, NOW);
        assertEquals(Map.of("us-west-2", 1.0), switching.resolved(ours));
        assertEquals(Map.of(), switching.resolved(Optional.of(record(3, "us-east-1"))), "another instance moved it");
        assertEquals(Map.of(), switching.resolved(Optional.empty()), "the records cannot be read");
        switching.written(FOUND, record(4, "us-west-2"), UNTIMED, NOW);
        assertEquals(Map.of(), switching.resolved(Optional.of(record(4, "us-west-2"))), "not asked yet");
    }

    @Test
    void aNewerRecordEndsTheAskingAndWhatWasAnswered() {
        FakeDns dns = new FakeDns(record(2, "us-west-2"));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        DnsEffect switching = effect(new Telemetry(meters), dns);
        switching.written(FOUND, record(2, "us-west-2"), UNTIMED, NOW);
        switching.verify(Optional.of(record(1, "us-east-1")), NOW);
        assertEquals(1, resolver(meters).size(), "a reading older than our record ends nothing");
        switching.verify(Optional.empty(), later(1));
        assertEquals(1, resolver(meters).size(), "nor do records that cannot be read");
        switching.verify(Optional.of(record(3, "us-east-1")), later(2));
        assertEquals(0, resolver(meters).size(), "nobody will ask about our record again");
    }

    @Test
    void aRecordThatIsNotOursAnyMoreIsNeverCalledNotEffective() {
        FakeDns dns = new FakeDns(record(1, "us-east-1"));
        DnsEffect switching = effect(new Telemetry(new SimpleMeterRegistry()), dns);
        switching.written(FOUND, record(2, "us-west-2"), UNTIMED, NOW);
        assertEquals(
                Optional.empty(), switching.verify(Optional.of(record(2, "us-west-2")), later(10)), "there is time");
        assertEquals(
                Optional.empty(),
                switching.verify(Optional.of(record(3, "us-east-1")), later(70)),
                "another instance moved it back");
        assertEquals(Optional.empty(), switching.verify(Optional.of(record(3, "us-east-1")), later(80)));
        switching.written(FOUND, record(4, "us-west-2"), UNTIMED, NOW);
        assertTrue(
                switching.verify(Optional.of(record(4, "us-west-2")), later(70)).isPresent(), "it is ours");
    }

    /** A cached answer is that of one region, whatever the step's share. */
    @Test
    void aStepIsJudgedByItsOwnWeightsAndItsShareByClientsOnly() {
        EpochRecord step = new EpochRecord(
                2, "us-west-2", Map.of("us-east-1", 10, "us-west-2", 90), "pod", "failback", Instant.EPOCH, List.of());
        for (Map<String, Double> answered : List.of(Map.of("us-west-2", 1.0), Map.of("us-east-1", 1.0))) {
            Progress progress = new Progress("p", new Telemetry(new SimpleMeterRegistry()));
            FakeDns dns = new FakeDns(step);
            dns.answered = answered;
            DnsEffect effect =
                    new DnsEffect("p", new Telemetry(new SimpleMeterRegistry()), dns, Duration.ofSeconds(60), progress);
            effect.written(FOUND, step, UNTIMED, NOW);
            dns.clients = new Verification(Effectiveness.NOT_YET, "0 of 10 answers from us-east-1", Map.of());
            effect.verify(Optional.of(step), NOW);
            assertEquals(Set.of("write"), progress.stages().keySet(), "clients do not see the step");
            dns.clients = null;
            effect.verify(Optional.of(step), later(2));
            assertEquals(Set.of("write", "verify"), progress.stages().keySet(), answered.toString());
        }
    }

    @Test
    void anAnswerOfARegionWithoutWeightIsNotTheStep() {
        EpochRecord step = new EpochRecord(
                2, "us-west-2", Map.of("us-east-1", 10, "us-west-2", 90), "pod", "failback", Instant.EPOCH, List.of());
        FakeDns dns = new FakeDns(step);
        dns.answered = Map.of("eu-west-1", 0.5, "us-west-2", 0.5);
        DnsEffect effect = effect(new Telemetry(new SimpleMeterRegistry()), dns);
        effect.written(FOUND, step, UNTIMED, NOW);
        String alarm = effect.verify(Optional.of(step), later(61)).orElseThrow();
        assertTrue(alarm.contains("resolvers still answer otherwise"), alarm);
        dns.answered = Map.of();
        effect.written(FOUND, step, UNTIMED, NOW);
        alarm = effect.verify(Optional.of(step), later(61)).orElseThrow();
        assertTrue(alarm.contains("private zone of the same name"), alarm);
    }

    @Test
    void aSwitchIsNotEffectiveUntilClientsSeeItWhateverResolversAnswer() {
        FakeDns dns = new FakeDns(record(2, "us-west-2"));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Telemetry telemetry = new Telemetry(meters);
        Progress progress = new Progress("p", telemetry);
        DnsEffect switching = new DnsEffect("p", telemetry, dns, Duration.ofSeconds(60), progress);
        Optional<EpochRecord> ours = Optional.of(record(2, "us-west-2"));
        switching.written(FOUND, ours.get(), UNTIMED, NOW);
        dns.clients =
                new Verification(Effectiveness.NOT_YET, "10 of 10 answers from us-east-1", Map.of("us-east-1", 1.0));
        switching.verify(ours, NOW);
        assertEquals(Set.of("write"), progress.stages().keySet());
        Optional<String> alarm = switching.verify(ours, later(61));
        assertEquals(Optional.of("epoch 2 not effective after 60 s: 10 of 10 answers from us-east-1"), alarm);
        dns.clients =
                new Verification(Effectiveness.EFFECTIVE, "10 of 10 answers from us-west-2", Map.of("us-west-2", 1.0));
        switching.verify(ours, later(62));
        assertEquals(Set.of("write", "verify"), progress.stages().keySet());
        assertEquals(
                List.of("us-west-2"),
                meters.find("temporal_failover_traffic_weight").tags("layer", "dns", "view", "client").gauges().stream()
                        .map(gauge -> gauge.getId().getTag("region"))
                        .toList());
    }

    private static Moment later(long seconds) {
        return new Moment(NOW.wall().plusSeconds(seconds), NOW.steady().plusSeconds(seconds));
    }

    private static Collection<Gauge> resolver(SimpleMeterRegistry meters) {
        return meters.find("temporal_failover_traffic_weight")
                .tags("layer", "dns", "view", "resolver")
                .gauges();
    }
}
