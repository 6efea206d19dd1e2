package dev.temporalfailover.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamespaceCountsTest {
    static final List<NamespaceReading> NAMESPACES = List.of(
            one("pay", NamespaceKind.MOVABLE, "e", "w", 0),
            one("ship", NamespaceKind.MOVABLE, "e", "e", 2),
            one("seen", NamespaceKind.WATCHED, "w", "w", 0),
            one("test", NamespaceKind.EXCLUDED, "e", "e", 0),
            one("default", NamespaceKind.LOCAL, "e", "w", 0),
            one("old", NamespaceKind.NOT_EVERYWHERE, "e", "e", 0));

    /** @param inEast what east states, and {@code inWest} what west states */
    private static NamespaceReading one(String name, NamespaceKind kind, String inEast, String inWest, int failures) {
        return new NamespaceReading(name, kind, Map.of("e", side(inEast), "w", side(inWest)), failures, "");
    }

    private static Side side(String active) {
        return new Side(Optional.of(active), 1, false, Optional.empty());
    }

    @Test
    void eachRegionIsCountedByItsOwnWord() {
        Map<String, Map<String, Integer>> counts = NamespaceCounts.of(List.of("e", "w"), NAMESPACES);
        assertEquals(
                Map.of(
                        "active", 2,
                        "elsewhere", 0,
                        "contested", 1,
                        "failing", 1,
                        "excluded", 1,
                        "local", 1,
                        "not_everywhere", 1),
                counts.get("e"));
        assertEquals(2, counts.get("w").get("active"));
        assertEquals(1, counts.get("w").get("elsewhere"), "what is only watched is nobody's fault");
        assertEquals(1, counts.get("w").get("contested"));
    }

    /** A figure that stays would be an alert for ever, or none. */
    @Test
    void aRegionThatIsNotReadHasNoFigures() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        NamespaceTelemetry telemetry = new NamespaceTelemetry(new Telemetry(registry));
        telemetry.namespaces("p", List.of("e", "w"), NAMESPACES);
        assertTrue(has(registry, "e"));
        NamespaceReading west = new NamespaceReading("pay", NamespaceKind.MOVABLE, Map.of("w", side("w")), 0, "");
        telemetry.namespaces("p", List.of("e", "w"), List.of(west));
        assertFalse(has(registry, "e"));
        assertTrue(has(registry, "w"));
        telemetry.namespaces("p", List.of("e", "w"), List.of());
        assertFalse(has(registry, "w"));
    }

    private static boolean has(SimpleMeterRegistry registry, String region) {
        return registry.getMeters().stream()
                .anyMatch(m -> m.getId().getName().contains("namespaces")
                        && region.equals(m.getId().getTag("region")));
    }
}
