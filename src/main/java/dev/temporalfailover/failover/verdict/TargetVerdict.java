package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;

/**
 * The verdict of one target with its reason and the state of its signals, which the next judgement needs for hysteresis.
 *
 * @param why one line with values, for example {@code 2 consecutive failures (refused), threshold 2}
 * @param signals which signals are tripped
 */
public record TargetVerdict(Verdict verdict, String why, Signals signals) {

    /**
     * Tripped signals; a tripped signal clears only at its recover value.
     *
     * @param outage what the last outage left behind
     */
    public record Signals(boolean down, boolean errors, boolean loss, boolean latency, Outage outage) {
        static final Signals NONE = new Signals(false, false, false, false, Outage.NONE);

        /** Nothing is tripped, but an outage may go on. */
        Signals unclear() {
            return new Signals(false, false, false, false, outage);
        }
    }

    /** Before the first result. */
    public static final TargetVerdict NO_DATA = new TargetVerdict(Verdict.UNKNOWN, "no data yet", Signals.NONE);

    /**
     * What an outage of a target leaves behind. The ratios are there for failures among answers; the failures of one outage
     * that came suddenly and is over say nothing of what it does since. So what was before the recovery is forgotten,
     * once: an outage that came among other failures, the second within the time that the ratio looks back for example,
     * counts in full.
     *
     * @param sudden the target is DOWN, or was when last known, by a run of failures that came out of good answers
     * @param over when the last such outage was over, {@link Moment#steady()}; what was before counts no more. Null if all
     *     counts
     * @param strict what is forgotten had tripped the error ratio. Until it would have left the window anyway, a second
     *     failure or another outage trips it again, where the ratio would not have cleared
     */
    public record Outage(boolean sudden, Duration over, boolean strict) {
        static final Outage NONE = new Outage(false, null, false);

        /** More than one: a single failure after a recovery is an accident. */
        private static final int AGAIN = 2;

        /** The state after the newest result, given the verdict before it and whether it is now DOWN by its streak. */
        Outage next(TargetVerdict before, boolean down, Window window, Thresholds t, Duration now) {
            if (sudden) {
                boolean tripped = before.signals().errors();
                boolean worth = tripped || before.signals().loss();
                return down || window.successes() < t.recoverAfter()
                        ? this
                        : worth ? new Outage(false, window.last().at(), tripped) : NONE;
            }
            if (!down || before.signals().down() || window.failures() < t.failAfter()) {
                return this;
            }
            return !lately(t, now) && cameSuddenly(window, t, now) ? new Outage(true, over, strict) : NONE;
        }

        /** True if what tripped the ratio was forgotten, and would not have left the window yet: that is done once. */
        private boolean lately(Thresholds t, Duration now) {
            return strict
                    && over != null
                    && now.minus(over).compareTo(t.errorRatio().over()) < 0;
        }

        /** Without the present run of failures the ratio would be one that clears. */
        private static boolean cameSuddenly(Window window, Thresholds t, Duration now) {
            Duration back = t.errorRatio().over();
            double others = Math.max(0, window.failed(back, now) - window.failures());
            return others == 0
                    || others / (others + window.alive(back, now))
                            < t.errorRatio().recover();
        }

        /** True in the moment of a recovery after which what was before it counts no more. */
        boolean forgets(Outage was) {
            return over != null && !over.equals(was.over);
        }

        /** How far back a signal looks that would look back for {@code span}. */
        Duration back(Duration span, Duration now) {
            return over == null || now.minus(over).compareTo(span) >= 0 ? span : now.minus(over);
        }

        /** True if what was forgotten counts again: more failures came before it would have left the window. */
        boolean again(Window window, Thresholds t, Duration now) {
            if (!lately(t, now) || window.failures() == 0) {
                return false;
            }
            Duration back = t.errorRatio().over();
            double failed = window.failed(back(back, now), now);
            return window.failures() >= t.failAfter()
                    || failed >= AGAIN
                            && failed / (failed + window.alive(back(back, now), now))
                                    >= t.errorRatio().recover();
        }
    }
}
