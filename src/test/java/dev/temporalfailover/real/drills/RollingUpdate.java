package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;

import dev.temporalfailover.real.stand.Instance;
import java.time.Duration;

/** Every instance is replaced, one after the other. */
final class RollingUpdate implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "rolling-update";
    }

    @Override
    public String shows() {
        return "every instance is ended and started, one after the other, as a DaemonSet's update does: nothing moves, no call fails";
    }

    @Override
    public void play(Play play) throws Exception {
        play.fault("a rolling update begins");
        for (Instance instance : play.stand.all()) {
            instance.terminate();
            instance.start();
            play.await.until(Play.SOON, instance.name() + " is ready", instance::ready);
        }
        play.steady(EAST);
        play.unmoved(WATCH);
        play.noneFailed();
    }
}
