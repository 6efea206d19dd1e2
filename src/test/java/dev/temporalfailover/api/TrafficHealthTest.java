package dev.temporalfailover.api;

import static dev.temporalfailover.api.Sample.EAST;
import static dev.temporalfailover.api.Sample.POLICY;
import static dev.temporalfailover.api.Sample.WEST;
import static dev.temporalfailover.failover.verdict.Verdict.DEGRADED;
import static dev.temporalfailover.failover.verdict.Verdict.DOWN;
import static dev.temporalfailover.failover.verdict.Verdict.HEALTHY;
import static dev.temporalfailover.failover.verdict.Verdict.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table that Route 53's health checks rest on; this instance is in us-east-1. */
class TrafficHealthTest {
    private final FakeOperations operations = new FakeOperations();
    private final TrafficHealth health = new TrafficHealth(operations);

    private void given(Verdict east, Verdict west, String active, String... takenOver) {
        operations.status = List.of(Sample.status(POLICY, east, west, active, List.of(takenOver)));
    }

    private boolean wants(String region) {
        return health.wants(region, null).orElseThrow().yes();
    }

    @Test
    void onlyTheActiveRegionShouldGetTraffic() {
        for (Verdict east : new Verdict[] {HEALTHY, DEGRADED, UNKNOWN}) {
            given(east, HEALTHY, EAST);
            assertTrue(wants(EAST), east.name());
            assertEquals(false, wants(WEST), east.name());
        }
    }

    @Test
    void aRegionThatIsDownShouldNotEvenIfItIsActive() {
        given(DOWN, HEALTHY, EAST);
        assertEquals(false, wants(EAST));
        assertEquals(false, wants(WEST), "not before it has taken over");
    }

    @Test
    void whereTheActiveRegionIsNotKnownOnlyDownIsAgainst() {
        given(UNKNOWN, DOWN, null);
        assertTrue(wants(EAST));
        assertEquals(false, wants(WEST));
    }

    @Test
    void takingOverNeedsNoEpochRecord() {
        given(HEALTHY, DOWN, WEST, WEST);
        assertTrue(wants(EAST), "us-east-1 has taken over though Route 53's API may be dead");
        assertEquals(false, wants(WEST));
        given(HEALTHY, HEALTHY, WEST, WEST);
        assertEquals(false, wants(WEST), "until it is given back");
    }

    @Test
    void aLoopThatStandsStillTellsNothing() {
        given(DOWN, HEALTHY, EAST);
        operations.now = operations.now.plus(TrafficHealth.FRESH);
        assertTrue(wants(EAST));
        assertTrue(wants(WEST));
    }

    @Test
    void withSeveralPoliciesOneThatWantsTrafficIsEnough() {
        operations.status = List.of(
                Sample.status("a", HEALTHY, HEALTHY, WEST, List.of()),
                Sample.status("b", HEALTHY, HEALTHY, EAST, List.of()));
        assertTrue(wants(EAST));
        assertEquals(false, health.wants(EAST, "a").orElseThrow().yes());
        assertTrue(health.wants(EAST, "c").isEmpty());
    }

    @Test
    void takenOverWithoutAPolicysNameMeansAllOfThem() {
        operations.status = List.of(
                Sample.status("a", HEALTHY, DOWN, WEST, List.of(WEST)),
                Sample.status("b", HEALTHY, DOWN, WEST, List.of()));
        assertEquals(false, health.takenOver(WEST, null).orElseThrow().yes());
        assertTrue(health.takenOver(WEST, "a").orElseThrow().yes());
        assertTrue(health.takenOver("mars", null).isEmpty());
    }

    @Test
    void beforeTheFirstLookOnlyOurselvesAreKnown() {
        operations.status = List.of();
        assertTrue(wants(EAST));
        assertTrue(health.wants(WEST, null).isEmpty());
        assertTrue(health.takenOver(WEST, null).isEmpty());
    }

    @Test
    void aTakeoverIsNotToldByALoopThatStandsStill() {
        given(HEALTHY, DOWN, WEST, WEST);
        assertTrue(health.takenOver(WEST, null).orElseThrow().yes());
        operations.now = operations.now.plus(TrafficHealth.FRESH.plusSeconds(1));
        assertEquals(false, health.takenOver(WEST, null).orElseThrow().yes());
    }
}
