package dev.temporalfailover.failover;

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
    private final int failures;
    private final int successes;
    private final int impaired;
    private final int unclear;
    private final ProbeResult last;
    private final Duration failingSince;

    private Window(
            long sliceNanos,
            long newest,
            Slice[] ring,
            int failures,
            int successes,
            int impaired,
            int unclear,
            ProbeResult last,
            Duration failingSince) {
        this.sliceNanos = sliceNanos;
        this.newest = newest;
        this.ring = ring;
        this.failures = failures;
        this.successes = successes;
        this.impaired = impaired;
        this.unclear = unclear;
        this.last = last;
        this.failingSince = failingSince;
    }

    /** An empty window that remembers {@code horizon}. */
    public static Window empty(Duration horizon) {
        Slice[] ring = new Slice[SLICES];
        Arrays.fill(ring, Slice.EMPTY);
        return new Window(Math.max(1, horizon.toNanos() / SLICES), Long.MIN_VALUE, ring, 0, 0, 0, 0, null, null);
    }

    /** This window and one more result. */
    public Window plus(ProbeResult result) {
        long slice = Math.floorDiv(result.at().toNanos(), sliceNanos);
        Slice[] next = ring.clone();
        long head = newest;
        if (newest == Long.MIN_VALUE || slice > newest) {
            long from = newest == Long.MIN_VALUE ? slice : Math.max(newest + 1, slice - SLICES + 1);
            for (long i = from; i <= slice; i++) {
                next[at(i)] = Slice.EMPTY;
            }
            head = slice;
        }
        if (slice > head - SLICES) {
            next[at(slice)] = next[at(slice)].plus(result);
        }
        if (last != null && result.at().compareTo(last.at()) < 0) {
            // Late: it counts in the ratios, but a streak is about the newest answers.
            return new Window(sliceNanos, head, next, failures, successes, impaired, unclear, last, failingSince);
        }
        Outcome.Meaning meaning = result.outcome().meaning();
        boolean failed = meaning == Outcome.Meaning.FAILED;
        return new Window(
                sliceNanos,
                head,
                next,
                failed ? failures + 1 : 0,
                meaning == Outcome.Meaning.ALIVE || meaning == Outcome.Meaning.IMPAIRED ? successes + 1 : 0,
                meaning == Outcome.Meaning.IMPAIRED ? impaired + 1 : 0,
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

    /** Consecutive overload answers up to the newest result. */
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

    /** Failed / (alive + failed) over the time before {@code now}; NaN below {@link Thresholds#MIN_SAMPLES}. */
    public double errorRatio(Duration over, Duration now) {
        long failed = 0;
        long alive = 0;
        for (long i = oldest(over, now); i <= newest; i++) {
            failed += ring[at(i)].failed;
            alive += ring[at(i)].alive;
        }
        return ratio(failed, alive + failed);
    }

    /**
     * Probes without any answer / all that say something, over the time before {@code now}; NaN with few samples, 0 below
     * {@link Thresholds#MIN_BAD} lost ones.
     */
    public double lossRatio(Duration over, Duration now) {
        long lost = 0;
        long all = 0;
        for (long i = oldest(over, now); i <= newest; i++) {
            lost += ring[at(i)].lost;
            all += ring[at(i)].alive + ring[at(i)].failed;
        }
        return ratio(lost < Thresholds.MIN_BAD ? 0 : lost, all);
    }

    /**
     * Latency quantile in seconds of the answers over the time before {@code now}; NaN with few samples. The slowest
     * answers below {@link Thresholds#MIN_BAD} are left out: p99 of sixty would be the slowest one.
     */
    public double latency(double quantile, Duration over, Duration now) {
        int[] sum = new int[LatencyBuckets.COUNT];
        long alive = 0;
        for (long i = oldest(over, now); i <= newest; i++) {
            Slice slice = ring[at(i)];
            if (slice.alive > 0) {
                alive += slice.alive;
                slice.addLatencyTo(sum);
            }
        }
        return alive < Thresholds.MIN_SAMPLES
                ? Double.NaN
                : LatencyBuckets.quantile(quantile, sum, Thresholds.MIN_BAD - 1);
    }

    private static double ratio(long part, long all) {
        return all < Thresholds.MIN_SAMPLES ? Double.NaN : (double) part / all;
    }

    private long oldest(Duration over, Duration now) {
        if (newest == Long.MIN_VALUE) {
            return Long.MAX_VALUE;
        }
        long first = Math.floorDiv(now.minus(over).toNanos(), sliceNanos) + 1;
        return Math.max(first, newest - SLICES + 1);
    }

    private int at(long slice) {
        return (int) Math.floorMod(slice, (long) SLICES);
    }
}
