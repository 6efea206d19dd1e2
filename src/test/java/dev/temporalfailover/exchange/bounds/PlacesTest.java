package dev.temporalfailover.exchange.bounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.exchange.identity.Refusals;
import dev.temporalfailover.testkit.TestClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final List<String> ended = new ArrayList<>();
    private final List<RefusalReason> told = new ArrayList<>();
    private final Refusals refusals = new Refusals(told::add, TestClock.running(), line -> {});
    private final Places<String> places = new Places<>("watchers", 3, (call, why) -> ended.add(call), refusals);

    @Test
    void whoOpensMostGivesWayToWhoHasFewer() {
        places.take("thief 1", "thief");
        places.take("thief 2", "thief");
        places.take("thief 3", "thief");
        places.take("honest 1", "honest");
        assertEquals(List.of("thief 1"), ended);
        // Two against one: the thief is who is turned away, however often it comes.
        for (int time = 4; time < 100; time++) {
            places.take("thief " + time, "thief");
            assertEquals("thief " + time, ended.get(ended.size() - 1));
        }
    }

    @Test
    void amongEqualsWhoCameFirstStays() {
        places.take("a", "1");
        places.take("b", "2");
        places.take("c", "3");
        places.take("d", "4");
        assertEquals(List.of("d"), ended);
        assertEquals(List.of(RefusalReason.FULL), told);
    }

    @Test
    void aPlaceIsFreeAgainOnce() {
        places.take("a", "1");
        places.take("b", "1");
        places.take("c", "1");
        places.take("d", "1");
        assertEquals(List.of("d"), ended);
        places.leave("d");
        places.leave("a");
        places.leave("a");
        places.take("e", "1");
        assertEquals(List.of("d"), ended);
        places.take("f", "1");
        assertEquals(List.of("d", "f"), ended);
    }
}
