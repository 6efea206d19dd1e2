package dev.temporalfailover.failover.verdict;

/**
 * The verdict of one target with its reason and the state of its signals, which the next judgement needs for hysteresis.
 *
 * @param why one line with values, for example {@code 2 consecutive failures (refused), threshold 2}
 * @param signals which signals are tripped
 */
public record TargetVerdict(Verdict verdict, String why, Signals signals) {

    /** Tripped signals; a tripped signal clears only at its recover value. */
    public record Signals(boolean down, boolean errors, boolean loss, boolean latency) {
        static final Signals NONE = new Signals(false, false, false, false);
    }

    /** Before the first result. */
    public static final TargetVerdict NO_DATA = new TargetVerdict(Verdict.UNKNOWN, "no data yet", Signals.NONE);
}
