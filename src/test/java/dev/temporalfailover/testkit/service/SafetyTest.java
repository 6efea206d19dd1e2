package dev.temporalfailover.testkit.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SafetyTest {
    private static final ZoneState ADOPTED = new ZoneState(Map.of("east", 100, "west", 0), 1);
    private static final ZoneState MOVED = new ZoneState(Map.of("east", 0, "west", 100), 2);

    private final Safety safety = new Safety(2, "east");

    @Test
    void theStoryAsItShouldBeBreaksNothing() {
        safety.dns(new ZoneState(ADOPTED.weights(), 0), ADOPTED);
        safety.route("east", ADOPTED.weights(), 2);
        safety.callFor("west");
        safety.dns(ADOPTED, MOVED);
        safety.route("east", MOVED.weights(), 2);
        assertTrue(safety.held(), safety.rules().toString());
        assertEquals(1, safety.moves());
    }

    @Test
    void aMoveThatNobodyCalledForIsWrong() {
        safety.dns(ADOPTED, MOVED);
        assertEquals(Set.of(Safety.NO_WRONG_FLIP), broken());
        assertEquals(1, safety.wrongFlips());
    }

    @Test
    void aRouteThatMovesBeforeTheFaultIsWrong() {
        safety.route("west", MOVED.weights(), 2);
        assertEquals(Set.of(Safety.NO_WRONG_FLIP), broken());
    }

    @Test
    void aSecondMoveForOneCallIsWrong() {
        safety.callFor("west");
        safety.dns(ADOPTED, MOVED);
        safety.dns(MOVED, new ZoneState(Map.of("east", 0, "west", 50), 3));
        assertEquals(Set.of(Safety.NO_WRONG_FLIP), broken());
    }

    @Test
    void anEpochThatJumpsOrStandsIsWrong() {
        safety.callFor("west");
        safety.dns(ADOPTED, new ZoneState(MOVED.weights(), 3));
        assertEquals(Set.of(Safety.ONE_STEP), broken());
        Safety other = new Safety(2, "west");
        other.dns(ADOPTED, new ZoneState(MOVED.weights(), 1));
        assertEquals(1, other.rules().get(Safety.ONE_STEP).size());
    }

    @Test
    void allZeroAndMissingMembersAreWrong() {
        safety.dns(ADOPTED, new ZoneState(Map.of("east", 0, "west", 0), 2));
        assertTrue(broken().contains(Safety.NOT_ALL_ZERO));
        safety.dns(ADOPTED, new ZoneState(Map.of("east", 100), 2));
        assertTrue(broken().contains(Safety.WHOLE));
        safety.dns(ADOPTED, new ZoneState(Map.of(), 2));
        assertEquals(2, safety.rules().get(Safety.NOT_ALL_ZERO).size());
    }

    @Test
    void aRouteWithAThirdDestinationIsWrong() {
        safety.route("east", ADOPTED.weights(), 3);
        assertEquals(Set.of(Safety.WHOLE), broken());
    }

    private Set<String> broken() {
        return safety.rules().entrySet().stream()
                .filter(rule -> !rule.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
