package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.TargetVerdict;
import dev.temporalfailover.failover.verdict.Thresholds;
import java.time.Duration;

/** One policy's verdict on one target, judged from the window that all policies share. */
final class TargetJudge {
    private final TargetWindow window;
    private final Runnable changed;
    private Thresholds thresholds;
    private TargetVerdict verdict = TargetVerdict.NO_DATA;
    /** Without a new result the verdict needs no new look before this. */
    private Duration stands = Duration.ZERO;

    /** @param changed is run when the verdict has changed */
    TargetJudge(TargetWindow window, Thresholds thresholds, Runnable changed) {
        this.window = window;
        this.thresholds = thresholds.withStaleAfter(window.staleAfter());
        this.changed = changed;
    }

    TargetWindow window() {
        return window;
    }

    TargetVerdict verdict() {
        return verdict;
    }

    /** True if time alone, or another silence that is allowed, may have changed the verdict. */
    boolean due(Duration now) {
        return now.compareTo(stands) >= 0 || !thresholds.staleAfter().equals(window.staleAfter());
    }

    /** Judges the window as it is now. True if the verdict changed. */
    boolean judge(Duration now) {
        if (!thresholds.staleAfter().equals(window.staleAfter())) {
            thresholds = thresholds.withStaleAfter(window.staleAfter());
        }
        TargetVerdict before = verdict;
        verdict = Judge.judge(before, window.window(), thresholds, now);
        stands = Judge.stands(window.window(), thresholds, now);
        if (verdict.verdict() == before.verdict()) {
            return false;
        }
        changed.run();
        return true;
    }
}
