package dev.temporalfailover.telemetry;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Verdict;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoordinationTelemetryTest {
    private static final String P = POLICY.name();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CoordinationTelemetry telemetry = new CoordinationTelemetry(registry);

    private Gauge gauge(Metrics metric, String... tags) {
        return registry.find(metric.exported()).tags(tags).gauge();
    }

    @Test
    void anOutvotedObserverIsNamedOnlyWhileItIs() {
        telemetry.observers(P, 4, 1, Map.of(EAST, Set.of("pod-c")));
        assertEquals(
                1,
                gauge(Metrics.OBSERVER_OUTVOTED, "region", EAST, "observer", "pod-c")
                        .value());
        assertEquals(4, gauge(Metrics.OBSERVERS, "state", "heard").value());
        assertEquals(1, gauge(Metrics.OBSERVERS, "state", "silent").value());
        telemetry.observers(P, 0, 0, Map.of());
        assertNull(gauge(Metrics.OBSERVER_OUTVOTED, "observer", "pod-c"));
        telemetry.observers(P, 4, 1, Map.of(EAST, Set.of("pod-c")));
        assertEquals(
                1,
                gauge(Metrics.OBSERVER_OUTVOTED, "region", EAST, "observer", "pod-c")
                        .value());
    }

    @Test
    void podsThatComeAndGoLeaveNothingBehind() {
        for (int i = 0; i < 2 * Meters.MAX_SERIES; i++) {
            telemetry.observers(P, 1, 0, Map.of(EAST, Set.of("pod-" + i)));
        }
        assertEquals(
                1, registry.find(Metrics.OBSERVER_OUTVOTED.exported()).gauges().size());
    }

    @Test
    void aPlaceHasItsAgeAndItsWordOfEachRegion() {
        FailoverPolicy policy = POLICY.with(new EvidencePolicy(
                EvidencePolicy.Required.UNDISPUTED, List.of(WEST, "witness-1"), Duration.ofSeconds(10)));
        Opinion west = new Opinion(
                WEST,
                Opinion.Role.LEADER,
                "pod-w",
                Map.of(EAST, new Opinion.Word(Verdict.DOWN, "", Duration.ZERO, seconds(7.5))),
                Optional.empty(),
                Optional.empty(),
                seconds(7.5));
        Optional<Elsewhere.Connectivity> reached = Optional.of(new Elsewhere.Connectivity(2, 3, "", seconds(9)));
        telemetry.elsewhere(policy, new Elsewhere(List.of(west), reached), seconds(10));
        assertEquals(2.5, gauge(Metrics.OPINION_AGE, "place", WEST).value(), 1e-9);
        assertEquals(10, gauge(Metrics.OPINION_AGE, "place", "witness-1").value(), 1e-9);
        assertEquals(
                1,
                gauge(Metrics.OPINION_VERDICT, "place", WEST, "region", EAST, "verdict", "down")
                        .value());
        assertEquals(
                0,
                gauge(Metrics.OPINION_VERDICT, "place", WEST, "region", EAST, "verdict", "healthy")
                        .value());
        assertEquals(1, gauge(Metrics.CONNECTIVITY_CHECKS, "state", "failed").value());
    }

    @Test
    void streamsAndMessagesAreCounted() {
        telemetry.streams("observer", 3);
        telemetry.messages("report", "refused", 2);
        assertEquals(3, gauge(Metrics.EXCHANGE_STREAMS, "kind", "observer").value());
        assertEquals(
                2,
                registry.find(Metrics.EXCHANGE_MESSAGES.exported())
                        .tags("kind", "report", "result", "refused")
                        .counter()
                        .count());
        telemetry.members(5);
        assertEquals(5, gauge(Metrics.FLEET_MEMBERS).value());
    }
}
