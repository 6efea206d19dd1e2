package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.pace.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pace that changes while a target is asked. */
class RepeatPaceTest extends RepeatFixture {
    @Test
    void aTargetThatBecomesChosenIsAskedWithinItsNewIntervalAndThenAtIt() {
        time.freezeTime();
        repeat.pace(slow(Duration.ofHours(1)));
        repeat.now();
        answerAll(Answer.OK);
        asked.clear();
        repeat.pace(Pace.configured(INTERVAL));
        live(Duration.ofSeconds(100));
        assertTrue(asked.get(0).compareTo(INTERVAL) <= 0, "first after " + asked.get(0));
        assertTrue(asked.size() >= 18 && asked.size() <= 22, "asked " + asked.size());
    }

    @Test
    void aTargetThatWasAskedLongAgoIsAskedSoonWhenItsPaceRises() {
        time.freezeTime();
        repeat.start();
        live(Duration.ofSeconds(20));
        repeat.pace(slow(Duration.ofHours(1)));
        live(Duration.ofSeconds(30));
        int before = asked.size();
        repeat.pace(Pace.configured(INTERVAL));
        live(INTERVAL.plusMillis(10));
        assertEquals(before + 1, asked.size());
    }

    @Test
    void aTargetThatIsNoLongerChosenIsAskedAtTheSlowInterval() {
        time.freezeTime();
        repeat.start();
        live(Duration.ofSeconds(20));
        asked.clear();
        Duration from = now;
        repeat.pace(slow(Duration.ofSeconds(60)));
        live(Duration.ofSeconds(660));
        assertTrue(asked.size() >= 10 && asked.size() <= 12, "asked " + asked.size());
        assertTrue(asked.get(0).minus(from).compareTo(Duration.ofSeconds(60)) <= 0);
        for (int i = 1; i < asked.size(); i++) {
            long gap = asked.get(i).minus(asked.get(i - 1)).toMillis();
            assertTrue(gap >= 53_900 && gap <= 66_100, "gap " + gap);
        }
    }

    @Test
    void aPaceThatChangesALittleAllTheTimeNeitherDelaysNorAddsProbes() {
        time.freezeTime();
        repeat.pace(slow(Duration.ofSeconds(60)));
        for (int i = 0; i < 3_000; i++) {
            repeat.pace(slow(Duration.ofMillis(60_000 + i % 7 * 150 - i % 3 * 100)));
            live(Duration.ofSeconds(1));
        }
        assertTrue(asked.size() >= 44 && asked.size() <= 58, "asked " + asked.size());
    }

    @Test
    void beforeItsFirstLookARisingPaceHurriesAndAFallingOneDoesNotDelay() {
        time.freezeTime();
        repeat.pace(slow(Duration.ofHours(1)));
        repeat.pace(Pace.configured(INTERVAL));
        repeat.pace(slow(Duration.ofHours(1)));
        live(INTERVAL.plusMillis(10));
        assertEquals(1, asked.size());
    }

    @Test
    void aFleetThatIsNotYetKnownLooksOnceAndThenSlowly() {
        time.freezeTime();
        repeat.pace(new Pace(Duration.ofHours(1), INTERVAL, false));
        live(Duration.ofMinutes(10));
        assertEquals(1, asked.size());
    }

    @Test
    void aTargetThatEndedIsNotAskedAgainWhenItsPaceRises() {
        time.freezeTime();
        repeat.start();
        repeat.stop();
        repeat.pace(Pace.configured(Duration.ofMillis(100)));
        live(Duration.ofSeconds(10));
        assertEquals(0, asked.size());
    }

    @Test
    void aFleetThatSlowsDownAtOneMomentSpreadsOverTheSlowInterval() {
        time.freezeTime();
        List<Repeat> fleet = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Repeat one = new Repeat(
                    loop,
                    TARGET,
                    (timeout, done) -> {
                        asked.add(now);
                        done.accept(Answer.OK);
                    },
                    INTERVAL,
                    TIMEOUT);
            one.start();
            fleet.add(one);
        }
        live(Duration.ofSeconds(6));
        asked.clear();
        fleet.forEach(one -> one.pace(slow(Duration.ofSeconds(60))));
        live(Duration.ofSeconds(20));
        // Binomial: 100 / 3, standard deviation 5.
        assertTrue(asked.size() >= 10 && asked.size() <= 60, "asked " + asked.size());
    }

    private static Pace slow(Duration interval) {
        return new Pace(interval, interval, false);
    }
}
