package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import java.time.Duration;

/** Packets from the active region to the other one are lost; those of the opposite direction arrive. */
final class OneWayCut implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(12);

    @Override
    public String name() {
        return "one-way-cut";
    }

    @Override
    public String shows() {
        return "what the active region sends to the other one is lost, the opposite direction and the witness are well: nothing moves, no call fails";
    }

    @Override
    public void play(Play play) throws Exception {
        play.fault("packets from " + EAST.name() + " to " + WEST.name() + " are lost");
        play.stand.network.oneWay(EAST.host(), WEST.host(), "cut");
        play.judges(WEST, EAST, "DOWN");
        play.decides(WEST, "refuse disputed");
        play.unmoved(WATCH);
        play.decides(WEST, "refuse disputed");
        play.noneFailed();
    }
}
