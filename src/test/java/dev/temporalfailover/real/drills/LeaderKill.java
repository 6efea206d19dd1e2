package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.REGIONS;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.Place;
import dev.temporalfailover.testkit.Await;
import java.util.concurrent.atomic.AtomicReference;

/** The instance that writes DNS dies before it has moved its own region's route. */
final class LeaderKill implements Drill {

    @Override
    public String name() {
        return "leader-kill";
    }

    @Override
    public String shows() {
        return "the leader is killed with -9 after its DNS batch and before its route: another one finishes under the same epoch";
    }

    @Override
    public void play(Play play) throws Exception {
        AtomicReference<Instance> writer = new AtomicReference<>();
        // Before the batch is answered, so that nothing comes after it.
        play.onMove(after -> {
            Instance owner = play.stand.named(after.owner());
            owner.kill();
            writer.set(owner);
        });
        play.callFor(WEST);
        play.fault(EAST.name() + " Temporal is killed");
        play.stand.temporal.get(EAST).kill();
        play.moved(WEST, EAST, WEST);
        long epoch = play.stand.zone.state().epoch();
        for (Place region : REGIONS) {
            long written = play.stand.clusters.get(region).route().orElseThrow().epoch();
            if (written != epoch) {
                throw new Await.Missing(
                        "the route of " + region.name() + " carries epoch " + written + ", DNS " + epoch);
            }
        }
        play.found(writer.get().name() + " died, epoch " + epoch + " was finished without it");
    }
}
