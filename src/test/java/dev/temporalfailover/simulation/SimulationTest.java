package dev.temporalfailover.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.Options;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Dschedules=100} runs fewer; a failing seed prints the command that replays it. */
class SimulationTest {
    private static final long SCHEDULES = Long.getLong("schedules", 10_000);
    private static final long FIRST = Long.getLong("seed", 1);
    /** A mutation is given so many seeds to be noticed, in pieces. */
    private static final int PIECE = 40;

    private static final int PIECES = 40;
    private static final long DAYS_APART = 1_000;
    private static final long OF_A_DAY = 400;

    @BeforeAll
    static void quietly() {
        Simulate.quietly();
    }

    @Test
    void noInvariantBreaksInRandomSchedules() {
        Campaign done = Campaign.run(Options.seed(0), FIRST, SCHEDULES);
        System.out.println(done.schedules + " schedules, " + done.events + " events, " + done.seconds / 3600
                + " virtual hours, " + done.broken.size() + " broken");
        done.broken.stream().limit(1).forEach(broken -> fail(Campaign.story(broken, 60)));
        assertTrue(done.counts.keySet().stream().anyMatch(what -> what.startsWith("zone changes: active_down")));
    }

    /** Other seeds than the fixed ones, each day: {@code -Dday=2026-11-29} plays that day's again. */
    @Test
    @EnabledIfSystemProperty(named = "day", matches = "\\d{4}-\\d{2}-\\d{2}")
    void noInvariantBreaksInTheSchedulesOfTheDay() {
        LocalDate day = LocalDate.parse(System.getProperty("day"));
        long first = day.toEpochDay() * DAYS_APART;
        System.out.println("schedules of " + day + ": seeds " + first + " to " + (first + OF_A_DAY - 1)
                + "; again with -Dtest=SimulationTest -Dday=" + day);
        Campaign done = Campaign.run(Options.seed(0), first, OF_A_DAY);
        done.broken.stream().limit(1).forEach(broken -> fail(Campaign.story(broken, 60)));
        assertEquals(OF_A_DAY, done.schedules);
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        Options options = Options.seed(7).recording();
        assertEquals(Simulation.run(options).timeline(), Simulation.run(options).timeline());
    }

    @Test
    void recordingChangesNothing() {
        for (long seed = 1; seed <= 10; seed++) {
            assertEquals(
                    Simulation.run(Options.seed(seed)).events(),
                    Simulation.run(Options.seed(seed).recording()).events());
        }
    }

    @ParameterizedTest
    // STALE_IS_FRESH is caught by PlanTest.routesDoNotFollowALastKnownEpoch; of 1,600 schedules none shows it.
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "STALE_IS_FRESH"})
    void aRuleThatIsTakenOutIsMissed(Mutation rule) {
        if (Simulation.run(Options.seed(rule.seed()).without(rule)).violation().isPresent()) {
            return;
        }
        for (int piece = 0; piece < PIECES; piece++) {
            Campaign done = Campaign.run(Options.seed(0).without(rule), 1 + piece * PIECE, PIECE);
            if (!done.broken.isEmpty()) {
                return;
            }
        }
        fail("no schedule of " + PIECES * PIECE + " broke though " + rule.text());
    }
}
