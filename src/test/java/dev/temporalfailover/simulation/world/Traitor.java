package dev.temporalfailover.simulation.world;

import dev.temporalfailover.exchange.identity.PeerId;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.simulation.setting.Mutation;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One observer with a certificate of its own that lies to its leader about every target, and reports the same lie under names
 * that it invented.
 */
public final class Traitor {
    private static final int GHOSTS = 6;

    private final World world;
    private final Instance self;
    private final PeerId id;
    private Verdict lie = Verdict.DOWN;

    private Traitor(World world, Instance self) {
        this.world = world;
        this.self = self;
        this.id = new PeerId(self.place, Optional.of(self.name));
    }

    /**
     * In some schedules one appears in a region, if the honest observers there are a quorum without it. By a random of its own,
     * so that the rest of a seed's story stays as it is.
     */
    public static Optional<Traitor> appears(World world, String region) {
        int observers = world.scenario.observers();
        double needed = world.scenario.quorum().policy().share() * observers;
        boolean room = observers - 1 > needed
                && observers - 1 >= world.scenario.quorum().policy().minimum();
        if (!room || new Random(world.options.seed() * 31 + 7).nextInt(3) > 0) {
            return Optional.empty();
        }
        return world.clusters.get(region).instances.stream()
                .filter(one -> one.runs() && !one.leads())
                .findFirst()
                .map(one -> new Traitor(world, one).begins());
    }

    private Traitor begins() {
        self.traitor = this;
        says(lie);
        return this;
    }

    /** What it says of everything from now on. */
    public void says(Verdict verdict) {
        lie = verdict;
        world.timeline.say(self.name, "lies: everything is %s", verdict);
        self.reports().forget();
    }

    List<Vote> votes(List<Vote> honest) {
        return honest.stream()
                .map(v -> new Vote(
                        v.observer(), v.target(), lie, "a lie", v.at(), lie == Verdict.DOWN ? v.at() : null, true))
                .toList();
    }

    /** What it reports under other names, if the leader's side takes it. */
    void ghosts(Instance leader, boolean afresh, List<Vote> votes) {
        for (int i = 0; i < GHOSTS; i++) {
            String name = "ghost-" + i;
            if (accepted(name)) {
                leader.ghost(name, afresh, votes);
            }
        }
    }

    private boolean accepted(String name) {
        if (world.options.mutation() == Mutation.INVENTED_NAMES_COUNT) {
            return true;
        }
        try {
            id.mustBe(self.place, name);
            return true;
        } catch (PeerId.Refused e) {
            return false;
        }
    }
}
