package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.WEST;

import dev.temporalfailover.emulator.regions.KubernetesRegion;
import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.time.Duration;
import java.util.List;

/** A region that was left comes back as it was, with all that it remembers. */
final class OldRegionReturns implements Scenario {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration WATCH = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "old-region-returns";
    }

    @Override
    public String shows() {
        return "the whole active region dies and traffic leaves it; its old processes and its old route "
                + "return: they write nothing and follow";
    }

    @Override
    public void play(Play play) throws Exception {
        long old = play.world.zone.state().epoch();
        play.callFor(WEST, "outage");
        play.timeline.fault(EAST + " dies whole; its instances are stopped with all that they remember");
        play.regionDies(EAST, instance -> instance.paused(true));
        play.moved("failover", WEST);
        play.timeline.over();

        long epoch = play.world.zone.state().epoch();
        KubernetesRegion cluster = play.world.kubernetes.get(EAST);
        play.timeline.fault(EAST + " returns: the same processes, which remember epoch " + old
                + ", and its route of epoch " + cluster.route().epoch());
        play.clusterBack(EAST);
        for (ServiceProcess instance : play.world.services.of(EAST)) {
            instance.paused(false);
        }
        play.temporalBack(EAST);
        play.await.until(
                SOON,
                "the route of " + EAST + " follows epoch " + epoch,
                () -> cluster.route().epoch() == epoch);
        play.allWork(WEST);
        play.steady(WEST);
        play.keep("return", List.of());
        play.unmoved(WATCH);
        if (play.world.zone.state().epoch() != epoch) {
            throw new Await.Missing(
                    "the epoch went on to " + play.world.zone.state().epoch());
        }
    }
}
