package dev.temporalfailover.sandbox;

import dev.temporalfailover.emulator.regions.KubernetesRegion;
import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.scenario.TwoRegions;
import dev.temporalfailover.testkit.service.Observer;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The sandbox's world as outages see it that are played on real components too. */
record EmulatedRegions(Play play) implements TwoRegions {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Override
    public void fault(String what) {
        play.timeline.fault(what);
    }

    @Override
    public void callFor(String region, String why) {
        play.callFor(region, why);
    }

    @Override
    public void killTemporal(String region) {
        play.world.temporal.get(region).kill();
    }

    @Override
    public void flap(String region, Duration away, Duration back) throws Exception {
        killTemporal(region);
        play.await.whileSo(away, "traffic moved twice", () -> moves() <= 1);
        play.temporalBack(region);
        play.await.whileSo(back, "traffic moved twice", () -> moves() <= 1);
    }

    @Override
    public void cutLink() {
        play.world.links.freeze(link -> link.joins(EAST, WEST));
    }

    @Override
    public void healed() throws Exception {
        play.timeline.over();
        play.timeline.say("the link is back");
        play.world.links.heal();
        play.steady(EAST);
    }

    @Override
    public Doomed killWriter() {
        AtomicReference<ServiceProcess> writer = new AtomicReference<>();
        play.onMove(after -> {
            // Before the batch is answered: the route's patch, which comes next, takes the Kubernetes API away.
            ServiceProcess owner = play.world.services.named(after.owner());
            cluster(owner.place()).api().vanishOnce("PATCH", "/virtualservices/", false);
            writer.set(owner);
        });
        return new Doomed() {
            @Override
            public long await() throws Exception {
                play.await.until(SOON, "DNS is written", () -> writer.get() != null);
                return kill(writer.get());
            }

            @Override
            public String name() {
                return writer.get().name();
            }
        };
    }

    private long kill(ServiceProcess leader) throws Exception {
        KubernetesRegion cluster = cluster(leader.place());
        play.await.until(SOON, leader.name() + " begins to patch the route", cluster.api()::isCut);
        leader.kill();
        long epoch = epoch();
        play.timeline.say("killed " + leader.name() + " after its batch and before its route, epoch " + epoch);
        if (cluster.route().epoch() >= epoch) {
            throw new Await.Missing("the route was moved before the leader died");
        }
        cluster.api().restore();
        play.await.until(SOON, "the other instance of " + leader.place() + " leads", () -> play.observers
                .leader(leader.place())
                .filter(next -> next.service() != leader)
                .isPresent());
        Optional<Observer> next = play.observers.leader(leader.place());
        play.timeline.mark("next leader", next.map(n -> n.service().name()).orElse("nobody") + " leads");
        return epoch;
    }

    private KubernetesRegion cluster(String region) {
        return play.world.kubernetes.get(region);
    }

    @Override
    public void judges(String region, String other, String verdict) throws Exception {
        play.judges(region, other, verdict);
    }

    @Override
    public void decides(String region, String decision) throws Exception {
        play.decides(region, decision);
    }

    @Override
    public void unmoved(Duration time) throws Exception {
        play.unmoved(time);
    }

    @Override
    public void refused(String region, String reason) throws Exception {
        play.alarmed(region, "refuse", reason);
        play.keep("cut");
    }

    @Override
    public void moved(String name, String to) throws Exception {
        play.moved(name, to);
    }

    @Override
    public void settled(String mayHaveMovedTo) throws Exception {
        boolean moved = moves() > 0;
        if (moved) {
            play.moved("failover", mayHaveMovedTo);
        }
        play.steady(moved ? mayHaveMovedTo : EAST);
    }

    @Override
    public int moves() {
        return play.safety.moves();
    }

    @Override
    public long epoch() {
        return play.world.zone.state().epoch();
    }

    @Override
    public long routeEpoch(String region) {
        return cluster(region).route().epoch();
    }

    @Override
    public void found(String what) {
        play.timeline.say(what);
    }
}
