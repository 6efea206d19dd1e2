package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;

import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.testkit.Await;
import java.time.Duration;

/** All instances everywhere die at once and come back without any memory. */
final class AllRestart implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "all-restart";
    }

    @Override
    public String shows() {
        return "all five instances are killed and started at once: nothing moves, no call fails, they find what was";
    }

    @Override
    public void play(Play play) throws Exception {
        long epoch = play.stand.zone.state().epoch();
        play.fault("all instances are killed");
        play.stand.all().forEach(Instance::kill);
        for (Instance instance : play.stand.all()) {
            instance.start();
        }
        for (Instance instance : play.stand.all()) {
            play.await.until(Play.SOON, instance.name() + " is ready", instance::ready);
        }
        play.steady(EAST);
        play.unmoved(WATCH);
        play.noneFailed();
        if (play.stand.zone.state().epoch() != epoch) {
            throw new Await.Missing(
                    "the epoch went on to " + play.stand.zone.state().epoch());
        }
    }
}
