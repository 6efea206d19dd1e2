package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.WEST;

import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.time.Duration;

/** Route 53's API, which lives in the region that dies, dies with it. */
final class Route53Dead implements Scenario {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration WATCH = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "route53-dead";
    }

    @Override
    public String shows() {
        return "the active region and Route 53's API die together: the takeover moves DNS by Route 53's own health check and"
                + " the mesh by its claim; the old region's return undoes nothing, and the record catches up when the API is"
                + " back";
    }

    @Override
    public boolean takeoverCheck() {
        return true;
    }

    @Override
    public void play(Play play) throws Exception {
        HostedZone zone = play.world.zone;
        long epoch = zone.state().epoch();
        play.callFor(WEST, "outage");
        play.timeline.fault("Temporal in " + EAST + " dies, and Route 53's API with it; the cluster there lives");
        zone.emulator().apiDown();
        play.world.temporal.get(EAST).kill();
        for (ServiceProcess service : play.world.services.of(WEST)) {
            play.await.until(
                    SOON,
                    service.name() + " says that " + WEST + " has taken over",
                    () -> service.answers("/health/takeover/" + EAST));
        }
        play.timeline.mark("taken over", "/health/takeover/" + EAST + " answers 200 on all instances of " + WEST);
        play.routed();
        play.allWork(WEST);
        play.timeline.say(
                "all clients work in " + WEST + ": its health check leads those of DNS, the routes of both clusters"
                        + " follow its takeover; the record still says epoch "
                        + zone.state().epoch());
        play.keep("takeover");
        play.unmoved(WATCH);
        play.timeline.fault(EAST + " dies whole, then returns: the same processes, and Route 53's API is still dead");
        play.regionDies(EAST, instance -> instance.paused(true));
        play.unmoved(WATCH);
        play.clusterBack(EAST);
        for (ServiceProcess instance : play.world.services.of(EAST)) {
            instance.paused(false);
        }
        play.temporalBack(EAST);
        play.judges(EAST, EAST, "HEALTHY");
        play.allWork(WEST);
        play.unmoved(WATCH);
        if (zone.state().epoch() != epoch) {
            throw new Await.Missing("the record changed while the API was dead");
        }
        play.timeline.fault("Route 53's API is back");
        zone.emulator().apiUp();
        play.moved("catching up", WEST);
        if (zone.state().epoch() != epoch + 1) {
            throw new Await.Missing("epoch " + zone.state().epoch() + " is not one step after " + epoch);
        }
    }
}
