package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.simulation.faults.Faults;
import dev.temporalfailover.simulation.rules.Rules;
import dev.temporalfailover.simulation.setting.Health;
import dev.temporalfailover.simulation.setting.Options;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.SimulatedProcess;
import dev.temporalfailover.simulation.world.Cluster;
import dev.temporalfailover.simulation.world.Pod;
import dev.temporalfailover.simulation.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One schedule: a time with faults, then everything heals and must come to agree, then the region that carries the traffic
 * dies for good and must be left.
 */
final class Simulation {
    /** How long a failback in steps is waited for. */
    private static final int MAX_INTERVALS = 40;

    private final World world;
    private final Rules rules;
    private final Faults faults;
    private long events;

    /**
     * How a schedule ended.
     *
     * @param seconds virtual time
     * @param counts what happened how often
     */
    record Result(
            Options options,
            Optional<Rules.Violation> violation,
            long events,
            long seconds,
            Map<String, Integer> counts,
            List<String> timeline) {}

    private Simulation(Options options) {
        world = new World(options);
        rules = new Rules(world);
        world.checkedBy(rules);
        faults = new Faults(world, rules);
    }

    static Result run(Options options) {
        return new Simulation(options).run();
    }

    private Result run() {
        world.timeline.say("world", "%s", world.scenario);
        world.pods.forEach(Pod::start);
        faults.schedule();
        until(world.scenario.length());
        if (sound()) {
            faults.healAll();
            until(world.time.now() + 120_000 + 12 * world.scenario.interval());
            everythingAgrees();
        }
        if (sound()) {
            if (aFailbackIsUnderWay() && world.random.nextInt(3) > 0) {
                aFailbackThatFailsIsTakenBack();
            } else {
                aDeadRegionIsLeft();
            }
        }
        if (sound()) {
            rules.everyChangeIsAuditedOnce();
        }
        return new Result(
                world.options,
                rules.violation(),
                events,
                world.time.now() / 1000,
                rules.counts,
                world.timeline.lines());
    }

    private boolean sound() {
        return rules.violation().isEmpty();
    }

    private void until(long end) {
        while (sound() && world.time.step(end)) {
            events++;
        }
    }

    /** With all APIs up, the records are ours and every route follows the epoch. */
    private void everythingAgrees() {
        if (sound() && !world.zone.ours()) {
            rules.broken("everythingAgrees", "the zone has %s", world.zone.content());
        }
        settled();
        world.clusters.values().forEach(this::routeFollows);
        if (sound()) {
            rules.namespacesFollow(world.active().orElseThrow());
            rules.clustersAgree();
        }
    }

    /** A failback may take its steps at any time: waits until the routes had theirs. */
    private void settled() {
        while (sound() && world.time.now() - world.zone.lastCommit() < routeBound()) {
            until(world.zone.lastCommit() + routeBound());
        }
    }

    private void routeFollows(Cluster cluster) {
        Cluster.Route route = cluster.routes.get(Cluster.ROUTE);
        EpochRecord record = world.zone.epoch().orElse(null);
        boolean follows = record != null
                && route != null
                && route.epoch() == record.epoch()
                && route.weights().equals(record.weights());
        if (sound() && !follows) {
            rules.broken("routesFollowTheEpoch", "%s has %s, the zone %s", cluster.region, route, record);
        }
    }

    /** Waits a while for one where it is to come by itself, in steps. */
    private boolean aFailbackIsUnderWay() {
        FailbackPolicy way = world.scenario.policy().failback();
        boolean mayCome = way.automatic() && way.steps().size() > 1;
        for (int i = 0; mayCome && i < MAX_INTERVALS && sound() && !ramping(); i++) {
            if (!world.active().equals(Optional.of(Scenario.WEST))) {
                return false;
            }
            until(world.time.now() + world.scenario.interval());
        }
        return sound() && ramping();
    }

    private boolean ramping() {
        return world.zone.epoch().orElseThrow().weights().values().stream().allMatch(weight -> weight > 0);
    }

    /** The region that has got a share fails again; the other one serves. */
    private void aFailbackThatFailsIsTakenBack() {
        EpochRecord before = world.zone.epoch().orElseThrow();
        String back = World.other(before.active());
        long first = world.zone.history.size();
        faults.temporal(back, world.any(List.of(Health.DEAD, Health.GONE, Health.BROKEN)), Long.MAX_VALUE / 4);
        until(world.time.now() + bound());
        // A last step may have been on its way; then it is a dead region like any other.
        boolean finished = world.zone.history.stream()
                .skip(first)
                .anyMatch(commit -> commit.after().active().equals(back));
        boolean taken = world.zone.weights().equals(world.scenario.policy().weightsFor(before.active()));
        if (sound() && !taken && !finished) {
            rules.broken("aFailbackThatFailsIsTakenBack", "%s after %d s", world.zone.content(), bound() / 1000);
        }
        rules.count("failing failback taken back");
    }

    private void aDeadRegionIsLeft() {
        if (!faults.leadersFreeze()) {
            new Identities(world, rules, this::until).act(bound());
        }
        if (!sound()) {
            return;
        }
        EpochRecord before = world.zone.epoch().orElseThrow();
        FailoverPolicy policy = world.scenario.policy();
        boolean capped = before.switches().size() >= policy.limits().maxSwitches();
        Health how = world.any(List.of(Health.DEAD, Health.GONE, Health.HANGING, Health.BROKEN));
        String dead = before.active();
        String target = Scenario.REGIONS.get(1 - Scenario.REGIONS.indexOf(dead));
        // A leader that begins while Route 53 is gone knows no newer record than it ever read.
        // Beside an invented epoch it is gone more often than not: else few schedules of a thousand would show what
        // that keeps.
        boolean api = world.random.nextInt(4) > 0 != world.robbed() || faults.leadersFreeze();
        boolean whole = world.random.nextInt(3) == 0;
        long frozen = whole ? 0 : faults.freezeTheWitness();
        frozen += faults.freezeTheLeaders();
        faults.temporal(dead, how, Long.MAX_VALUE / 4);
        if (!api) {
            Scenario.REGIONS.forEach(world.zone.dead::begins);
            world.timeline.say("fault", "Route 53 dead for good");
        }
        if (whole) {
            world.clusters.get(dead).instances.forEach(one -> one.crash("its region is gone"));
        }
        until(world.time.now() + bound() + frozen);
        if (!sound() || capped) {
            return;
        }
        boolean moved = world.zone.epoch().orElseThrow().active().equals(target);
        boolean takenOver = world.clusters.get(target).instances.stream()
                .anyMatch(
                        one -> one.status() != null && one.status().takenOver().contains(dead));
        if (api ? !moved : !takenOver) {
            rules.broken("aDeadRegionIsLeft", "%s is %s for %d s and carries the traffic", dead, how, bound() / 1000);
        }
        rules.count(api ? "dead region left by its records" : "dead region left by the takeover endpoint");
        if (api) {
            settled();
            routeFollows(world.clusters.get(target));
            rules.namespacesFollow(target);
        } else {
            new TakenOver(world, rules, faults, before, target, this::until).play(dead, whole, bound(), routeBound());
        }
    }

    /** Detection, what other places need to say so, the escape from a hold-down, a turn of back-off. */
    private long bound() {
        Scenario s = world.scenario;
        long pace = Math.max(
                s.policy().limits().escapeAfter().toMillis(),
                s.policy().limits().quietPeriod().toMillis());
        return s.detection() + s.confirmation() + pace + 12_000;
    }

    private long routeBound() {
        SimulatedProcess.Times t = world.scenario.times();
        return t.readInterval().toMillis() * 6 / 5 + 2 * t.tick().toMillis() + 12_000;
    }
}
