package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.REGIONS;
import static dev.temporalfailover.emulator.regions.World.WEST;

import dev.temporalfailover.emulator.regions.KubernetesRegion;
import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.service.Observer;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The instance that writes DNS dies before it has moved its own region's route. */
final class LeaderKill implements Scenario {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "leader-kill";
    }

    @Override
    public String shows() {
        return "the leader is killed between the DNS batch and its route: the other instance finishes under the same epoch";
    }

    @Override
    public void play(Play play) throws Exception {
        AtomicReference<ServiceProcess> writer = new AtomicReference<>();
        play.onMove(after -> {
            // Before the batch is answered: the route's patch, which comes next, takes the Kubernetes API away.
            ServiceProcess owner = play.world.services.named(after.owner());
            play.world.kubernetes.get(owner.place()).api().vanishOnce("PATCH", "/virtualservices/", false);
            writer.set(owner);
        });
        play.callFor(WEST, "outage");
        play.timeline.fault(EAST + " Temporal killed");
        play.world.temporal.get(EAST).kill();
        play.await.until(SOON, "DNS is written", () -> writer.get() != null);
        ServiceProcess leader = writer.get();
        KubernetesRegion cluster = play.world.kubernetes.get(leader.place());
        play.await.until(SOON, leader.name() + " begins to patch the route", cluster.api()::isCut);
        leader.kill();
        long epoch = play.world.zone.state().epoch();
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
        play.moved("failover", WEST);
        for (String region : REGIONS) {
            long written = play.world.kubernetes.get(region).route().epoch();
            if (written != epoch) {
                throw new Await.Missing("the route of " + region + " carries epoch " + written + " and not " + epoch);
            }
        }
        if (play.world.zone.state().epoch() != epoch) {
            throw new Await.Missing(
                    "the epoch went on to " + play.world.zone.state().epoch());
        }
    }
}
