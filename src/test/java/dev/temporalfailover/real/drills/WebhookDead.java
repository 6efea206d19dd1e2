package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Nobody answers when the API server asks whether the route is valid. */
final class WebhookDead implements Drill {

    @Override
    public String name() {
        return "webhook-dead";
    }

    @Override
    public String shows() {
        return "istiod is dead and its validation must answer: no route can be written, DNS moves, it is said; with istiod the route follows";
    }

    @Override
    public void play(Play play) throws Exception {
        Cluster cluster = play.stand.clusters.get(EAST);
        Path webhook = play.stand.meshes.get(EAST).webhook();
        cluster.apply(webhook);
        play.stand.meshes.get(EAST).killIstiod();
        play.callFor(WEST);
        play.traffic.lost(Traffic.SIDECAR, Traffic.PROXYLESS, Traffic.FOREVER, Traffic.SDK);
        play.fault(EAST.name() + " Temporal is killed, no route can be written there");
        play.stand.temporal.get(EAST).kill();
        try {
            play.moved(WEST, WEST);
            play.await.until(Play.SOON, "the failure is said", () -> play.says(EAST, "rev.validation.istio.io"));
            play.timeline.mark("refused", "the route of " + EAST.name() + " cannot be written");
            Instant back = Instant.now();
            play.stand.meshes.get(EAST).startIstiod();
            play.routed(EAST, WEST);
            play.found("written " + Duration.between(back, Instant.now()).toMillis()
                    + " ms after istiod was started again");
        } finally {
            cluster.delete(webhook);
        }
    }
}
