package dev.temporalfailover.failover.pace;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ProbeBudgetTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration SLOW = Duration.ofMinutes(1);
    private static final Target TARGET =
            new Target(EAST, Service.FRONTEND, "private", "10.0.0.1:7233", Check.SYSTEM_INFO);

    private static List<String> names(int n) {
        return IntStream.range(0, n).mapToObj(i -> "temporal-failover-" + i).toList();
    }

    /** Probes a second that one check brings to its address, from a fleet of {@code n}. */
    private static double rate(ProbeBudget budget, int n, int checks, Duration interval) {
        List<String> names = names(n);
        Rendezvous fleet = Rendezvous.of(names);
        return names.stream()
                .mapToDouble(self -> 1e9
                        / budget.pace(fleet, self, TARGET, checks, interval)
                                .interval()
                                .toNanos())
                .sum();
    }

    @Property(tries = 150)
    void noFleetAsksAnAddressMoreOftenThanItsBudget(
            @ForAll @IntRange(min = 1, max = 10_000) int n,
            @ForAll @DoubleRange(min = 0.05, max = 200) double perSecond,
            @ForAll @IntRange(min = 1, max = 12) int checks,
            @ForAll @IntRange(min = 50, max = 300_000) int intervalMillis,
            @ForAll @IntRange(min = 1, max = 600) int slowSeconds) {
        ProbeBudget budget = new ProbeBudget(perSecond, Duration.ofSeconds(slowSeconds));
        double rate = rate(budget, n, checks, Duration.ofMillis(intervalMillis));
        assertTrue(rate <= perSecond / checks * (1 + 1e-9), rate + " of " + perSecond / checks);
    }

    @Example
    void theShippedBudgetIsKeptAtEachSizeAroundTheOneWhereChoosingBegins() {
        // 20 a second over two places, three checks on the address: a share of 10/3, of which 3/4 over 5 s are 12
        // observers.
        ProbeBudget budget = new ProbeBudget(10, SLOW);
        assertEquals(12, budget.observers(3, INTERVAL));
        for (int n = 1; n <= 60; n++) {
            double rate = rate(budget, n, 3, INTERVAL);
            assertTrue(rate <= 10.0 / 3, n + " instances: " + rate);
            assertTrue(rate >= Math.min(n, 12) / 5.0 - 1e-9, n + " instances: " + rate);
        }
        assertEquals(12 / 5.0 + 10.0 / 12, rate(budget, 10_000, 3, INTERVAL), 1e-6, "a huge fleet uses its budget");
    }

    @Property(tries = 200)
    void asManyAreChosenAsFitAndNeverNobody(
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @DoubleRange(min = 0.05, max = 50) double perSecond,
            @ForAll @IntRange(min = 1, max = 6) int checks) {
        ProbeBudget budget = new ProbeBudget(perSecond, SLOW);
        Rendezvous fleet = Rendezvous.of(names(n));
        long chosen = names(n).stream()
                .map(self -> budget.pace(fleet, self, TARGET, checks, INTERVAL))
                .filter(Pace::chosen)
                .count();
        assertEquals(Math.min(n, budget.observers(checks, INTERVAL)), chosen);
    }

    @Property(tries = 200)
    void whoIsNotChosenNeverAsksMoreOftenThanWhoIs(
            @ForAll @IntRange(min = 2, max = 300) int n,
            @ForAll @DoubleRange(min = 0.05, max = 50) double perSecond,
            @ForAll @IntRange(min = 1, max = 600) int intervalSeconds) {
        ProbeBudget budget = new ProbeBudget(perSecond, SLOW);
        Rendezvous fleet = Rendezvous.of(names(n));
        Duration interval = Duration.ofSeconds(intervalSeconds);
        for (String self : names(n)) {
            Pace pace = budget.pace(fleet, self, TARGET, 1, interval);
            assertTrue(pace.interval().compareTo(interval) >= 0);
            assertTrue(pace.chosen() || pace.interval().compareTo(SLOW) >= 0);
            assertEquals(pace.interval(), pace.first());
        }
    }

    @Example
    void aFleetThatIsNotYetKnownIsLookedAtOnceAndThenSlowlyAndDoesNotCount() {
        Pace pace = new ProbeBudget(10, SLOW).pace(Rendezvous.UNKNOWN, "a", TARGET, 3, INTERVAL);
        assertEquals(new Pace(SLOW, INTERVAL, false), pace);
    }

    @Example
    void anInstanceThatItsFleetDoesNotNameIsNotChosenAndDoesNotOverdrawTheBudget() {
        ProbeBudget budget = new ProbeBudget(10, SLOW);
        Pace pace = budget.pace(Rendezvous.of(names(2)), "stranger", TARGET, 3, INTERVAL);
        assertEquals(new Pace(SLOW, SLOW, false), pace);
        Pace crowded = budget.pace(Rendezvous.of(names(9999)), "stranger", TARGET, 1, INTERVAL);
        assertEquals(seconds((9999 + 1 - 37) / 2.5), crowded.interval());
    }

    @Example
    void aBudgetBelowOneProbePerIntervalStretchesTheInterval() {
        ProbeBudget budget = new ProbeBudget(0.1, SLOW);
        assertEquals(
                new Pace(seconds(10), seconds(10), true),
                budget.pace(Rendezvous.of(names(1)), names(1).get(0), TARGET, 1, INTERVAL));
        Rendezvous two = Rendezvous.of(names(2));
        List<Pace> paces = names(2).stream()
                .map(self -> budget.pace(two, self, TARGET, 1, INTERVAL))
                .toList();
        assertTrue(
                paces.contains(new Pace(Duration.ofNanos(13_333_333_334L), Duration.ofNanos(13_333_333_334L), true)));
        assertTrue(paces.contains(new Pace(SLOW, SLOW, false)));
    }

    @Example
    void aSlowerCheckMayHaveMoreObservers() {
        ProbeBudget budget = new ProbeBudget(10, SLOW);
        assertEquals(150, budget.observers(3, SLOW));
        assertEquals(Integer.MAX_VALUE, new ProbeBudget(1e300, SLOW).observers(1, SLOW));
    }

    @Example
    void anIntervalNeverOverflows() {
        Pace pace = new ProbeBudget(1e-300, SLOW).pace(Rendezvous.of(names(3)), "stranger", TARGET, 1, INTERVAL);
        assertEquals(Duration.ofDays(365), pace.interval());
        assertFalse(pace.chosen());
    }

    @Example
    void settingsThatGiveNoIntervalAreRefused() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new ProbeBudget(wrong, SLOW));
        }
        assertThrows(IllegalArgumentException.class, () -> new ProbeBudget(1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new ProbeBudget(1, SLOW.negated()));
    }
}
