package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.traffic.NamespaceSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One instance's way to the namespaces, with the manners of {@code traffic.temporal}: it reads now and then, and after a write. */
final class ClusterNamespaces implements NamespaceSwitch {
    private static final long INTERVAL = 5_000;
    private static final long OLD = 3 * INTERVAL;

    private final World world;
    private final Instance self;
    private final Map<String, Map<String, Namespaces.Belief>> seen = new HashMap<>();
    private final Map<String, Long> answered = new HashMap<>();
    private final Set<String> handing = new HashSet<>();
    private long next;
    private Map<String, ReplicationLag> lags = Map.of();

    ClusterNamespaces(World world, Instance self) {
        this.world = world;
        this.self = self;
    }

    @Override
    public List<NamespaceReading> read() {
        if (world.options.mutation() == Mutation.NAMESPACES_LEFT) {
            return List.of();
        }
        long now = world.time.now();
        if (now >= next) {
            look(now);
        }
        List<NamespaceReading> readings = new ArrayList<>(Namespaces.NAMES.size());
        for (String name : Namespaces.NAMES) {
            Map<String, Side> sides = new HashMap<>();
            seen.forEach((region, beliefs) -> {
                if (now - answered.get(region) <= OLD) {
                    sides.put(region, side(beliefs.get(name)));
                }
            });
            if (world.options.mutation() == Mutation.NAMESPACES_YIELDED_UNSEEN) {
                String other = World.other(self.region);
                sides.put(other, new Side(Optional.of(other), Long.MAX_VALUE, false, Optional.empty()));
            }
            readings.add(new NamespaceReading(name, NamespaceKind.MOVABLE, sides, handing.contains(name), 0, ""));
        }
        return readings;
    }

    @Override
    public Map<String, ReplicationLag> replication() {
        return lags;
    }

    private void look(long now) {
        next = now + INTERVAL;
        if (answers(self.region)) {
            long behind = world.namespaces.behind();
            lags = Map.of(
                    World.other(self.region),
                    new ReplicationLag(Duration.ofMillis(behind), behind > 0 ? 4 : 0, "", self.now()));
            handing.clear();
            Namespaces.NAMES.stream()
                    .filter(name -> world.namespaces.handing(self.region, name))
                    .forEach(handing::add);
        }
        for (String region : Scenario.REGIONS) {
            if (answers(region)) {
                answered.put(region, now);
                Map<String, Namespaces.Belief> beliefs = new HashMap<>();
                Namespaces.NAMES.forEach(name -> beliefs.put(name, world.namespaces.belief(region, name)));
                seen.put(region, beliefs);
            }
        }
    }

    private boolean answers(String region) {
        return world.namespaces.works(region) && world.network.sees(self, region);
    }

    private Side side(Namespaces.Belief belief) {
        boolean never = belief.since() == Long.MIN_VALUE || world.options.mutation() == Mutation.PERSONS_MOVE_FORGOTTEN;
        return new Side(
                Optional.of(belief.active()),
                belief.version(),
                false,
                never ? Optional.empty() : Optional.of(Namespaces.wall(belief.since())));
    }

    @Override
    public String render(Step step) {
        return step.toString();
    }

    @Override
    public StepOutcome apply(Step step) {
        self.mayDie("before its namespaces");
        if (!answers(self.region)) {
            return new StepOutcome(StepResult.UNAVAILABLE, "no frontend", "");
        }
        String to = step.record().active();
        if (step.batch().ask() != Ask.UPDATE) {
            return hand(step, to);
        }
        StepResult worst = StepResult.APPLIED;
        for (NamespaceReading read : step.namespaces()) {
            Namespaces.Belief live = world.namespaces.belief(self.region, read.name());
            boolean same = read.side(self.region)
                    .filter(side -> side.version() == live.version())
                    .isPresent();
            if (same) {
                world.checks().namespaceMoved(self, read.name(), step);
                world.timeline.say(self.name, "namespace %s active in %s", read.name(), to);
                world.namespaces.update(self.region, read.name(), to);
            } else if (!live.active().equals(to)) {
                worst = StepResult.LOST_RACE;
            }
        }
        look(world.time.now());
        return new StepOutcome(worst, "", "");
    }

    private StepOutcome hand(Step step, String to) {
        boolean begins = step.batch().ask() == Ask.HAND_OVER;
        for (NamespaceReading read : step.namespaces()) {
            world.checks().namespaceMoved(self, read.name(), step);
            world.timeline.say(self.name, "%s %s to %s", step.batch().ask(), read.name(), to);
            if (begins) {
                world.namespaces.handOver(self.region, read.name(), to);
            } else if (world.options.mutation() != Mutation.HANDOVERS_GO_ON) {
                world.namespaces.callOff(self.region, read.name());
            }
        }
        look(world.time.now());
        return new StepOutcome(StepResult.APPLIED, "", "");
    }

    @Override
    public Verification verify(Step step) {
        // What was given up is in effect where the own cluster no longer has it.
        boolean accepts = answers(self.region)
                && step.namespaces().stream().allMatch(read -> world.namespaces
                        .belief(self.region, read.name())
                        .active()
                        .equals(step.record().active()));
        return new Verification(
                accepts ? Verification.Effectiveness.EFFECTIVE : Verification.Effectiveness.NOT_YET, "");
    }
}
