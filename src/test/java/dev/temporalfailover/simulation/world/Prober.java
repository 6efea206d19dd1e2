package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.TemporalRegion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process's probes: each region by each path. An answer is there at once, with its latency as a number; only what is lost
 * waits for its deadline.
 */
final class Prober {
    private static final long PAUSE_LIMIT = 2_000;

    private final World world;
    private final Pod self;
    private final List<Turn> turns = new ArrayList<>();

    Prober(World world, Pod self) {
        this.world = world;
        this.self = self;
        for (String path : world.scenario.paths()) {
            for (String region : Scenario.REGIONS) {
                turns.add(new Turn(
                        new Target(region, Service.FRONTEND, path, "a:7233", Check.DESCRIBE_NAMESPACE),
                        world.temporals.get(region)));
            }
        }
    }

    void start() {
        turns.forEach(turn -> self.about(world.scenario.interval(), turn));
    }

    /** Whatever was under way while the process stood still is no measurement. */
    void resumed(long missed) {
        if (missed > PAUSE_LIMIT) {
            turns.stream()
                    .filter(turn -> world.random.nextBoolean())
                    .forEach(turn -> self.later(1, () -> turn.ends(Outcome.STARVED, missed)));
        }
    }

    /** One target's probes. */
    private final class Turn implements Runnable {
        private final Target target;
        private final TemporalRegion region;

        Turn(Target target, TemporalRegion region) {
            this.target = target;
            this.region = region;
        }

        @Override
        public void run() {
            boolean unheard = world.options.mutation() == Mutation.ONE_PATH_IS_ENOUGH
                    && target.path().equals("public");
            if (self.stalled.strikes(self) || unheard) {
                return;
            }
            Outcome outcome = world.network.cut(self, target)
                    ? Outcome.DEADLINE
                    : region.health().answer();
            if (outcome.lost() || outcome == Outcome.LATE) {
                long start = self.steady();
                long before = self.pausedFor();
                self.later(world.scenario.timeout(), () -> lost(outcome, start, before));
            } else {
                ends(outcome, 2 + world.random.nextInt(40) + distance());
            }
        }

        /** There and back between the regions, with 10 % jitter; it delays nothing here. */
        private long distance() {
            boolean abroad = !target.region().equals(self.place);
            return abroad ? world.distance + world.distance * (self.steady() % 11) / 100 : 0;
        }

        private void lost(Outcome told, long start, long before) {
            boolean starved = (self.pausedFor() - before) * 2 > world.scenario.timeout();
            if (starved || told != Outcome.LATE) {
                ends(starved ? Outcome.STARVED : told, self.steady() - start);
                return;
            }
            // These two stay in order whatever else is slow: the first alone says the opposite of both.
            self.accept(result(Outcome.DEADLINE, self.steady() - start));
            if (world.options.mutation() != Mutation.LATE_IS_LOST) {
                // Before the next probe, jitter included: after that one's end the product would not tell it.
                long most = world.scenario.interval() * 9 / 10 - world.scenario.timeout();
                self.later(
                        1 + world.random.nextInt((int) most),
                        () -> self.accept(result(Outcome.LATE, self.steady() - start)));
            }
        }

        private void ends(Outcome told, long took) {
            ProbeResult result = result(told, took);
            if (self.slow.strikes(self)) {
                self.later(world.random.nextInt((int) (3 * world.scenario.interval())), () -> self.accept(result));
                if (world.random.nextInt(4) > 0) {
                    return;
                }
            }
            self.accept(result);
        }

        private ProbeResult result(Outcome told, long took) {
            return new ProbeResult(target, world.heard(told), Duration.ofMillis(took), self.now(), "");
        }
    }
}
