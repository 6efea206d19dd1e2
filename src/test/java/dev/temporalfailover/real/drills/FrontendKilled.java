package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

/** The active region's Temporal dies; its cluster, its mesh and the service there live. */
final class FrontendKilled implements Drill {

    @Override
    public String name() {
        return "frontend-killed";
    }

    @Override
    public String shows() {
        return "the active region's Temporal is killed: DNS and both meshes move";
    }

    @Override
    public void play(Play play) throws Exception {
        play.callFor(WEST);
        play.fault(EAST.name() + " Temporal is killed");
        play.stand.temporal.get(EAST).kill();
        play.moved(WEST, EAST, WEST);
    }
}
