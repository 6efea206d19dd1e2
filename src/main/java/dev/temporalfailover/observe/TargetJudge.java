package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.RegionJudge.Judged;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.TargetVerdict;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.failover.verdict.Window;
import java.time.Duration;

/** One policy's verdict on one target, judged from the window that all policies share. */
final class TargetJudge {
    private final PolicyJudge policy;
    private Thresholds thresholds;
    private Judged judged;

    /** @param silence how long the target may be silent before it is UNKNOWN */
    TargetJudge(Target target, PolicyJudge policy, Duration silence) {
        this.policy = policy;
        this.thresholds = policy.thresholds(target.region(), silence);
        this.judged = new Judged(target, TargetVerdict.NO_DATA, Duration.ZERO, null);
    }

    /** The verdict with what it rests on; the same value until it is judged again. */
    Judged judged() {
        return judged;
    }

    /** How long the target may be silent before it is UNKNOWN. */
    Duration staleAfter() {
        return thresholds.staleAfter();
    }

    /** From now on the target may be silent for this long. */
    void allow(Duration silence) {
        thresholds = policy.thresholds(judged.target().region(), silence);
    }

    /** Judges a window that is not empty. True if the verdict changed. */
    boolean judge(Window window, Duration now) {
        TargetVerdict before = judged.verdict();
        TargetVerdict verdict = Judge.judge(before, window, thresholds, now);
        judged = new Judged(judged.target(), verdict, window.last().at(), window.failingSince());
        if (verdict.verdict() == before.verdict()) {
            return false;
        }
        policy.verdictChanged(judged.target());
        return true;
    }

    /** Without a new result the verdict needs no new look before this. */
    Duration stands(Window window, Duration now) {
        return Judge.stands(window, thresholds, now);
    }
}
