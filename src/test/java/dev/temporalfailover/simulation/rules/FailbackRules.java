package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.world.World;
import dev.temporalfailover.simulation.world.Zone;
import java.util.Map;

/** Traffic returns to a preferred region only as the policy says: when, in which steps, and all of it back if it fails. */
final class FailbackRules {
    private final World world;
    private final Rules rules;

    FailbackRules(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    void sent(Zone.Sent batch, String reason) {
        switch (reason) {
            case "failback" -> failbackOnlyByItsPolicy(batch);
            case "requested" -> aRequestedFailbackTakesTheSameSteps(batch);
            case "rolled_back" -> onlyWhatFailsIsTakenBack(batch);
            default -> {
                // All at once.
            }
        }
    }

    void committed(Zone.Commit c) {
        EpochRecord before = c.before().epoch().orElseThrow();
        boolean counts = c.after().switches().size() > before.switches().size()
                || !c.after().switches().isEmpty() && !last(c.after()).equals(last(before));
        boolean stays = c.after().active().equals(before.active())
                && c.after().weights().equals(world.scenario.policy().weightsFor(before.active()));
        if (stays && counts) {
            rules.broken("takingBackIsNoSwitch", "%s after %s", c.after(), before);
        }
    }

    private static Object last(EpochRecord record) {
        return record.switches().isEmpty()
                ? "none"
                : record.switches().get(record.switches().size() - 1);
    }

    private void failbackOnlyByItsPolicy(Zone.Sent s) {
        FailbackPolicy way = world.scenario.policy().failback();
        // What rests on an older record is refused anyhow.
        boolean latest = s.read().equals(world.zone.content());
        long sinceChange = world.time.now() - world.zone.lastCommit();
        String wrong = !world.scenario.policy().isBack(s.left(), s.target())
                ? "no failback"
                : !s.firstStep()
                        ? latest && sinceChange < way.stepInterval().toMillis() ? "too soon after the last step" : ""
                        : !way.automatic()
                                ? "nobody asked"
                                : s.view().heldFor().get(s.target())
                                                < way.stableFor().toMillis()
                                        ? "not stable"
                                        : "";
        if (!wrong.isEmpty()) {
            rules.broken("failbackOnlyByItsPolicy", "%s sends %s: %s", s.writer(), s.step(), wrong);
        }
        stepsInOrder(s);
    }

    private void aRequestedFailbackTakesTheSameSteps(Zone.Sent s) {
        boolean gone = s.view().verdicts().get(s.left()).verdict() == Verdict.DOWN;
        if (world.scenario.policy().isBack(s.left(), s.target()) && !gone) {
            stepsInOrder(s);
        }
    }

    private void stepsInOrder(Zone.Sent s) {
        FailoverPolicy policy = world.scenario.policy();
        int has = s.read().weights().getOrDefault(s.target(), 0);
        Map<String, Integer> next = policy.failback().steps().stream()
                .map(share -> policy.weightsDuring(s.left(), s.target(), share))
                .filter(step -> step.get(s.target()) > has)
                .findFirst()
                .orElseThrow();
        if (!s.step().after().equals(next)) {
            rules.broken("stepsInOrder", "%s sends %s, not %s", s.writer(), s.step(), next);
        }
    }

    private void onlyWhatFailsIsTakenBack(Zone.Sent s) {
        String home = s.left();
        Verdict other = s.view().verdicts().get(World.other(home)).verdict();
        boolean sound = s.step().record().active().equals(home)
                && s.step().after().equals(world.scenario.policy().weightsFor(home))
                && (other == Verdict.DOWN || other == Verdict.DEGRADED);
        if (!sound) {
            rules.broken("onlyWhatFailsIsTakenBack", "%s sends %s, %s is %s", s.writer(), s.step(), other, s.view());
        }
    }
}
