package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.WEST;

import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.testkit.service.ServiceProcess;

/** The active region dies whole. */
final class RegionDeath implements Scenario {

    @Override
    public String name() {
        return "region-death";
    }

    @Override
    public String shows() {
        return "Temporal, both instances and the Kubernetes API of the active region die: traffic moves "
                + "to the standby";
    }

    @Override
    public void play(Play play) throws Exception {
        play.callFor(WEST, "outage");
        play.timeline.fault(EAST + " dies whole: Temporal, both instances, the Kubernetes API");
        play.regionDies(EAST, ServiceProcess::kill);
        play.moved("failover", WEST);
    }
}
