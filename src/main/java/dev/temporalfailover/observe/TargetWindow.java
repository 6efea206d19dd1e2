package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One target's window, kept once however many policies judge it, and how long the target may be silent before it is
 * UNKNOWN.
 */
final class TargetWindow {
    private final List<TargetJudge> judges = new ArrayList<>();
    private Window window;
    private Duration staleAfter;
    /** A shorter silence that is to be allowed from the next result on, and since when; null if none is. */
    private Duration shorter;

    private Duration shorterSince;

    /** @param horizon the longest time that any policy looks back */
    TargetWindow(Duration horizon, Duration staleAfter) {
        this.window = Window.empty(horizon);
        this.staleAfter = staleAfter;
    }

    /** One more policy judges this target. */
    void add(TargetJudge judge) {
        judges.add(judge);
    }

    Window window() {
        return window;
    }

    Duration staleAfter() {
        return staleAfter;
    }

    /** When the newest result came; {@code now} before the first. */
    Duration newest(Duration now) {
        return window.last() == null ? now : window.last().at();
    }

    /** Takes one result in and judges. True if a policy's verdict changed. */
    boolean accept(ProbeResult result, Duration now) {
        boolean changed = false;
        if (window.last() != null) {
            // While this process was paused nothing was judged: results from before a long silence prove nothing.
            changed = judgeDue(now);
        }
        window = window.plus(result);
        if (shorter != null) {
            allow(shorter);
        }
        for (TargetJudge judge : judges) {
            changed |= judge.judge(now);
        }
        return changed;
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
        boolean changed = false;
        for (TargetJudge judge : judges) {
            changed |= judge.due(now) && judge.judge(now);
        }
        return changed;
    }

    private void allow(Duration silence) {
        staleAfter = silence;
        shorter = null;
    }
}
