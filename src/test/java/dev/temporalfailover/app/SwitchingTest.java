package dev.temporalfailover.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.EpochRecord;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.StepOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwitchingTest {
    private static final Moment NOW = new Moment(Instant.EPOCH, Duration.ofSeconds(100));

    private static EpochRecord record(long epoch, String active) {
        return new EpochRecord(epoch, active, Map.of(active, 100), "pod", "active_down", Instant.EPOCH, List.of());
    }

    @Test
    void whatResolversAnsweredIsSaidOnlyOfTheRecordThatTheyWereAskedAbout() {
        FakeDns dns = new FakeDns(record(2, "us-west-2"));
        Switching switching = new Switching("p", new Telemetry(new SimpleMeterRegistry()), dns, Duration.ofSeconds(60));
        StepOutcome found = new StepOutcome(StepOutcome.Kind.APPLIED, "", "");
        Optional<EpochRecord> ours = Optional.of(record(2, "us-west-2"));
        assertEquals(Map.of(), switching.resolved(ours));
        switching.written(found, record(2, "us-west-2"), null, null, NOW.steady(), NOW);
        switching.verify(NOW);
        assertEquals(Map.of("us-west-2", 1.0), switching.resolved(ours));
        assertEquals(Map.of(), switching.resolved(Optional.of(record(3, "us-east-1"))), "another instance moved it");
        assertEquals(Map.of(), switching.resolved(Optional.empty()), "the records cannot be read");
        switching.written(found, record(4, "us-west-2"), null, null, NOW.steady(), NOW);
        assertEquals(Map.of(), switching.resolved(Optional.of(record(4, "us-west-2"))), "not asked yet");
    }
}
