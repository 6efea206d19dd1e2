package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.situation.WorkerReading.WorkerState;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.WorkerSwitch;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One instance's way to its cluster's Deployment of workers, with the manners of {@code traffic.workers}: it reads now and then,
 * and after a write. In one of four schedules; the stories of the others stay what they are.
 */
final class ClusterWorkers implements WorkerSwitch {
    private static final String ID = "Deployment shop/pay";
    private static final int ONE_OF = 4;
    private static final long IDLE = 30_000;
    private static final long SOON = 1_000;
    private static final long PAUSE = 2_000;
    private static final long ROLLOUT = 40_000;

    private final World world;
    private final Instance self;
    private final Cluster cluster;
    private final Random random;
    private Cluster.Workers seen;
    private Claim restarted = Claim.NONE;
    private long next;
    private long patient;

    ClusterWorkers(World world, Instance self, Cluster cluster) {
        this.world = world;
        this.self = self;
        this.cluster = cluster;
        this.random = new Random(world.options.seed() * 37 + self.name.hashCode());
    }

    @Override
    public List<WorkerReading> read() {
        if (Math.floorMod(world.options.seed(), ONE_OF) != 0) {
            return List.of();
        }
        long now = world.time.now();
        if (now >= next) {
            look(now);
        }
        if (seen == null) {
            return List.of(new WorkerReading(ID, WorkerState.UNREADABLE, restarted, Optional.empty(), true, ""));
        }
        boolean rolling = now < seen.rolling() && world.options.mutation() != Mutation.ROLLOUTS_IGNORED;
        boolean unmarked = world.options.mutation() == Mutation.WORKER_MARK_IGNORED;
        Claim claim = seen.claim().after(restarted) ? seen.claim() : restarted;
        return List.of(new WorkerReading(
                ID,
                rolling ? WorkerState.ROLLING : WorkerState.READY,
                unmarked ? Claim.NONE : claim,
                unmarked ? Optional.empty() : seen.moved(),
                now >= patient,
                ""));
    }

    private void look(long now) {
        seen = cluster.answers(self) ? cluster.workers : null;
        next = now + (seen == null || now < seen.rolling() ? SOON : IDLE);
    }

    @Override
    public String render(Step step) {
        return step.toString();
    }

    @Override
    public StepOutcome apply(Step step) {
        long now = world.time.now();
        Cluster.Workers read = seen;
        StepResult result = patched(step, read, now);
        if (result != StepResult.APPLIED) {
            seen = null;
            next = now + SOON;
            patient = now + PAUSE;
        }
        return new StepOutcome(result, "", "");
    }

    private StepResult patched(Step step, Cluster.Workers read, long now) {
        if (!cluster.answers(self)) {
            return StepResult.UNAVAILABLE;
        }
        if (random.nextInt(4) == 0) {
            // Somebody rolls it out just now.
            Cluster.Workers is = cluster.workers;
            cluster.workers = new Cluster.Workers(is.claim(), is.moved(), now + ROLLOUT, is.version() + 1);
            world.timeline.say("person", "rolls out workers in %s", cluster.region);
        }
        if (random.nextInt(8) == 0) {
            return StepResult.DENIED;
        }
        if (read == null || read.version() != cluster.workers.version()) {
            return StepResult.LOST_RACE;
        }
        boolean lost = cluster.losesAnswers.strikes(self.region);
        if (lost && random.nextBoolean()) {
            return StepResult.UNCERTAIN;
        }
        world.checks().workersRestarted(self, cluster.workers, step);
        world.timeline.say(self.name, "restarts workers under epoch %s", step.claim());
        cluster.workers =
                new Cluster.Workers(step.claim(), step.batch().newest(self.region), now + ROLLOUT, read.version() + 1);
        if (lost) {
            return StepResult.UNCERTAIN;
        }
        restarted = step.claim();
        look(now);
        return StepResult.APPLIED;
    }
}
