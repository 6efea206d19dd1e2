package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Traffic;
import java.time.Duration;

/** The active region is cut off from everything and lives on inside. */
final class RegionCut implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "region-cut";
    }

    @Override
    public String shows() {
        return "every link of the active region drops every packet: the other region takes over, and what is cut off writes"
                + " nothing and follows when it is back";
    }

    @Override
    public void play(Play play) throws Exception {
        play.callFor(WEST);
        // Who works inside of the region stays there; who remembers its address for ever does too.
        play.traffic.lost(Traffic.SIDECAR, Traffic.PROXYLESS, Traffic.FOREVER);
        play.fault(EAST.name() + " is cut off");
        play.stand.network.around(EAST.host(), "cut");
        play.moved(WEST, WEST);
        play.unmoved(WATCH);
        play.stand.network.heal();
        play.timeline.say(EAST.name() + " is back");
        play.routed(EAST, WEST);
        play.steady(WEST);
    }
}
