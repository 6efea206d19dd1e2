package dev.temporalfailover.testkit.scenario;

import static dev.temporalfailover.testkit.scenario.TwoRegions.EAST;
import static dev.temporalfailover.testkit.scenario.TwoRegions.WEST;

import dev.temporalfailover.testkit.Await;
import java.util.List;

/** The instance that writes DNS dies before it has moved its own region's route: another one finishes under the same epoch. */
public record LeaderKill() implements Outage {

    @Override
    public String name() {
        return "leader-kill";
    }

    @Override
    public void play(TwoRegions world) throws Exception {
        TwoRegions.Doomed writer = world.killWriter();
        world.callFor(WEST, "outage");
        world.fault(EAST + " Temporal is killed");
        world.killTemporal(EAST);
        long epoch = writer.await();
        world.moved("failover", WEST);
        for (String region : List.of(EAST, WEST)) {
            if (world.routeEpoch(region) != epoch) {
                throw new Await.Missing(
                        "the route of " + region + " carries epoch " + world.routeEpoch(region) + " and not " + epoch);
            }
        }
        if (world.epoch() != epoch) {
            throw new Await.Missing("the epoch went on to " + world.epoch());
        }
        world.found(writer.name() + " died, epoch " + epoch + " was finished without it");
    }
}
