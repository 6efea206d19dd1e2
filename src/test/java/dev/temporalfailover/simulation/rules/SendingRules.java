package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.setting.People;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.World;
import dev.temporalfailover.simulation.world.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may write what, and to which region. */
final class SendingRules {
    private final World world;
    private final Rules rules;
    private final List<Zone.Sent> sent = new ArrayList<>();

    SendingRules(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    void sent(Zone.Sent batch) {
        onlyTheLeaderWrites(batch);
        String reason = batch.step().record().reason();
        if (reason.equals("adopted")) {
            return;
        }
        targetIsHealthyUnlessForced(batch, reason);
        holdIsObeyed(batch, reason);
        if (Rules.BY_OURSELVES.contains(reason)) {
            onlyFromARegionThatIsDown(batch);
        }
        if (reason.equals("requested") || reason.equals("forced")) {
            somebodyAskedForIt(batch, reason);
        }
        if (reason.equals("taken_over")) {
            takeoverWasDecidedBefore(batch);
        }
        sent.add(batch);
    }

    void takenOver(Zone.Sent move) {
        onlyTheLeaderWrites(move);
        targetIsHealthyUnlessForced(move, "active_down");
        holdIsObeyed(move, "active_down");
        onlyFromARegionThatIsDown(move);
        sent.add(move);
    }

    void committed(Zone.Commit commit) {
        neverAllZero(commit);
        oneWriterByCompare(commit);
    }

    private void onlyTheLeaderWrites(Zone.Sent s) {
        if (!s.view().leads()) {
            rules.broken("onlyTheLeaderWrites", "%s sends %s without the Lease", s.writer(), s.step());
        }
        if (!s.view().synced()) {
            rules.broken("onlyTheLeaderWrites", "%s sends %s without having read the intents", s.writer(), s.step());
        }
    }

    /** Taking a failback's share away is no move to a new region: the one that carries the rest need only be up. */
    private void targetIsHealthyUnlessForced(Zone.Sent s, String reason) {
        RegionVerdict target = s.view().verdicts().get(s.target());
        boolean healthy = target != null && target.verdict() == Verdict.HEALTHY;
        boolean home = reason.equals("rolled_back") && target != null && target.verdict() == Verdict.DEGRADED;
        if (!healthy && !home && !reason.equals("forced")) {
            rules.broken("targetIsHealthyUnlessForced", "%s sends %s, target %s", s.writer(), s.step(), target);
        }
    }

    private void onlyFromARegionThatIsDown(Zone.Sent s) {
        RegionVerdict left = s.view().verdicts().get(s.left());
        if (left == null || left.verdict() != Verdict.DOWN) {
            rules.broken("onlyFromARegionThatIsDown", "%s sends %s, which is %s", s.writer(), s.step(), left);
        }
    }

    private void holdIsObeyed(Zone.Sent s, String reason) {
        Optional<Intents.Hold> hold = s.view().intents().at(s.view().wall()).hold();
        if (hold.isPresent() && !reason.equals("forced")) {
            rules.broken("holdIsObeyed", "%s sends %s against %s", s.writer(), s.step(), hold.get());
        }
    }

    private void somebodyAskedForIt(Zone.Sent s, String reason) {
        long lasts = People.REQUEST_HOLDS + 2_000 + 2 * s.writer().worstOffset() + worst();
        if (!rules.people.asked(s.writer().region, s.target(), reason.equals("forced"), s.at() - lasts)) {
            rules.broken(
                    "somebodyAskedForIt", "%s sends %s as %s, which nobody asked for", s.writer(), s.step(), reason);
        }
    }

    private long worst() {
        return world.instances.stream().mapToLong(Instance::worstOffset).max().orElse(0);
    }

    private void takeoverWasDecidedBefore(Zone.Sent s) {
        boolean decided = sent.stream()
                .anyMatch(b -> b.writer().region.equals(s.writer().region)
                        && b.step().epochBefore() == s.step().epochBefore()
                        && b.target().equals(s.target())
                        && !b.step().record().reason().equals("taken_over"));
        if (!decided) {
            rules.broken("takeoverWasDecidedBefore", "%s sends %s", s.writer(), s.step());
        }
    }

    private void neverAllZero(Zone.Commit c) {
        Map<String, Integer> after = world.zone.weights();
        boolean sound = after.values().stream().anyMatch(w -> w > 0)
                && after.keySet().equals(c.before().weights().keySet())
                && after.getOrDefault(c.after().active(), 0) > 0;
        if (!sound) {
            rules.broken("neverAllZero", "%s after %s", after, c.sent().step());
        }
    }

    private void oneWriterByCompare(Zone.Commit c) {
        long was = c.before().epoch().map(EpochRecord::epoch).orElse(0L);
        // An adoption starts above what routes carry from an epoch record that somebody deleted.
        boolean grows = was == 0 ? c.after().epoch() > 0 : c.after().epoch() == was + 1;
        if (!grows || !c.before().equals(c.sent().read())) {
            rules.broken(
                    "oneWriterByCompare",
                    "%s over epoch %d by %s",
                    c.sent().step(),
                    was,
                    c.sent().writer());
        }
    }
}
