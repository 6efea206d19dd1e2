package dev.temporalfailover.simulation.faults;

import dev.temporalfailover.simulation.rules.Rules;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.Pod;
import dev.temporalfailover.simulation.world.World;
import java.util.Random;

/**
 * Threads that hang while the rest of their process goes on, in one of sixty schedules; with randomness of its own, so that the
 * others tell the stories that they told. Liveness restarts such a process after a while.
 */
final class Hangs {
    private static final int ONE_OF = 60;
    private static final int THE = 9;
    private static final int LEADERS = 39;
    /** The bound of a heartbeat and three periods of the kubelet, ms. */
    private static final int RESTART = 60_000;

    private final World world;
    private final Rules rules;
    private final Lasting lasting;
    private final Random random;

    Hangs(World world, Rules rules, Lasting lasting) {
        this.world = world;
        this.rules = rules;
        this.lasting = lasting;
        this.random = new Random(world.options.seed());
    }

    private boolean here() {
        return Math.floorMod(world.options.seed(), ONE_OF) == THE;
    }

    void schedule() {
        for (int i = 0; here() && i < 3; i++) {
            Pod pod = world.pods.get(random.nextInt(world.pods.size()));
            boolean judge = random.nextInt(3) > 0;
            world.time.after(random.nextInt((int) world.scenario.length()), () -> hang(pod, judge));
        }
    }

    private void hang(Pod pod, boolean judge) {
        if (lasting.healed()) {
            return;
        }
        rules.count("fault: " + (judge ? "JUDGE_HANGS" : "LOOP_HANGS"));
        lasting.say(judge ? "its judge hangs" : "its loop hangs", pod, RESTART);
        int then = pod.generation();
        set(pod, judge, true);
        world.time.after(RESTART, () -> {
            if (!lasting.healed() && pod.generation() == then) {
                pod.crash("its liveness is DOWN");
                pod.restart();
            }
        });
    }

    private static void set(Pod pod, boolean judge, boolean hangs) {
        if (judge) {
            pod.judgeHangs(hangs);
        } else {
            pod.loopHangs(hangs);
        }
    }

    void heal() {
        for (Pod pod : world.pods) {
            pod.judgeHangs(false);
            pod.loopHangs(false);
        }
    }

    /**
     * Lets the witness say for good what it says now, where the two regions alone can outvote it.
     *
     * @return how much longer a region may then carry the traffic, ms
     */
    long freezeTheWitness() {
        Pod witness = world.pods.get(world.pods.size() - 1);
        if (!here() || !witness.place.equals(Scenario.WITNESS)) {
            return 0;
        }
        world.timeline.say("fault", "the judge of the witness hangs for good");
        rules.count("fault: the witness says for good what it said");
        witness.judgeHangs(true);
        return world.scenario.judgedWithin() + world.scenario.fresh();
    }

    /** Whether both regions' leaders get stuck before a region dies for good. */
    boolean leadersFreeze() {
        return Math.floorMod(world.options.seed(), ONE_OF) == LEADERS && world.scenario.observers() > 2;
    }

    /**
     * Lets the judges of both leaders hang, and nothing restarts them.
     *
     * @return how much longer a region may then carry the traffic, until others lead, ms
     */
    long freezeTheLeaders() {
        if (!leadersFreeze()) {
            return 0;
        }
        world.instances.stream().filter(Instance::leads).forEach(leader -> {
            world.timeline.say("fault", "the judge of %s, which leads, hangs for good", leader);
            leader.judgeHangs(true);
        });
        rules.count("fault: the leaders' judges hang for good");
        return world.scenario.judgedWithin() + 3 * world.scenario.lease().retry();
    }
}
