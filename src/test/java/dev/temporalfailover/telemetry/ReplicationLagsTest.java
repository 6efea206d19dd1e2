package dev.temporalfailover.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.ReplicationLag;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lag as a metric: each region's own, and only while it is known. */
class ReplicationLagsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NamespaceTelemetry telemetry = new NamespaceTelemetry(new Telemetry(registry));

    /** Of region e, read at 5 s. */
    static Replication behind(long seconds) {
        ReplicationLag lag = new ReplicationLag(Duration.ofSeconds(seconds), 2, "", Duration.ofSeconds(5));
        return new Replication("e", Map.of("e", Map.of("w", lag), "w", Map.of("e", lag)));
    }

    private void at(Replication replication, long seconds) {
        telemetry.replication("p", replication, List.of("e", "w"), Duration.ofSeconds(seconds));
    }

    private Gauge gauge(String from, String to) {
        return registry.find("temporal_failover_replication_lag_seconds")
                .tags("policy", "p", "from", from, "to", to)
                .gauge();
    }

    @Test
    void isTheOwnRegionsWhileItIsKnown() {
        at(behind(4), 9);
        assertEquals(4, gauge("e", "w").value());
        assertNull(gauge("w", "e"), "the other region tells its own");
        at(behind(4), 36);
        assertNull(gauge("e", "w"), "too old");
        at(behind(0), 9);
        assertEquals(0, gauge("e", "w").value());
        at(new Replication("e", Map.of()), 9);
        assertNull(gauge("e", "w"));
        at(Replication.NONE, 9);
    }

    @Test
    void whatIsPartlyUnknownIsNoFigure() {
        ReplicationLag some = new ReplicationLag(Duration.ofSeconds(1), 1, "a host is silent", Duration.ofSeconds(9));
        at(new Replication("e", Map.of("e", Map.of("w", some))), 9);
        assertNull(gauge("e", "w"));
    }
}
