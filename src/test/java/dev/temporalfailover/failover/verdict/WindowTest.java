package dev.temporalfailover.failover.verdict;

import static dev.temporalfailover.testkit.Fixtures.TARGET;
import static dev.temporalfailover.testkit.Fixtures.result;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WindowTest {
    private static final Duration HORIZON = Duration.ofSeconds(200);
    /** One slice; ages are only exact to this. */
    private static final double SLICE = 10;

    /** The obvious window: it keeps everything. */
    private static final class NaiveWindow {
        private final List<ProbeResult> results = new ArrayList<>();

        void add(ProbeResult result) {
            results.add(result);
        }

        long count(Duration now, double overSeconds, java.util.function.Predicate<Outcome> which) {
            long newest = results.stream().mapToLong(r -> slice(r.at())).max().orElse(Long.MIN_VALUE);
            long first = Math.max(slice(now.minus(seconds(overSeconds))) + 1, newest - Window.SLICES + 1);
            return results.stream()
                    .filter(r -> slice(r.at()) >= first && which.test(r.outcome()))
                    .count();
        }

        private static long slice(Duration at) {
            return Math.floorDiv(at.toNanos(), seconds(SLICE).toNanos());
        }
    }

    @Provide
    Arbitrary<List<ProbeResult>> inOrder() {
        Arbitrary<Double> gap = Arbitraries.doubles().between(0, 40);
        Arbitrary<Double> latency = Arbitraries.doubles().between(0.0001, 12).ofScale(4);
        Arbitrary<Outcome> outcome = Arbitraries.of(Outcome.class);
        return Combinators.combine(gap, latency, outcome)
                .as((g, l, o) -> new Object[] {g, l, o})
                .list()
                .ofMinSize(1)
                .ofMaxSize(120)
                .map(parts -> {
                    List<ProbeResult> results = new ArrayList<>();
                    double at = 0;
                    for (Object[] part : parts) {
                        at += (Double) part[0];
                        results.add(result(TARGET, (Outcome) part[2], (Double) part[1], at));
                    }
                    return results;
                });
    }

    @Property(tries = 2000)
    void ratiosAreThoseOfAWindowThatKeepsEverything(
            @ForAll("inOrder") List<ProbeResult> results, @ForAll boolean short_) {
        double over = short_ ? 60 : 200;
        NaiveWindow naive = new NaiveWindow();
        Window window = Window.empty(HORIZON);
        for (ProbeResult result : results) {
            naive.add(result);
            window = window.plus(result);
        }
        Duration now = results.get(results.size() - 1).at();
        long late = naive.count(now, over, o -> o == Outcome.LATE);
        long failed = Math.max(0, naive.count(now, over, o -> o.meaning() == Outcome.Meaning.FAILED) - late);
        long alive = naive.count(
                now, over, o -> o.meaning() == Outcome.Meaning.ALIVE || o.meaning() == Outcome.Meaning.IMPAIRED);
        long lost = naive.count(now, over, Outcome::lost);
        if (failed + alive < Thresholds.MIN_SAMPLES) {
            assertTrue(Double.isNaN(window.errorRatio(seconds(over), now)));
        } else {
            assertEquals((double) failed / (failed + alive), window.errorRatio(seconds(over), now), 1e-12);
            long counted = lost < Thresholds.MIN_BAD ? 0 : lost;
            assertEquals((double) counted / (failed + alive), window.lossRatio(seconds(over), now), 1e-12);
        }
    }

    @Property(tries = 1000)
    void streaksAreThoseOfTheNewestResults(@ForAll("inOrder") List<ProbeResult> results) {
        Window window = Window.empty(HORIZON);
        for (ProbeResult result : results) {
            window = window.plus(result);
        }
        int failures = 0;
        for (int i = results.size() - 1; i >= 0 && results.get(i).outcome().meaning() == Outcome.Meaning.FAILED; i--) {
            failures++;
        }
        assertEquals(failures, window.failures());
        assertEquals(failures == 0, window.failingSince() == null);
        if (failures > 0) {
            assertEquals(results.get(results.size() - failures).at(), window.failingSince());
        }
    }

    @Property(tries = 1000)
    void theQuantileLiesInTheBucketOfTheTrueOne(@ForAll("inOrder") List<ProbeResult> results) {
        Window window = Window.empty(HORIZON);
        List<Double> latencies = new ArrayList<>();
        Duration now = results.get(results.size() - 1).at();
        NaiveWindow naive = new NaiveWindow();
        for (ProbeResult result : results) {
            window = window.plus(result);
            naive.add(result);
        }
        for (ProbeResult result : results) {
            boolean answered = result.outcome().meaning() == Outcome.Meaning.ALIVE
                    || result.outcome().meaning() == Outcome.Meaning.IMPAIRED;
            long newest = NaiveWindow.slice(now);
            if (answered && NaiveWindow.slice(result.at()) > newest - Window.SLICES) {
                latencies.add(result.latency().toNanos() / 1e9);
            }
        }
        double p99 = window.latency(0.99, HORIZON, 0, now);
        if (latencies.size() < Thresholds.MIN_SAMPLES) {
            assertTrue(Double.isNaN(p99));
            return;
        }
        latencies.sort(null);
        double rank = Math.min(0.99 * latencies.size(), latencies.size() - (Thresholds.MIN_BAD - 1));
        double exact = latencies.get((int) Math.ceil(rank) - 1);
        int bucket = LatencyBuckets.index(seconds(exact));
        double[] bounds = LatencyBuckets.seconds();
        double low = bucket == 0 ? 0 : bounds[Math.min(bucket, bounds.length) - 1];
        double high = bounds[Math.min(bucket, bounds.length - 1)];
        assertTrue(p99 >= low - 1e-9 && p99 <= high + 1e-9, p99 + " not in " + low + ".." + high);
    }

    @Property(tries = 500)
    void lateResultsCountInTheRatiosButNotInTheStreak(@ForAll("inOrder") List<ProbeResult> results) {
        Window window = Window.empty(HORIZON);
        for (ProbeResult result : results) {
            window = window.plus(result);
        }
        Duration newest = results.get(results.size() - 1).at();
        Window later = window.plus(result(Outcome.REFUSED, newest.toNanos() / 1e9 - 0.5));
        assertEquals(window.failures(), later.failures());
        assertEquals(window.successes(), later.successes());
        assertEquals(window.last(), later.last());
    }

    @Property(tries = 2000)
    void latencyIsThatOfAWindowThatKeepsEverything(
            @ForAll("inOrder") List<ProbeResult> results,
            @ForAll @net.jqwik.api.constraints.DoubleRange(min = 1, max = 200) double over,
            @ForAll @net.jqwik.api.constraints.DoubleRange(min = 0, max = 250) double later) {
        Window window = Window.empty(HORIZON);
        for (ProbeResult result : results) {
            window = window.plus(result);
        }
        Duration now = results.get(results.size() - 1).at().plus(seconds(later));
        long newest = NaiveWindow.slice(results.get(results.size() - 1).at());
        long first = Math.max(NaiveWindow.slice(now.minus(seconds(over))) + 1, newest - Window.SLICES + 1);
        int[] counts = new int[LatencyBuckets.COUNT];
        int answers = 0;
        for (ProbeResult result : results) {
            if (NaiveWindow.slice(result.at()) >= first && Slice.timed(result)) {
                counts[LatencyBuckets.index(result.latency())]++;
                answers++;
            }
        }
        double expected = answers < Thresholds.MIN_SAMPLES
                ? Double.NaN
                : LatencyBuckets.quantile(0.9, counts, Thresholds.MIN_BAD - 1);
        assertEquals(expected, window.latency(0.9, seconds(over), 0, now));
    }
}
