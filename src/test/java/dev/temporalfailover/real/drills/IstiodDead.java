package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Traffic;
import java.time.Duration;
import java.time.Instant;

/** The API server takes the route, and nobody tells the proxies. */
final class IstiodDead implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "istiod-dead";
    }

    @Override
    public String shows() {
        return "istiod of the active region is dead when its Temporal dies: the route is written and called not effective until istiod is back";
    }

    @Override
    public void play(Play play) throws Exception {
        play.stand.meshes.get(EAST).killIstiod();
        // Whoever works behind this mesh, or is connected to its gateway, stays where it is.
        play.traffic.lost(Traffic.SIDECAR, Traffic.PROXYLESS, Traffic.FOREVER, Traffic.SDK);
        play.callFor(WEST);
        play.fault(EAST.name() + " Temporal is killed, its istiod is dead");
        play.stand.temporal.get(EAST).kill();
        play.moved(WEST, EAST, WEST);
        play.await.until(Play.SOON, "the route is called not effective", () -> play.effective(EAST) == 0);
        play.timeline.mark("refused", "the route of " + EAST.name() + " is called not effective");
        play.unmoved(WATCH);
        Instant back = Instant.now();
        play.stand.meshes.get(EAST).startIstiod();
        play.await.until(Play.SOON, "the route is effective", () -> play.effective(EAST) == 1);
        play.found(
                "effective " + Duration.between(back, Instant.now()).toMillis() + " ms after istiod was started again");
        play.traffic.of(Traffic.SIDECAR).awaitOk("call", WEST.name(), back, Play.SOON);
    }
}
