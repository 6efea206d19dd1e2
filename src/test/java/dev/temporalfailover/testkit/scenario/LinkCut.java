package dev.temporalfailover.testkit.scenario;

import static dev.temporalfailover.testkit.scenario.TwoRegions.EAST;
import static dev.temporalfailover.testkit.scenario.TwoRegions.WEST;

import java.time.Duration;

/**
 * The regions lose each other; clients and the witness reach both. Nothing may move.
 *
 * @param watch how long it is watched that nothing moves
 */
public record LinkCut(Duration watch) implements Outage {

    @Override
    public String name() {
        return "link-cut";
    }

    @Override
    public void play(TwoRegions world) throws Exception {
        world.fault("the link between " + EAST + " and " + WEST + " drops every packet");
        world.cutLink();
        world.judges(WEST, EAST, "DOWN");
        world.decides(WEST, "refuse disputed");
        world.unmoved(watch);
        world.decides(WEST, "refuse disputed");
        world.refused(WEST, "disputed");
        world.healed();
    }
}
