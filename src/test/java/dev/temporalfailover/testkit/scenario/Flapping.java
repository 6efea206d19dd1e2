package dev.temporalfailover.testkit.scenario;

import static dev.temporalfailover.testkit.scenario.TwoRegions.EAST;
import static dev.temporalfailover.testkit.scenario.TwoRegions.WEST;

import java.time.Duration;

/**
 * The active region's Temporal cannot make up its mind: one switch at most.
 *
 * @param all how long it goes on
 */
public record Flapping(Duration all) implements Outage {
    private static final Duration AWAY = Duration.ofSeconds(6);
    private static final Duration BACK = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "flapping";
    }

    @Override
    public void play(TwoRegions world) throws Exception {
        world.callFor(WEST, "flapping");
        world.fault(EAST + " Temporal flaps: away for " + AWAY.toSeconds() + " s, back for " + BACK.toSeconds()
                + " s, for " + all.toSeconds() + " s");
        long end = System.nanoTime() + all.toNanos();
        int times = 0;
        while (System.nanoTime() - end < 0) {
            world.flap(EAST, AWAY, BACK);
            times++;
        }
        world.found(EAST + " Temporal was away " + times + " times, traffic moved " + world.moves() + " times");
        world.settled(WEST);
    }
}
