package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.World;

/** What an instance may no longer do whose judge hangs while the rest of it goes on. */
final class StuckRules {
    private static final long SLACK = 1_000;

    private final World world;
    private final Rules rules;

    StuckRules(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    void published(Instance by) {
        long limit = world.scenario.judgedWithin();
        if (by.stuckFor() > limit) {
            aStuckJudgeSaysUnknown(by);
        }
        long paused = by.pauseSince(world.time.now() - SLACK);
        if (by.stuckFor() > limit + world.scenario.lease().retry() + paused + SLACK) {
            aStuckJudgeKeepsNoLease(by);
        }
    }

    private void aStuckJudgeSaysUnknown(Instance by) {
        by.status().verdicts().values().stream()
                .filter(v -> v.verdict() != Verdict.UNKNOWN)
                .forEach(v -> rules.broken(
                        "aStuckJudgeSaysUnknown",
                        "%s calls %s %s after %d ms",
                        by,
                        v.region(),
                        v.verdict(),
                        by.stuckFor()));
    }

    private void aStuckJudgeKeepsNoLease(Instance by) {
        if (by.knows().leads()) {
            rules.broken("aStuckJudgeKeepsNoLease", "%s still leads after %d ms", by, by.stuckFor());
        }
    }
}
