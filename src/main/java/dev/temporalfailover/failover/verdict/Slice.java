package dev.temporalfailover.failover.verdict;

/** Counts of one slice of time of a {@link Window}. Immutable. */
final class Slice {
    static final Slice EMPTY = new Slice(0, 0, 0, 0, new int[LatencyBuckets.COUNT]);

    final int alive;
    final int failed;
    final int lost;
    final int unclear;
    private final int[] latency;

    private Slice(int alive, int failed, int lost, int unclear, int[] latency) {
        this.alive = alive;
        this.failed = failed;
        this.lost = lost;
        this.unclear = unclear;
        this.latency = latency;
    }

    Slice plus(ProbeResult result) {
        Outcome outcome = result.outcome();
        int lostNow = lost + (outcome.lost() ? 1 : 0);
        return switch (outcome.meaning()) {
            case ALIVE, IMPAIRED -> {
                int[] counted = latency;
                if (timed(result)) {
                    counted = latency.clone();
                    counted[LatencyBuckets.index(result.latency())]++;
                }
                // Below zero where the slice before has the failure that is taken back.
                int failedNow = outcome == Outcome.LATE ? failed - 1 : failed;
                yield new Slice(alive + 1, failedNow, lostNow, unclear, counted);
            }
            case FAILED -> new Slice(alive, failed + 1, lostNow, unclear, latency);
            case UNCLEAR -> new Slice(alive, failed, lostNow, unclear + 1, latency);
        };
    }

    /**
     * Whether the result counts among the latencies. A cold connect takes two or three round trips by its nature: to another
     * region that is above a limit for calls, however well that region is.
     */
    static boolean timed(ProbeResult result) {
        Outcome.Meaning meaning = result.outcome().meaning();
        boolean answered = meaning == Outcome.Meaning.ALIVE || meaning == Outcome.Meaning.IMPAIRED;
        return answered && result.target().check() != Check.COLD_CONNECT;
    }

    /** Adds this slice's latency counts, so many times each. */
    void addLatencyTo(int[] sum, int times) {
        if (alive == 0) {
            return;
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += times * latency[i];
        }
    }
}
