package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.simulation.setting.Mutation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Observers with another configuration than their leader's, as in a rolling update: they look at one more target of each region. That of one
 * region answers whatever happens, that of the other never does.
 */
public final class Skewed {
    private static final String PATH = "new";

    private final World world;
    private final Set<Instance> observers = new HashSet<>();
    private final String answers;

    private Skewed(World world, String answers) {
        this.world = world;
        this.answers = answers;
    }

    /** All observers but the leaders are skewed from now on. */
    public static void begins(World world, String answers) {
        Skewed skewed = new Skewed(world, answers);
        world.instances.stream().filter(one -> one.runs() && !one.leads()).forEach(skewed.observers::add);
        world.skewed = skewed;
        world.timeline.say("fault", "%s have one more path, HEALTHY to %s alone", skewed.observers, answers);
    }

    /** What the observer reports: its votes, and those on what it alone is configured for. */
    List<Vote> votes(Instance observer, List<Vote> votes, Duration now) {
        if (!observers.contains(observer)) {
            return votes;
        }
        List<Vote> all = new ArrayList<>(votes);
        all.add(vote(observer, answers, Verdict.HEALTHY, now));
        all.add(vote(observer, World.other(answers), Verdict.DOWN, now));
        return all;
    }

    private static Vote vote(Instance observer, String region, Verdict verdict, Duration now) {
        Target target = new Target(region, Service.FRONTEND, PATH, "b:7233", Check.DESCRIBE_NAMESPACE);
        return new Vote(observer.name, target, verdict, "skew", now, verdict == Verdict.DOWN ? now : null, true);
    }

    /** Whether the leader's own configuration names the target. */
    static boolean configured(World world, Target target) {
        return world.options.mutation() == Mutation.UNCONFIGURED_TARGETS_COUNT
                || world.scenario.paths().contains(target.path());
    }
}
