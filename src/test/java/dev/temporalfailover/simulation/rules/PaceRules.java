package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.World;
import dev.temporalfailover.simulation.world.Zone;

/** How often and how soon a machine may move the traffic: hold-down, escape, velocity cap, quiet period. */
final class PaceRules {
    private final World world;
    private final Rules rules;

    PaceRules(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    void sent(Zone.Sent batch, String reason) {
        if (Rules.BY_OURSELVES.contains(reason) || reason.equals("failback")) {
            quietPeriodIsKept(batch);
        }
        if (reason.equals("escape")) {
            escapeHasItsConditions(batch);
        }
    }

    void committed(Zone.Commit commit) {
        oneAutomaticSwitchPerHoldDown(commit);
        velocityCapHolds(commit);
    }

    private void quietPeriodIsKept(Zone.Sent s) {
        if (s.view().ledFor() < world.scenario.policy().limits().quietPeriod().toMillis()) {
            rules.broken(
                    "quietPeriodIsKept",
                    "%s sends %s, %d ms after it began",
                    s.writer(),
                    s.step(),
                    s.view().ledFor());
        }
    }

    private void escapeHasItsConditions(Zone.Sent s) {
        long needed = world.scenario.policy().limits().escapeAfter().toMillis();
        for (String region : Scenario.REGIONS) {
            if (s.view().heldFor().get(region) < needed) {
                rules.broken(
                        "escapeHasItsConditions", "%s sends %s, %s held %s", s.writer(), s.step(), region, s.view());
            }
        }
    }

    /**
     * Truly automatic: our own decisions, the first step of a failback, and what an alert asked for, whatever the record
     * says.
     */
    private boolean automatic(Zone.Sent s) {
        String reason = s.step().record().reason();
        if (reason.equals("failback")) {
            return s.firstStep();
        }
        return Rules.BY_OURSELVES.contains(reason)
                || reason.equals("requested")
                        && !s.target().equals(s.left())
                        && rules.people
                                .last(s.writer().region, s.target(), s.at())
                                .filter(Intents.Request::automatic)
                                .isPresent();
    }

    /** The region that carried the rest of a failback's traffic died: what is left of it follows at once. */
    private static boolean completes(Zone.Commit c) {
        return c.after().reason().equals("active_down") && !c.sent().firstStep();
    }

    private void oneAutomaticSwitchPerHoldDown(Zone.Commit c) {
        if (!automatic(c.sent()) || c.after().reason().equals("escape") || completes(c)) {
            return;
        }
        for (Zone.Commit past : world.zone.history) {
            // Who did not see it appear knows only when it was sent; a batch may arrive late.
            boolean sawIt = c.sent().watched() <= past.at();
            long age = c.sent().at() - (sawIt ? past.at() : past.sent().at());
            boolean counts = past != c && automatic(past.sent());
            boolean late = past.at() - past.sent().at() > 1_000;
            // A late one appeared between two looks, and that is all that its time says.
            long skew = 1_000
                    + (late ? world.scenario.longestLook() : 0)
                    + past.sent().writer().worstOffset()
                    + c.sent().writer().worstOffset();
            if (counts && age < world.scenario.policy().limits().holdDown().toMillis() - skew && !seen(past, c, skew)) {
                rules.broken(
                        "oneAutomaticSwitchPerHoldDown", "%s, %d s after %s", c.after(), age / 1_000, past.after());
            }
        }
    }

    /** True if a person of the writer's region acknowledged the past switch. */
    private boolean seen(Zone.Commit past, Zone.Commit c, long skew) {
        return rules.people.acknowledged(
                c.sent().writer().region, past.at() - skew - worst(), c.sent().at());
    }

    private void velocityCapHolds(Zone.Commit c) {
        if (!automatic(c.sent()) || completes(c)) {
            return;
        }
        long skew = 1_000 + c.sent().writer().worstOffset() + worst();
        long window = world.scenario.policy().limits().switchWindow().toMillis() - skew;
        long recent = world.zone.history.stream()
                .filter(past -> past != c
                        && automatic(past.sent())
                        && past.sent().at() > c.sent().at() - window)
                .count();
        if (recent >= world.scenario.policy().limits().maxSwitches()) {
            rules.broken("velocityCapHolds", "%s is number %d", c.after(), recent + 1);
        }
    }

    private long worst() {
        return world.instances.stream().mapToLong(Instance::worstOffset).max().orElse(0);
    }
}
