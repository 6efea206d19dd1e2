package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.WEST;

import dev.temporalfailover.emulator.regions.Play;
import java.time.Duration;

/** The regions lose each other; clients and the witness reach both. */
final class LinkCut implements Scenario {
    private static final Duration WATCH = Duration.ofSeconds(25);

    @Override
    public String name() {
        return "link-cut";
    }

    @Override
    public String shows() {
        return "the link between the regions drops every packet, clients and the witness reach both: "
                + "nothing moves, the decision is `disputed`";
    }

    @Override
    public void play(Play play) throws Exception {
        play.timeline.fault("the link between " + EAST + " and " + WEST + " drops every packet");
        play.world.links.freeze(link -> link.joins(EAST, WEST));
        play.judges(WEST, EAST, "DOWN");
        play.decides(WEST, "refuse disputed");
        play.unmoved(WATCH);
        play.decides(WEST, "refuse disputed");
        play.alarmed(WEST, "refuse", "disputed");
        play.keep("cut");
        play.timeline.over();
        play.timeline.say("the link is back");
        play.world.links.heal();
        play.steady(EAST);
    }
}
