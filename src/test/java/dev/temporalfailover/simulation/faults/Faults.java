package dev.temporalfailover.simulation.faults;

import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.simulation.rules.Rules;
import dev.temporalfailover.simulation.setting.Faulty;
import dev.temporalfailover.simulation.setting.Health;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.TemporalRegion;
import dev.temporalfailover.simulation.world.Cluster;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.Pod;
import dev.temporalfailover.simulation.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses faults by the seed: what, where, when and how long. Each ends, at the latest when {@link #healAll} says so. */
public final class Faults {
    private final World world;
    private final Rules rules;
    private final Lasting lasting;
    private final NetworkFaults network;
    private final Hangs hangs;

    public Faults(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
        this.lasting = new Lasting(world);
        this.network = new NetworkFaults(world, lasting);
        this.hangs = new Hangs(world, rules, lasting);
    }

    public void schedule() {
        long at = 0;
        int count = 4 + world.random.nextInt(12);
        for (int i = 0; i < count; i++) {
            boolean near = i > 0 && world.random.nextInt(3) > 0;
            at = near
                    ? at + world.random.nextInt((int) (6 * world.scenario.interval()))
                    : world.random.nextInt((int) (world.scenario.length() * 9 / 10));
            world.time.after(at, () -> begin(world.any(List.of(FaultKind.values()))));
        }
        hangs.schedule();
        int acts = world.random.nextInt(8);
        Operators operators = new Operators(world, rules);
        for (int i = 0; i < acts; i++) {
            world.time.after(world.random.nextInt((int) world.scenario.length()), operators::act);
        }
    }

    /** What a place that says for good what it says now may cost, ms. */
    public long freezeTheWitness() {
        return hangs.freezeTheWitness();
    }

    /** Whether {@link #freezeTheLeaders} does anything. */
    public boolean leadersFreeze() {
        return hangs.leadersFreeze();
    }

    /** What leaders that no longer judge may cost, ms. */
    public long freezeTheLeaders() {
        return hangs.freezeTheLeaders();
    }

    /** Everything that lasts ends; what was broken is mended by people. */
    public void healAll() {
        lasting.heal();
        world.timeline.say("world", "everything heals");
        world.temporals.values().forEach(TemporalRegion::heal);
        world.network.heal();
        world.namespaces.heal();
        for (Faulty fault : List.of(world.zone.dead, world.zone.throttled, world.zone.losesAnswers, world.zone.late)) {
            fault.heal();
        }
        hangs.heal();
        world.zone.repaired();
        for (Cluster cluster : world.clusters.values()) {
            cluster.dead.heal();
            cluster.losesAnswers.heal();
            mendRoute(cluster);
            cluster.back();
        }
        for (Instance instance : world.instances) {
            instance.wishDeath("");
        }
        for (Pod pod : world.pods) {
            pod.stalled.heal();
            pod.slow.heal();
            pod.resume();
            pod.restart();
        }
        new Operators(world, rules).releaseAll();
    }

    private void begin(FaultKind kind) {
        if (lasting.healed()) {
            return;
        }
        rules.count("fault: " + kind);
        String region =
                world.random.nextInt(3) > 0 ? world.active().orElse(Scenario.EAST) : world.any(Scenario.REGIONS);
        Instance instance = somebody(region);
        long lasts = lasts();
        if (network.begin(kind, region, instance, lasts)) {
            return;
        }
        switch (kind) {
            case TEMPORAL_DEAD -> temporal(region, Health.DEAD, lasts);
            case TEMPORAL_GONE -> temporal(region, Health.GONE, lasts);
            case TEMPORAL_HANGS -> temporal(region, Health.HANGING, lasts);
            case TEMPORAL_BROKEN -> temporal(region, Health.BROKEN, lasts);
            case TEMPORAL_NOT_SERVING -> temporal(region, Health.NOT_SERVING, lasts);
            case TEMPORAL_OVERLOADED -> temporal(region, Health.OVERLOADED, lasts);
            // With a threshold of 1 the first timeout is DOWN, whatever comes after it.
            case TEMPORAL_SLOW ->
                temporal(region, world.scenario.thresholds().failAfter() > 1 ? Health.SLOW : Health.HANGING, lasts);
            case TEMPORAL_AUTH -> temporal(region, Health.AUTH, lasts);
            case TEMPORAL_TLS -> temporal(region, Health.TLS, lasts);
            case TEMPORAL_FLAPS -> flap(region, lasts);
            case REGION_DIES -> regionDies(region, lasts);
            case CRASH -> crash(instance, lasts);
            case ORDERLY_STOP -> {
                lasting.say(kind, instance, lasts);
                instance.stop();
                restartAfter(lasts, instance);
            }
            case PAUSE -> {
                Pod pod = world.random.nextBoolean() ? instance : world.any(world.pods);
                lasting.lasting(kind, pod, lasts, pod::pause, pod::resume);
            }
            case CLOCK_JUMP -> {
                long by = (world.random.nextBoolean() ? 1 : -1) * (long) world.random.nextInt(3_600_000);
                lasting.say(kind, instance, by);
                instance.wallJumps(by);
            }
            case SLOW_RESULTS -> some(instance).forEach(one -> lasting.struck(kind, one.slow, one, lasts));
            case NO_RESULTS -> some(instance).forEach(one -> lasting.struck(kind, one.stalled, one, lasts));
            case DIES_AFTER_ITS_BATCH -> wish(kind, "after its batch");
            case DIES_BEFORE_ITS_ROUTE -> wish(kind, "before its route");
            case ROUTE53_DEAD_FOR_ONE -> lasting.struck(kind, world.zone.dead, region, lasts);
            case ROUTE53_DEAD_FOR_ALL -> deadForAll(lasts);
            case ROUTE53_THROTTLES -> lasting.struck(kind, world.zone.throttled, region, lasts);
            case ROUTE53_LOSES_ANSWERS -> lasting.struck(kind, world.zone.losesAnswers, region, lasts);
            case ROUTE53_LATE -> lasting.struck(kind, world.zone.late, region, lasts);
            case KUBERNETES_DEAD -> kubernetes(kind, region, region, lasts);
            case KUBERNETES_DEAD_FOR_ONE -> kubernetes(kind, instance.region, instance, lasts);
            case KUBERNETES_LOSES_ANSWERS ->
                lasting.struck(kind, world.clusters.get(region).losesAnswers, region, lasts);
            case LEASE_FREED -> {
                lasting.say(kind, region, 0);
                Cluster cluster = world.clusters.get(region);
                cluster.lease(cluster.lease(), "");
            }
            case RECORD_EDITED -> {
                lasting.say(kind, "zone", lasts);
                world.zone.edited(Map.of(Scenario.EAST, 50, Scenario.WEST, 50));
                world.time.after(lasts, world.zone::repaired);
            }
            case ROUTE_EDITED -> route(kind, region, lasts, true);
            case ROUTE_VANISHES -> route(kind, region, lasts, false);
            default -> throw new AssertionError(kind);
        }
    }

    /** Every second time a leader: with five observers most faults of one change nothing. */
    private Instance somebody(String region) {
        Cluster cluster = world.clusters.get(region);
        Instance leader = cluster.instance(cluster.lease().holder());
        return leader != null && world.random.nextBoolean() ? leader : world.any(world.instances);
    }

    private List<Instance> some(Instance one) {
        return world.random.nextBoolean() ? List.of(one) : world.clusters.get(one.region).instances;
    }

    private long lasts() {
        long interval = world.scenario.interval();
        return switch (world.random.nextInt(4)) {
            case 0 -> interval + world.random.nextInt((int) (3 * interval));
            case 1, 2 -> interval + world.random.nextInt((int) (20 * interval));
            default -> interval + world.random.nextInt((int) (world.scenario.length() / 2));
        };
    }

    public void temporal(String region, Health health, long lasts) {
        TemporalRegion it = world.temporals.get(region);
        lasting.lasting("Temporal " + health, region, lasts, () -> it.begins(health), () -> it.ends(health));
    }

    private void flap(String region, long lasts) {
        long interval = world.scenario.interval();
        for (long at = 0; at < lasts; at += interval + world.random.nextInt((int) (8 * interval))) {
            long down = interval + world.random.nextInt((int) (4 * interval));
            world.time.after(at, () -> {
                if (!lasting.healed()) {
                    temporal(region, Health.DEAD, down);
                }
            });
        }
    }

    private void regionDies(String region, long lasts) {
        temporal(region, Health.GONE, lasts);
        kubernetes("Kubernetes", region, region, lasts);
        world.clusters.get(region).instances.forEach(instance -> crash(instance, lasts));
        if (region.equals(Scenario.EAST)) {
            deadForAll(lasts);
        }
    }

    private void deadForAll(long lasts) {
        Scenario.REGIONS.forEach(one -> lasting.struck("Route 53 dead", world.zone.dead, one, lasts));
    }

    private void kubernetes(Object what, String region, Object whom, long lasts) {
        Cluster cluster = world.clusters.get(region);
        lasting.lasting(what, whom, lasts, () -> cluster.dead.begins(whom), () -> {
            cluster.dead.ends(whom);
            cluster.back();
        });
    }

    private void crash(Instance instance, long lasts) {
        instance.crash("crash for " + lasts / 1000 + " s");
        restartAfter(lasts, instance);
    }

    private void wish(FaultKind kind, String where) {
        lasting.say(kind, "all", 0);
        for (Instance instance : world.instances) {
            instance.wishDeath(where);
        }
    }

    private void route(FaultKind kind, String region, long lasts, boolean edited) {
        Cluster cluster = world.clusters.get(region);
        Cluster.Route was = cluster.routes.get(Cluster.ROUTE);
        if (was != null) {
            Map<String, Integer> theirs = Map.of(Scenario.EAST, 50, Scenario.WEST, 50);
            Cluster.Route now = new Cluster.Route(theirs, was.stated(), was.claim(), was.version() + 1);
            lasting.lasting(
                    kind,
                    region,
                    lasts,
                    () -> cluster.route(Cluster.ROUTE, edited ? now : null),
                    () -> mendRoute(cluster));
        }
    }

    /** A person puts the annotated weights back, or a route as it was first delivered. */
    private void mendRoute(Cluster cluster) {
        Optional<Cluster.Route> was = Optional.ofNullable(cluster.routes.get(Cluster.ROUTE));
        Map<String, Integer> first = world.scenario.policy().weightsFor(Scenario.EAST);
        Cluster.Route mended = was.map(r -> new Cluster.Route(r.stated(), r.stated(), r.claim(), r.version() + 1))
                .orElse(new Cluster.Route(first, first, Claim.NONE, 1));
        cluster.route(Cluster.ROUTE, mended);
    }

    /** Unless everything has healed meanwhile: what dies after that is to stay dead. */
    private void restartAfter(long lasts, Pod instance) {
        world.time.after(lasts, () -> {
            if (!lasting.healed()) {
                instance.restart();
            }
        });
    }
}
