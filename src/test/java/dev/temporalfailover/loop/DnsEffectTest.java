package dev.temporalfailover.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.StepOutcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DnsEffectTest {
    private static final Moment NOW = new Moment(Instant.EPOCH, Duration.ofSeconds(100));
    /** Written earlier and found by reading, so that there is no change id to check. */
    private static final StepOutcome FOUND = new StepOutcome(StepOutcome.Kind.APPLIED, "", "");

    private static EpochRecord record(long epoch, String active) {
        return new EpochRecord(epoch, active, Map.of(active, 100), "pod", "active_down", Instant.EPOCH, List.of());
    }

    @Test
    void whatResolversAnsweredIsSaidOnlyOfTheRecordThatTheyWereAskedAbout() {
        FakeDns dns = new FakeDns(record(2, "us-west-2"));
        DnsEffect switching = new DnsEffect("p", new Telemetry(new SimpleMeterRegistry()), dns, Duration.ofSeconds(60));
        Optional<EpochRecord> ours = Optional.of(record(2, "us-west-2"));
        assertEquals(Map.of(), switching.resolved(ours));
        switching.written(FOUND, record(2, "us-west-2"), null, null, NOW.steady(), NOW);
        switching.verify(ours, NOW);
        assertEquals(Map.of("us-west-2", 1.0), switching.resolved(ours));
        assertEquals(Map.of(), switching.resolved(Optional.of(record(3, "us-east-1"))), "another instance moved it");
        assertEquals(Map.of(), switching.resolved(Optional.empty()), "the records cannot be read");
        switching.written(FOUND, record(4, "us-west-2"), null, null, NOW.steady(), NOW);
        assertEquals(Map.of(), switching.resolved(Optional.of(record(4, "us-west-2"))), "not asked yet");
    }

    @Test
    void aNewerRecordEndsTheAskingAndWhatWasAnswered() {
        FakeDns dns = new FakeDns(record(2, "us-west-2"));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        DnsEffect switching = new DnsEffect("p", new Telemetry(meters), dns, Duration.ofSeconds(60));
        switching.written(FOUND, record(2, "us-west-2"), null, null, NOW.steady(), NOW);
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
        DnsEffect switching = new DnsEffect("p", new Telemetry(new SimpleMeterRegistry()), dns, Duration.ofSeconds(60));
        switching.written(FOUND, record(2, "us-west-2"), null, null, NOW.steady(), NOW);
        assertNull(switching.verify(Optional.of(record(2, "us-west-2")), later(10)), "there is time");
        assertNull(switching.verify(Optional.of(record(3, "us-east-1")), later(70)), "another instance moved it back");
        assertNull(switching.verify(Optional.of(record(3, "us-east-1")), later(80)));
        switching.written(FOUND, record(4, "us-west-2"), null, null, NOW.steady(), NOW);
        assertNotNull(switching.verify(Optional.of(record(4, "us-west-2")), later(70)), "it is ours");
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
