package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.simulation.faults.Faults;
import dev.temporalfailover.simulation.rules.Rules;
import dev.temporalfailover.simulation.world.Cluster;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.Pod;
import dev.temporalfailover.simulation.world.World;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * After a takeover with Route 53's API dead: the survivor's mesh follows, a new leader goes on, the region that returns undoes
 * nothing, and the record catches up with exactly one epoch when the API is back.
 */
final class TakenOver {
    private final World world;
    private final Rules rules;
    private final Faults faults;
    private final EpochRecord before;
    private final String target;
    private final LongConsumer until;

    /** @param until lets the world run until then */
    TakenOver(World world, Rules rules, Faults faults, EpochRecord before, String target, LongConsumer until) {
        this.world = world;
        this.rules = rules;
        this.faults = faults;
        this.before = before;
        this.target = target;
        this.until = until;
    }

    /** @param whole the dead region's instances died too; else they hear of the takeover and their routes follow it */
    void play(String dead, boolean whole, long bound, long routeBound) {
        meshFollowsTheTakeover("the takeover");
        if (!standsOnTheLastRecord()) {
            // The last record, which says something else, is newer than the takeover; see the known gaps.
            rules.count("takeovers on a record that was not the last");
            return;
        }
        if (!whole && world.scenario.exchanges()) {
            pass(world.scenario.confirmation() + routeBound);
            routesOfTheDeadRegionFollow(dead);
        }
        if (world.robbed()) {
            aRouteThatIsPutBackFollowsWhateverEpochIsInvented(dead, bound);
        } else if (world.random.nextBoolean()) {
            world.clusters.get(target).instances.stream()
                    .filter(Instance::leads)
                    .forEach(Instance::stop);
            pass(bound);
            meshFollowsTheTakeover("a new leader");
        }
        boolean returns = world.random.nextBoolean();
        if (returns) {
            world.timeline.say("world", "%s returns", dead);
            world.temporals.get(dead).heal();
            world.clusters.get(dead).instances.forEach(Pod::restart);
            pass(bound);
            meshFollowsTheTakeover("the return of " + dead);
        }
        int changes = world.zone.history.size();
        world.timeline.say("world", "Route 53 answers again");
        world.zone.dead.heal();
        pass(bound + routeBound);
        theRecordCatchesUpOnce(changes);
        rules.count(returns ? "record caught up after the old region's return" : "record caught up");
    }

    /** A leader that begins now cannot know the epoch to be invented, as the record cannot be read: see the trust model. */
    private void aRouteThatIsPutBackFollowsWhateverEpochIsInvented(String dead, long bound) {
        Cluster cluster = world.clusters.get(target);
        Cluster.Route moved = cluster.routes.get(Cluster.ROUTE);
        Map<String, Integer> first = world.scenario.policy().weightsFor(dead);
        cluster.route(Cluster.ROUTE, new Cluster.Route(first, first, Claim.NONE, moved.version() + 1));
        pass(bound);
        meshFollowsTheTakeover("a route was delivered again");
        rules.count("takeovers beside an invented epoch");
    }

    private boolean standsOnTheLastRecord() {
        long last = world.zone.epoch().orElseThrow().epoch();
        return world.clusters.get(target).instances.stream()
                .filter(one -> one.status() != null && one.status().leader())
                .flatMap(one -> one.status().intents().takeover().stream())
                .anyMatch(takeover -> takeover.epoch() == last);
    }

    private void pass(long time) {
        until.accept(world.time.now() + time);
    }

    private boolean sound() {
        return rules.violation().isEmpty();
    }

    private void meshFollowsTheTakeover(String after) {
        Cluster.Route route = world.clusters.get(target).routes.get(Cluster.ROUTE);
        boolean stands = world.clusters.get(target).instances.stream()
                .anyMatch(
                        one -> one.status() != null && !one.status().takenOver().isEmpty());
        boolean follows =
                route != null && route.weights().equals(world.scenario.policy().weightsFor(target));
        if (sound() && !(stands && follows)) {
            rules.broken("meshFollowsTheTakeover", "after %s the route is %s, taken over: %s", after, route, stands);
        }
        if (sound()) {
            rules.namespacesFollow(target);
        }
    }

    private void routesOfTheDeadRegionFollow(String dead) {
        Cluster.Route route = world.clusters.get(dead).routes.get(Cluster.ROUTE);
        // A leader that has not read the last record cannot know what the takeover stands on.
        boolean knows = world.clusters.get(dead).instances.stream()
                .filter(one -> one.status() != null && one.status().leader())
                .anyMatch(one -> one.status().dns().epoch().equals(world.zone.epoch()));
        if (sound() && knows && !route.weights().equals(world.scenario.policy().weightsFor(target))) {
            rules.broken("routesOfTheDeadRegionFollow", "%s has %s", dead, route);
        }
        rules.count("routes of the dead region followed the takeover");
    }

    private void theRecordCatchesUpOnce(int changes) {
        if (!sound()) {
            return;
        }
        boolean once = world.zone.history.size() > changes
                && world.zone.history.get(changes).after().epoch() == before.epoch() + 1
                && world.zone.history.get(changes).after().active().equals(target);
        if (!world.scenario.exchanges() && !once) {
            // Who hears no other place goes on with what the record says: a failback's next step may be first.
            return;
        }
        // A failback that is due may follow at once; nothing else may.
        boolean others = world.zone.history.stream()
                .skip(changes + 1L)
                .anyMatch(commit -> !commit.after().reason().equals("failback"));
        if (!once || others) {
            rules.broken(
                    "theRecordCatchesUpOnce",
                    "after %s: %s",
                    before,
                    world.zone.history.subList(changes, world.zone.history.size()));
        }
    }
}
