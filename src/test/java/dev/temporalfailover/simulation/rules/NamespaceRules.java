package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.world.Cluster;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.Namespaces;
import dev.temporalfailover.simulation.world.World;
import dev.temporalfailover.simulation.world.Zone;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be true of Temporal's namespaces: nobody leaves one active nowhere, and nobody gives one to a side that fails. */
final class NamespaceRules {
    /** What was read of the other cluster may be as old, ms. */
    private static final long READ = 16_000;
    /** The rule's two minutes, and what a clock may be wrong by. */
    private static final long PERSON = 180_000;

    private static final long CLOCKS = 50_000;

    private final World world;
    private final Rules rules;
    /** When each cluster was last seen to be the active one of a namespace, true time. */
    private final Map<String, Long> active = new HashMap<>();

    /** The epoch on which a takeover that moved it stood. */
    private final Map<String, Long> overtaken = new HashMap<>();

    /** Region and claim of each restart of workers. */
    private final Set<String> restarts = new HashSet<>();

    /** When an instance last said that it has taken over from the region that the record names: what a person did before is over. */
    private long takenOver = Long.MIN_VALUE;

    NamespaceRules(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    /** Each leader's status is a moment at which the truth is looked at. */
    void published(Instance by) {
        boolean over = world.active().filter(by.status().takenOver()::contains).isPresent();
        takenOver = over ? world.time.now() : takenOver;
        for (String region : Scenario.REGIONS) {
            for (String name : Namespaces.names()) {
                if (world.namespaces.belief(region, name).active().equals(region)) {
                    active.put(region + " " + name, world.time.now());
                }
            }
        }
    }

    /** Nobody plans a move to a cluster that has not heard from the one that is left, unless a person forces it. */
    void sent(Zone.Sent batch, String reason) {
        Optional<Duration> limit = world.scenario.policy().maxReplicationLag();
        boolean planned = reason.equals("requested") || reason.equals("failback");
        RegionVerdict left = batch.view().verdicts().get(batch.left());
        boolean leaves = !batch.target().equals(batch.left()) && left != null && left.verdict() != Verdict.DOWN;
        if (limit.isEmpty() || !planned || !leaves) {
            return;
        }
        rules.count("planned moves with a limit of lag");
        long behind = world.namespaces.behind();
        if (behind > limit.get().plus(ReplicationLag.FRESH).toMillis() + READ) {
            rules.broken(
                    "plannedMovesWaitForReplication",
                    "%s sends %s, %d ms behind",
                    batch.writer(),
                    batch.step(),
                    behind);
        }
    }

    void moved(Instance writer, String name, Step step) {
        String to = step.record().active();
        Ask ask = step.batch().ask();
        rules.count(
                ask == Ask.HAND_OVER
                        ? "handovers begun"
                        : ask == Ask.CALL_OFF
                                ? "handovers called off"
                                : to.equals(writer.region) ? "namespaces gained" : "namespaces yielded");
        if (!writer.knows().leads()) {
            rules.broken("onlyTheLeaderWrites", "%s moves %s without the Lease", writer, name);
        }
        if (ask == Ask.CALL_OFF) {
            return;
        }
        theyFollowTheZone(writer, name, step);
        if (ask == Ask.HAND_OVER) {
            serves(writer, name, to);
        } else if (to.equals(writer.region)) {
            gained(writer, name, step);
        } else if (world.time.now() - active.getOrDefault(to + " " + name, Long.MIN_VALUE / 2) > READ) {
            rules.broken(
                    "noNamespaceIsActiveNowhere", "%s gives %s up to %s, which does not have it", writer, name, to);
        }
    }

    /** Workers are restarted once for a claim, where namespaces have come under it, and by nobody else. */
    void restarted(Instance writer, Cluster.Workers before, Step step) {
        rules.count("restarts of workers");
        String region = writer.region;
        if (!writer.knows().leads()) {
            rules.broken("onlyTheLeaderWrites", "%s restarts workers without the Lease", writer);
        }
        theyFollowTheZone(writer, "workers", step);
        serves(writer, "workers", region);
        if (!restarts.add(region + " " + step.claim()) || !step.claim().after(before.claim())) {
            rules.broken("workersRestartOnceForAClaim", "%s: %s, marked %s", writer, step, before.claim());
        }
        if (world.time.now() < before.rolling()) {
            rules.broken("rolloutsAreLeftAlone", "%s: %s", writer, step);
        }
        boolean came = !step.namespaces().isEmpty() && step.record().active().equals(region);
        for (NamespaceReading read : step.namespaces()) {
            came &= world.time.now() - active.getOrDefault(region + " " + read.name(), Long.MIN_VALUE / 2) <= READ;
        }
        boolean clocks = world.instances.stream().anyMatch(one -> one.worstOffset() >= CLOCKS);
        boolean lately = step.claim().takeover().isPresent()
                || clocks
                || step.namespaces().stream()
                        .anyMatch(read ->
                                world.namespaces.belief(region, read.name()).since() >= claimed(step) - PERSON);
        if (!came || !lately) {
            rules.broken("workersRestartWhereNamespacesCame", "%s: %s", writer, step);
        }
    }

    private void gained(Instance writer, String name, Step step) {
        serves(writer, name, writer.region);
        handedOver(writer, name, step);
        if (step.claim().takeover().isPresent()) {
            overtaken.put(name, step.claim().epoch());
        } else {
            overtaken.remove(name);
        }
        boolean hers = name.equals(Namespaces.HERS)
                && takenOver < world.namespaces.movedByAPerson()
                && step.claim().takeover().isEmpty()
                && world.instances.stream().allMatch(one -> one.worstOffset() < CLOCKS);
        if (hers && world.namespaces.movedByAPerson() != Long.MAX_VALUE && movedAfter(step)) {
            rules.broken("nobodyFightsAPerson", "%s gains %s under %s", writer, name, step.claim());
        }
    }

    /** When its record was written, true time. */
    private long claimed(Step step) {
        return world.zone.history.stream()
                .filter(commit -> commit.after().epoch() == step.record().epoch())
                .mapToLong(commit -> commit.at())
                .findFirst()
                .orElse(0);
    }

    private static Verdict verdict(Instance writer, String region) {
        RegionVerdict judged = writer.knows().verdicts().get(region);
        return judged == null ? Verdict.UNKNOWN : judged.verdict();
    }

    private void serves(Instance writer, String name, String to) {
        Verdict verdict = verdict(writer, to);
        if (verdict != Verdict.HEALTHY && verdict != Verdict.DEGRADED) {
            rules.broken("noNamespaceGoesToASideThatFails", "%s moves %s, %s is %s", writer, name, to, verdict);
        }
    }

    /** In a planned move the losing side gives it up itself, for as long as it may take. */
    private void handedOver(Instance writer, String name, Step step) {
        Optional<HandoverPolicy> handover = world.scenario.policy().handover();
        String reason = step.record().reason();
        boolean planned = reason.equals("requested") || reason.equals("failback");
        boolean gone = verdict(writer, World.other(writer.region)) == Verdict.DOWN;
        if (handover.isEmpty() || !planned || gone || step.claim().takeover().isPresent()) {
            return;
        }
        long claimed = claimed(step);
        if (handover.get().waits(Duration.ofMillis(world.time.now() - claimed))) {
            rules.broken("plannedMovesHandNamespacesOver", "%s takes %s under %s", writer, name, step.claim());
        }
    }

    /** True if the claim is so much older than what a person did that its writer must have known. */
    private boolean movedAfter(Step step) {
        long claimed = claimed(step);
        long person = world.namespaces.movedByAPerson();
        return person - claimed > PERSON && world.time.now() - person > READ;
    }

    /** A namespace goes where the record, as it may have been read, or a takeover that is in force puts the traffic. */
    private void theyFollowTheZone(Instance writer, String name, Step step) {
        long now = world.time.now();
        boolean truth = world.zone.epoch().filter(step.record()::equals).isPresent();
        long oldest =
                now - world.scenario.longestLook() - world.scenario.lease().renew();
        boolean recent = world.zone.history.stream()
                .anyMatch(c -> c.before().epoch().filter(step.record()::equals).isPresent() && c.at() >= oldest);
        if (!truth && !recent && step.claim().takeover().isEmpty()) {
            rules.broken(
                    "namespacesFollowTheZone",
                    "%s moves %s under %s, the zone says %s",
                    writer,
                    name,
                    step,
                    world.zone.epoch());
        }
    }

    /**
     * A takeover ended that the record never said: a leader that began since, or never heard of it, takes what it moved for a
     * person's move.
     */
    private boolean takenBack(String region, String name) {
        Long under = overtaken.get(name);
        return under != null
                && world.zone
                        .epoch()
                        .filter(record ->
                                record.epoch() >= under && record.active().equals(region))
                        .isPresent();
    }

    /** Both clusters believe what the record says; hers may be where she wants it. */
    void theyFollow(String region) {
        for (String name : Namespaces.names()) {
            boolean adopted = world.zone
                    .epoch()
                    .filter(record -> record.reason().equals("adopted"))
                    .isPresent();
            boolean clocks = world.instances.stream().anyMatch(one -> one.worstOffset() >= CLOCKS);
            boolean free = clocks
                    || takenBack(region, name)
                    || name.equals(Namespaces.HERS) && world.namespaces.movedByAPerson() != Long.MAX_VALUE;
            Namespaces.Belief there = world.namespaces.belief(region, name);
            if (!free && !adopted && !there.active().equals(region)) {
                rules.broken("namespacesFollow", "%s says of %s: %s", region, name, there);
            }
        }
    }

    /** No two clusters go on believing different things while both run and the link between them stands. */
    void theyAgree() {
        for (String name : Namespaces.names()) {
            Namespaces.Belief east = world.namespaces.belief(Scenario.EAST, name);
            Namespaces.Belief west = world.namespaces.belief(Scenario.WEST, name);
            if (!east.active().equals(west.active())) {
                rules.broken("clustersAgree", "%s: %s and %s", name, east, west);
            }
        }
    }
}
