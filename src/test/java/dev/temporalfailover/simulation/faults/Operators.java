package dev.temporalfailover.simulation.faults;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.simulation.rules.Rules;
import dev.temporalfailover.simulation.setting.People;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.world.Cluster;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.World;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** People and alerts: what {@code api.Actions} and {@code runbook.Runbook} would store for them. */
final class Operators {
    private final World world;
    private final Rules rules;

    Operators(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    /** Something at random, at an instance that is up. */
    void act() {
        Instance at = world.any(world.instances);
        PolicyStatus status = at.status();
        if (status == null || at.paused()) {
            return;
        }
        switch (world.random.nextInt(8)) {
            case 0 -> hold(at);
            case 1 -> store(at, "release", i -> i.withHold(Optional.empty()));
            case 2, 3 -> acknowledge(at, status);
            case 4 -> move(at, false, false);
            case 5 -> move(at, false, true);
            case 6 -> move(at, true, false);
            default -> store(at, "release of the request", i -> i.withRequest(Optional.empty()));
        }
    }

    void releaseAll() {
        for (Cluster cluster : world.clusters.values()) {
            Intents stored = cluster.intents().intents();
            cluster.intents(stored.withHold(Optional.empty()).withRequest(Optional.empty()));
        }
    }

    private void hold(Instance at) {
        Instant until = at.moment().wall().plusMillis(world.random.nextInt((int) world.scenario.length()));
        store(at, "hold", i -> i.withHold(Optional.of(new Intents.Hold("person", "drill", until))));
    }

    private void acknowledge(Instance at, PolicyStatus status) {
        Optional<EpochRecord> epoch = status.dns().epoch();
        if (epoch.isEmpty()) {
            return;
        }
        Intents.Acknowledgement seen = new Intents.Acknowledgement(
                epoch.get().epoch(), "person", at.moment().wall());
        if (store(at, "acknowledgement", i -> i.withAcknowledgement(seen))) {
            rules.acknowledged(at.region);
        }
    }

    private void move(Instance at, boolean alert, boolean force) {
        String to = world.any(Scenario.REGIONS);
        Intents.Kind kind = to.equals(Scenario.EAST) ? Intents.Kind.FAILBACK : Intents.Kind.FAILOVER;
        Intents.Request request = new Intents.Request(
                kind,
                to,
                alert ? "alert:f1" : "person",
                "because",
                alert,
                force,
                at.moment().wall().plusMillis(People.REQUEST_HOLDS));
        if (store(
                at,
                (alert ? "alert" : force ? "force" : "move") + " to " + to,
                i -> i.withRequest(Optional.of(request)))) {
            rules.requested(at.region, request);
        }
    }

    /** True if it may have been stored. */
    private boolean store(Instance at, String what, UnaryOperator<Intents> change) {
        rules.count("operator: " + what.split(" ")[0]);
        world.timeline.say("operator", "%s at %s", what, at);
        try {
            at.intents().update("temporal-api-failover", change);
            return true;
        } catch (UncheckedIOException unavailable) {
            world.timeline.say("operator", "not stored: %s", unavailable.getMessage());
            return unavailable.getMessage().contains("no answer");
        }
    }
}
