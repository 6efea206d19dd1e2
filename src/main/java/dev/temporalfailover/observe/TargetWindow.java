package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Window;
import java.time.Duration;
import java.util.Arrays;

/**
 * One target's window, kept once however many policies judge it, and how long the target may be silent before it is
 * UNKNOWN.
 */
final class TargetWindow {
    private TargetJudge[] judges = {};
    private Window window;
    private Duration staleAfter;
    /** A shorter silence that is to be allowed from the next result on, and since when; null if none is. */
    private Duration shorter;

    private Duration shorterSince;
    /** Without a new result no policy needs a new look before this, in nanoseconds of the steady clock. */
    private long stands;

    /** @param horizon the longest time that any policy looks back */
    TargetWindow(Duration horizon, Duration staleAfter) {
        this.window = Window.empty(horizon);
        this.staleAfter = staleAfter;
    }

    /** One more policy judges this target. */
    void add(TargetJudge judge) {
        judges = Arrays.copyOf(judges, judges.length + 1);
        judges[judges.length - 1] = judge;
    }

    Duration staleAfter() {
        return staleAfter;
    }

    /** Takes one result in and judges. True if a policy's verdict changed. */
    boolean accept(ProbeResult result, Duration now) {
        // While this process was paused nothing was judged: results from before a long silence prove nothing.
        boolean changed = window.last() != null && judgeDue(now);
        window = window.plus(result);
        if (shorter != null) {
            allow(shorter);
        }
        return judge(now) || changed;
    }

    /**
     * Follows a change of how often the target is asked, and judges again where time alone may have changed a verdict. What
     * was heard at the slower pace stands until the target can have been heard at the faster one.
     */
    void tick(Duration wanted, Duration now) {
        int order = wanted.compareTo(staleAfter);
        if (order >= 0) {
            shorter = null;
        } else if (!wanted.equals(shorter)) {
            shorterSince = shorter == null ? now : shorterSince;
            shorter = wanted;
        }
        if (order > 0 || shorter != null && now.minus(shorterSince).compareTo(shorter) > 0) {
            allow(wanted);
        }
        judgeDue(now);
    }

    private boolean judgeDue(Duration now) {
        return now.toNanos() >= stands && judge(now);
    }

    private boolean judge(Duration now) {
        boolean changed = false;
        stands = Long.MAX_VALUE;
        for (TargetJudge judge : judges) {
            changed |= judge.judge(window, now);
            stands = Math.min(stands, judge.stands(window, now).toNanos());
        }
        return changed;
    }

    private void allow(Duration silence) {
        staleAfter = silence;
        shorter = null;
        stands = Long.MIN_VALUE;
        for (TargetJudge judge : judges) {
            judge.allow(silence);
        }
    }
}
