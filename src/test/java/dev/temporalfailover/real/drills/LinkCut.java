package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import java.time.Duration;

/** The regions lose each other; clients and the witness reach both. */
final class LinkCut implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "link-cut";
    }

    @Override
    public String shows() {
        return "the link between the regions drops every packet, clients and the witness reach both: nothing moves, no call fails";
    }

    @Override
    public void play(Play play) throws Exception {
        play.fault("the link between the regions drops every packet");
        play.stand.network.link(EAST.host(), WEST.host(), "cut");
        play.judges(WEST, EAST, "DOWN");
        play.decides(WEST, "refuse disputed");
        play.unmoved(WATCH);
        play.decides(WEST, "refuse disputed");
        play.noneFailed();
    }
}
