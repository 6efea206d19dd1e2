package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.REGIONS;
import static dev.temporalfailover.emulator.regions.World.WEST;

import dev.temporalfailover.emulator.regions.Play;
import java.time.Duration;

/** There is nowhere to go. */
final class BothDown implements Scenario {
    private static final Duration WATCH = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "both-down";
    }

    @Override
    public String shows() {
        return "Temporal dies in both regions: nothing moves, the decision is `no_healthy_target`; the "
                + "first region that returns serves";
    }

    @Override
    public void play(Play play) throws Exception {
        play.world.moves.phase("outage", WEST);
        play.timeline.fault("Temporal killed in both regions");
        // The standby first: at no time is there somewhere to go.
        play.world.temporal.get(WEST).kill();
        play.world.temporal.get(EAST).kill();
        for (String region : REGIONS) {
            play.decides(region, "refuse no_healthy_target");
        }
        play.unmoved(WATCH);
        for (String region : REGIONS) {
            play.alarmed(region, "refuse", "no_healthy_target");
        }
        play.keep("outage");
        play.timeline.over();
        play.callFor(WEST, "first one back");
        play.timeline.fault(WEST + " Temporal starts again");
        play.temporalBack(WEST);
        play.moved("first one back", WEST);
    }
}
