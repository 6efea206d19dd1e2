package dev.temporalfailover.emulator.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.clients.Moves.Count;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MovesTest {

    @Test
    void countsByPhaseAndRegion() {
        Moves moves = new Moves(2);
        moves.phase("before", "east");
        moves.call(0, "east", true, 1);
        moves.call(1, "east", false, 2);
        moves.phase("after", "west");
        moves.call(0, "west", true, 3);
        assertEquals(
                Map.of("before", Map.of("east", new Count(1, 1)), "after", Map.of("west", new Count(1, 0))),
                moves.phases());
    }

    @Test
    void aClientHasMovedWithItsFirstSuccessInTheTarget() {
        Moves moves = new Moves(4);
        moves.phase("outage", "west");
        moves.call(0, "west", false, 10);
        moves.call(0, "west", true, 100);
        moves.call(0, "west", true, 900);
        moves.call(1, "east", true, 100);
        moves.call(2, "west", true, 300);
        assertEquals(2, moves.arrived());
        assertEquals(Optional.of(Duration.ofNanos(90)), moves.share(0.25, 10));
        assertEquals(Optional.of(Duration.ofNanos(290)), moves.share(0.5, 10));
        assertEquals(Optional.empty(), moves.share(0.75, 10));
    }

    @Test
    void aPhaseWithTheSameTargetKeepsTheArrivals() {
        Moves moves = new Moves(1);
        moves.phase("outage", "west");
        moves.call(0, "west", true, 1);
        moves.phase("after", "west");
        assertEquals(1, moves.arrived());
        moves.phase("failback", "east");
        assertEquals(0, moves.arrived());
    }

    @Test
    void theDeadNeitherCallNorCountUntilTheyLiveAgain() {
        Moves moves = new Moves(4);
        moves.phase("outage", "west");
        moves.call(3, "west", true, 5);
        moves.gone(2, 4, true);
        moves.call(2, "west", true, 10);
        moves.call(0, "west", true, 10);
        moves.call(1, "west", true, 20);
        assertTrue(moves.gone(2));
        assertEquals(2, moves.clients());
        assertEquals(2, moves.arrived());
        assertEquals(Map.of("west", new Count(3, 0)), moves.phases().get("outage"));
        assertEquals(Optional.of(Duration.ofNanos(20)), moves.share(1, 0));
        assertEquals(Optional.empty(), moves.share(1, 0, 2, 4), "of nobody there is no share");
        moves.gone(2, 4, false);
        assertEquals(4, moves.clients());
        assertEquals(2, moves.arrived());
    }
}
