package dev.temporalfailover.simulation.faults;

import dev.temporalfailover.simulation.setting.Faulty;
import dev.temporalfailover.simulation.world.World;

/** Faults that last: each ends by itself, or with all others when everything heals. */
final class Lasting {
    private final World world;
    private int healed;

    Lasting(World world) {
        this.world = world;
    }

    boolean healed() {
        return healed > 0;
    }

    void heal() {
        healed++;
    }

    void say(Object what, Object whom, long lasts) {
        world.timeline.say("fault", "%s of %s, %.1f s", what, whom, lasts / 1000.0);
    }

    void lasting(Object what, Object whom, long lasts, Runnable begins, Runnable ends) {
        say(what, whom, lasts);
        begins.run();
        int then = healed;
        world.time.after(lasts, () -> {
            if (then == healed) {
                world.timeline.say("fault", "%s of %s ends", what, whom);
                ends.run();
            }
        });
    }

    void struck(Object what, Faulty fault, Object whom, long lasts) {
        lasting(what, whom, lasts, () -> fault.begins(whom), () -> fault.ends(whom));
    }
}
