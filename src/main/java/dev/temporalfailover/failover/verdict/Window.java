package dev.temporalfailover.failover.verdict;

import java.time.Duration;
import java.util.Arrays;

/**
 * What is remembered of one target: streaks, and a ring of {@link #SLICES} time slices. Immutable and of constant size;
 * {@link #plus} returns the next one. Results older than the newest slice's horizon, or out of order, count where they belong.
 */
public final class Window {
    static final int SLICES = 20;

    private final long sliceNanos;
    private final long newest;
    private final Slice[] ring;
    /** Latency counts of the whole ring, so that a judgement need not add up its slices. */
    private final int[] latency;

    private final int failures;
    private final int successes;
    /** What the failure at the end of the streak ended, in case it is taken back. */
    private final int spoiled;

    private final int impaired;
    private final int unclear;
    private final ProbeResult last;
    private final Duration failingSince;

    private Window(
            long sliceNanos,
            long newest,
            Slice[] ring,
            int[] latency,
            int failures,
            int successes,
            int spoiled,
            int impaired,
            int unclear,
            ProbeResult last,
            Duration failingSince) {
        this.sliceNanos = sliceNanos;
        this.newest = newest;
        this.ring = ring;
        this.latency = latency;
        this.failures = failures;
        this.successes = successes;
        this.spoiled = spoiled;
        this.impaired = impaired;
        this.unclear = unclear;
        this.last = last;
        this.failingSince = failingSince;
    }

    /** An empty window that remembers {@code horizon}. */
    public static Window empty(Duration horizon) {
        Slice[] ring = new Slice[SLICES];
        Arrays.fill(ring, Slice.EMPTY);
        int[] latency = new int[LatencyBuckets.COUNT];
        return new Window(
                Math.max(1, horizon.toNanos() / SLICES), Long.MIN_VALUE, ring, latency, 0, 0, 0, 0, 0, null, null);
    }

    /** This window and one more result. */
    public Window plus(ProbeResult result) {
        long slice = Math.floorDiv(result.at().toNanos(), sliceNanos);
        Slice[] next = ring.clone();
        int[] sum = latency.clone();
        long head = newest;
        if (newest == Long.MIN_VALUE || slice > newest) {
            long from = newest == Long.MIN_VALUE ? slice : Math.max(newest + 1, slice - SLICES + 1);
            for (long i = from; i <= slice; i++) {
                next[at(i)].addLatencyTo(sum, -1);
                next[at(i)] = Slice.EMPTY;
            }
            head = slice;
        }
        if (slice > head - SLICES) {
            next[at(slice)] = next[at(slice)].plus(result);
            if (Slice.timed(result)) {
                sum[LatencyBuckets.index(result.latency())]++;
            }
        }
        if (last != null && result.at().compareTo(last.at()) < 0) {
            // Out of order: it counts in the ratios, but a streak is about the newest answers.
            return new Window(
                    sliceNanos, head, next, sum, failures, successes, spoiled, impaired, unclear, last, failingSince);
        }
        Outcome.Meaning meaning = result.outcome().meaning();
        boolean failed = meaning == Outcome.Meaning.FAILED;
        int streak = result.outcome() == Outcome.LATE ? spoiled : successes;
        return new Window(
                sliceNanos,
                head,
                next,
                sum,
                failed ? failures + 1 : 0,
                meaning == Outcome.Meaning.ALIVE || meaning == Outcome.Meaning.IMPAIRED ? streak + 1 : 0,
                failed ? successes : 0,
                meaning == Outcome.Meaning.IMPAIRED
                        ? impaired + 1
                        : result.outcome().lost() ? impaired : 0,
                meaning == Outcome.Meaning.UNCLEAR ? unclear + 1 : 0,
                result,
                failed ? (failingSince == null ? result.at() : failingSince) : null);
    }

    /** Consecutive failures up to the newest result. */
    public int failures() {
        return failures;
    }

    /** Consecutive answers up to the newest result. */
    public int successes() {
        return successes;
    }

    /**
     * Overload and late answers since the last good one. What was lost in between, as each late one was at first, ends no
     * streak.
     */
    public int impaired() {
        return impaired;
    }

    /** Consecutive results that say nothing about the target. */
    public int unclear() {
        return unclear;
    }

    /** The newest result, or null before the first. */
    public ProbeResult last() {
        return last;
    }

    /** When the present streak of failures began, or null. */
    public Duration failingSince() {
        return failingSince;
    }

    /**
     * Failed / (alive + failed) over the time before {@code now}, without what a late answer has taken back; NaN below
     * {@link Thresholds#MIN_SAMPLES}.
     */
    public double errorRatio(Duration over, Duration now) {
        long failed = failed(over, now);
        return ratio(failed, alive(over, now) + failed);
    }

    /** Failures over the time before {@code now}, without what a late answer has taken back. */
    long failed(Duration over, Duration now) {
        long failed = 0;
        for (long left = slices(over, now), i = at(newest); left > 0; left--, i = before(i)) {
            failed += ring[(int) i].failed;
        }
        return Math.max(0, failed);
    }

    /** Answers over the time before {@code now}. */
    long alive(Duration over, Duration now) {
        long alive = 0;
        for (long left = slices(over, now), i = at(newest); left > 0; left--, i = before(i)) {
            alive += ring[(int) i].alive;
        }
        return alive;
    }

    /**
     * Probes without an answer in time / all that say something, over the time before {@code now}; NaN with few samples, 0 below
     * {@link Thresholds#MIN_BAD} lost ones.
     */
    public double lossRatio(Duration over, Duration now) {
        long lost = 0;
        long failed = 0;
        long alive = 0;
        for (long left = slices(over, now), i = at(newest); left > 0; left--, i = before(i)) {
            Slice slice = ring[(int) i];
            lost += slice.lost;
            failed += slice.failed;
            alive += slice.alive;
        }
        return ratio(lost < Thresholds.MIN_BAD ? 0 : lost, alive + Math.max(0, failed));
    }

    /**
     * Latency quantile in seconds of the answers over the time before {@code now}; NaN with few samples. The slowest
     * answers below {@link Thresholds#MIN_BAD} are left out: p99 of sixty would be the slowest one.
     *
     * @param distance as much of it as the fastest answer took is the way there and is not counted, up to this; seconds
     */
    public double latency(double quantile, Duration over, double distance, Duration now) {
        long wanted = slices(over, now);
        int[] sum = latency;
        if (wanted < SLICES && wanted > 0) {
            // The oldest slices are the ones after the newest in the ring.
            sum = latency.clone();
            for (long left = SLICES - wanted, i = after(at(newest)); left > 0; left--, i = after(i)) {
                ring[(int) i].addLatencyTo(sum, -1);
            }
        }
        long alive = 0;
        for (int count : sum) {
            alive += count;
        }
        if (wanted == 0 || alive < Thresholds.MIN_SAMPLES) {
            return Double.NaN;
        }
        double way = distance > 0 ? Math.min(distance, LatencyBuckets.fastest(sum)) : 0;
        return Math.max(0, LatencyBuckets.quantile(quantile, sum, Thresholds.MIN_BAD - 1) - way);
    }

    /** When, after {@code now}, the passing of time alone changes what is counted of the time {@code over} before it. */
    long changesNanos(Duration over, Duration now) {
        long spared = over.toNanos();
        return (Math.floorDiv(now.toNanos() - spared, sliceNanos) + 1) * sliceNanos + spared;
    }

    private static double ratio(long part, long all) {
        return all < Thresholds.MIN_SAMPLES ? Double.NaN : (double) part / all;
    }

    /** How many slices, back from the newest, are of the time {@code over} before {@code now}. */
    private long slices(Duration over, Duration now) {
        if (newest == Long.MIN_VALUE) {
            return 0;
        }
        long first = Math.floorDiv(now.toNanos() - over.toNanos(), sliceNanos) + 1;
        return Math.max(0, Math.min(SLICES, newest - first + 1));
    }

    private static long before(long index) {
        return index == 0 ? SLICES - 1 : index - 1;
    }

    private static long after(long index) {
        return index == SLICES - 1 ? 0 : index + 1;
    }

    private static int at(long slice) {
        return (int) Math.floorMod(slice, (long) SLICES);
    }
}
