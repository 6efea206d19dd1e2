package dev.temporalfailover.failover.verdict;

import java.time.Duration;

/**
 * When a target is DOWN or DEGRADED. Each signal has its own fail and recover value.
 *
 * @param failAfter consecutive failures until DOWN (the network document's {@code failover_threshold})
 * @param recoverAfter consecutive good answers until HEALTHY again
 * @param errorRatio failed / (alive + failed); trips DOWN, from {@link #MIN_SAMPLES} samples on
 * @param lossRatio probes without any answer / all; trips DEGRADED
 * @param latency seconds at {@link #latencyQuantile}; trips DEGRADED
 * @param latencyQuantile for example 0.99
 * @param poolUtilization active / maximum of a connection pool, held for the whole time; trips DEGRADED
 * @param connections open connections, held for the whole time; trips DEGRADED
 * @param staleAfter no result for this long is UNKNOWN; as configured the least, see {@link #silentFor}
 * @param abroad true for a target in another region than the observer's. Its answers contain the way there and back, so that
 *     the latency limit is for what they take beyond the fastest one, and slowness is said but degrades nothing
 */
public record Thresholds(
        int failAfter,
        int recoverAfter,
        Limit errorRatio,
        Limit lossRatio,
        Limit latency,
        double latencyQuantile,
        Limit poolUtilization,
        Limit connections,
        Duration staleAfter,
        boolean abroad) {

    /** The way to another region and back takes less than this, seconds: half around the earth in fibre is 0.2. */
    public static final double FARTHEST = 0.3;

    /** A ratio over fewer samples than this says nothing. */
    public static final int MIN_SAMPLES = 10;

    /** So many lost or slow probes at least make a loss or latency signal: one of twenty is 5 % and yet an accident. */
    public static final int MIN_BAD = 3;

    /** For a target in the observer's own region. */
    public Thresholds(
            int failAfter,
            int recoverAfter,
            Limit errorRatio,
            Limit lossRatio,
            Limit latency,
            double latencyQuantile,
            Limit poolUtilization,
            Limit connections,
            Duration staleAfter) {
        this(
                failAfter,
                recoverAfter,
                errorRatio,
                lossRatio,
                latency,
                latencyQuantile,
                poolUtilization,
                connections,
                staleAfter,
                false);
    }

    /**
     * The same thresholds for a target that may be silent for so long by how often it is asked, never less than configured, at
     * home or abroad.
     */
    public Thresholds silentFor(Duration d, boolean elsewhere) {
        Duration silence = d.compareTo(staleAfter) > 0 ? d : staleAfter;
        return new Thresholds(
                failAfter,
                recoverAfter,
                errorRatio,
                lossRatio,
                latency,
                latencyQuantile,
                poolUtilization,
                connections,
                silence,
                elsewhere);
    }

    /** The longest time that a window must remember. */
    public Duration horizon() {
        Duration longest = errorRatio.over();
        for (Limit limit : new Limit[] {lossRatio, latency}) {
            if (limit.over().compareTo(longest) > 0) {
                longest = limit.over();
            }
        }
        return longest;
    }
}
