package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.WEST;

import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.emulator.regions.Services;
import java.time.Duration;

/** The standby loses everybody, and still could write. */
final class CutOffStandby implements Scenario {
    private static final Duration WATCH = Duration.ofSeconds(25);

    @Override
    public String name() {
        return "cut-off-standby";
    }

    @Override
    public String shows() {
        return "the standby loses every path to the other region, the witness and the outside, but not to "
                + "Route 53: it does not move the traffic";
    }

    @Override
    public void play(Play play) throws Exception {
        play.timeline.fault(WEST + " is cut off from everything but Route 53");
        play.world.links.cut(
                link -> link.touches(WEST) && !link.to().equals(Services.ROUTE53) && !link.joins(WEST, WEST));
        play.judges(WEST, EAST, "DOWN");
        play.decides(WEST, "refuse unconfirmed");
        play.unmoved(WATCH);
        play.alarmed(WEST, "refuse", "unconfirmed");
        play.keep("cut off");
        play.timeline.over();
        play.timeline.say("the network is back");
        play.world.links.heal();
        play.steady(EAST);
    }
}
