package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Traffic;
import java.time.Duration;

/** The active region's Kubernetes API and etcd die, later its Temporal too. */
final class ApiDead implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "api-dead";
    }

    @Override
    public String shows() {
        return "kube-apiserver and etcd of the active region are killed: nothing moves; when its Temporal dies too, DNS does";
    }

    @Override
    public void play(Play play) throws Exception {
        Cluster cluster = play.stand.clusters.get(EAST);
        play.fault("kube-apiserver and etcd of " + EAST.name() + " are killed");
        cluster.killApi();
        cluster.killEtcd();
        play.await.until(Play.SOON, "nobody leads " + EAST.name(), () -> play.observers
                .leader(EAST.name())
                .isEmpty());
        play.unmoved(WATCH);
        play.noneFailed();
        play.callFor(WEST);
        // Nobody can write this region's route: who works behind its mesh stays with its dead Temporal.
        play.traffic.lost(Traffic.SIDECAR, Traffic.PROXYLESS, Traffic.FOREVER);
        play.fault(EAST.name() + " Temporal is killed too");
        play.stand.temporal.get(EAST).kill();
        play.moved(WEST, WEST);
        cluster.restart();
        play.routed(EAST, WEST);
        play.found("the route of " + EAST.name() + " followed when its API was back");
    }
}
