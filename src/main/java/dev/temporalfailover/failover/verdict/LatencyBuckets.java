package dev.temporalfailover.failover.verdict;

import java.time.Duration;
import java.util.Arrays;

/** Upper bounds of the latency histogram, 0.2 ms to 10 s; the seed's 100 ms is one of them, so it is exact there. */
public final class LatencyBuckets {
    private static final double[] SECONDS = {
        0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5,
        10
    };
    private static final long[] NANOS =
            Arrays.stream(SECONDS).mapToLong(s -> Math.round(s * 1e9)).toArray();

    /** Bounds plus one bucket for what is longer. */
    static final int COUNT = SECONDS.length + 1;

    private LatencyBuckets() {}

    /** The bounds in seconds, ascending; a copy. */
    public static double[] seconds() {
        return SECONDS.clone();
    }

    static int index(Duration latency) {
        int found = Arrays.binarySearch(NANOS, latency.toNanos());
        return found >= 0 ? found : -found - 1;
    }

    /** The upper bound in seconds of the fastest answer's bucket; 0 without samples. */
    static double fastest(int[] counts) {
        for (int i = 0; i < SECONDS.length; i++) {
            if (counts[i] > 0) {
                return SECONDS[i];
            }
        }
        return counts[SECONDS.length] > 0 ? SECONDS[SECONDS.length - 1] : 0;
    }

    /**
     * The quantile in seconds by linear interpolation inside its bucket, as Prometheus' histogram_quantile does; NaN
     * without samples, the last bound where the quantile lies beyond it. The rank stays below the {@code spared} slowest.
     */
    static double quantile(double q, int[] counts, int spared) {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        if (total == 0) {
            return Double.NaN;
        }
        double rank = Math.min(q * total, Math.max(1, total - spared));
        long seen = 0;
        for (int i = 0; i < SECONDS.length; i++) {
            if (seen + counts[i] >= rank && counts[i] > 0) {
                double low = i == 0 ? 0 : SECONDS[i - 1];
                return low + (SECONDS[i] - low) * Math.max(0, rank - seen) / counts[i];
            }
            seen += counts[i];
        }
        return SECONDS[SECONDS.length - 1];
    }
}
