package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.record;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SightingTest {
    private static final Duration HOLD_DOWN = Duration.ofHours(1);
    private static final Optional<EpochRecord> SWITCHED = Optional.of(record(3, EAST, 100));

    @Test
    void withoutAnAutomaticSwitchThereIsNoAge() {
        assertEquals(Optional.empty(), new Sighting(HOLD_DOWN).sinceSwitch(Optional.of(record(3, EAST)), at(500)));
        assertEquals(Optional.empty(), new Sighting(HOLD_DOWN).sinceSwitch(Optional.empty(), at(500)));
    }

    @Test
    void theWallClockIsAskedOnceWhenTheSwitchIsFirstRead() {
        assertEquals(Optional.of(Duration.ofSeconds(400)), new Sighting(HOLD_DOWN).sinceSwitch(SWITCHED, at(500)));
    }

    @Property
    void afterThatOnlyTheMonotonicClockCounts(
            @ForAll @IntRange(min = -7200, max = 7200) int jump, @ForAll @IntRange(max = 5000) int later) {
        Sighting sighting = new Sighting(HOLD_DOWN);
        sighting.sinceSwitch(SWITCHED, at(500));
        Moment jumped = new Moment(
                at(500).wall().plusSeconds(jump + later), at(500 + later).steady());
        assertEquals(Optional.of(Duration.ofSeconds(400 + later)), sighting.sinceSwitch(SWITCHED, jumped));
    }

    @Test
    void aSwitchFromTheFutureOfAnotherClockIsNew() {
        assertEquals(Optional.of(Duration.ZERO), new Sighting(HOLD_DOWN).sinceSwitch(SWITCHED, at(50)));
    }

    @Test
    void atTheFirstLookASwitchByAClockThatIsAheadIsNew() {
        Optional<EpochRecord> ahead = Optional.of(record(3, EAST, 100, 500 + 3600));
        assertEquals(Optional.of(Duration.ZERO), new Sighting(HOLD_DOWN).sinceSwitch(ahead, at(500)));
    }

    @Test
    void atTheFirstLookATimeThatCannotBeTrueSaysNothing() {
        assertEquals(Optional.empty(), new Sighting(HOLD_DOWN).sinceSwitch(Optional.of(record(3, EAST, 4e9)), at(500)));
        Sighting sighting = new Sighting(HOLD_DOWN);
        assertEquals(
                Optional.of(Duration.ofSeconds(400)),
                sighting.sinceSwitch(Optional.of(record(3, EAST, 100, 4e9)), at(500)));
        assertEquals(
                Optional.of(Duration.ofSeconds(410)),
                sighting.sinceSwitch(Optional.of(record(3, EAST, 100, 4e9)), at(510)));
    }

    @Test
    void timesAtTheEndsOfTheCalendarAreNoError() {
        for (Instant at : List.of(Instant.MIN, Instant.MAX)) {
            EpochRecord odd = new EpochRecord(3, EAST, POLICY.weightsFor(EAST), "a", "b", at, List.of(at));
            assertEquals(
                    at.equals(Instant.MIN),
                    new Sighting(HOLD_DOWN).sinceSwitch(Optional.of(odd), at(1)).isPresent());
        }
    }

    @Test
    void aSwitchThatWasNotThereAtTheLastLookIsNoOlderThanThatWhateverItsWritersClockSaid() {
        Sighting sighting = new Sighting(HOLD_DOWN);
        sighting.sinceSwitch(SWITCHED, at(5000));
        Optional<EpochRecord> bySlowClock = Optional.of(record(4, EAST, 100, 40));
        assertEquals(Optional.of(Duration.ofSeconds(10)), sighting.sinceSwitch(bySlowClock, at(5010)));
        assertEquals(Optional.of(Duration.ofSeconds(30)), sighting.sinceSwitch(bySlowClock, at(5030)));
    }
}
