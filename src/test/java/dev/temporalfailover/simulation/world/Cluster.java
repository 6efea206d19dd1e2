package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.simulation.setting.Faulty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One region's Kubernetes API: the Lease, the intents and the routes, each with a version, and watches that are late. */
public final class Cluster {
    public static final String ROUTE = "VirtualService temporal-backend/temporal-frontend";

    public final String region;
    private final World world;
    public final Faulty dead = new Faulty();
    public final Faulty losesAnswers = new Faulty();
    public final List<Instance> instances = new ArrayList<>();
    public final Map<String, Route> routes = new TreeMap<>();
    /** The Deployment of workers. */
    Workers workers = new Workers(Claim.NONE, Optional.empty(), 0, 1);

    private Intents intents = Intents.NONE;
    private long intentsVersion = 1;
    private String leaseHolder = "";
    private long leaseVersion;

    /** A route as it stands; {@code stated} are the weights of its annotation. */
    public record Route(Map<String, Integer> weights, Map<String, Integer> stated, Claim claim, long version) {
        public long epoch() {
            return claim.epoch();
        }
    }

    /**
     * The Deployment of workers as it stands.
     *
     * @param claim of its mark
     * @param moved of its mark
     * @param rolling until when a rollout goes on, true time
     */
    public record Workers(Claim claim, Optional<Instant> moved, long rolling, long version) {}

    /** The Lease as one read finds it. */
    public record Lease(String holder, long version) {}

    /** The intents as one read finds them. */
    public record Stored(Intents intents, long version) {}

    Cluster(World world, String region) {
        this.world = world;
        this.region = region;
    }

    /** The one of this name, or null. */
    public Instance instance(String name) {
        for (Instance one : instances) {
            if (one.name.equals(name)) {
                return one;
            }
        }
        return null;
    }

    boolean answers(Instance who) {
        return !dead.strikes(region) && !dead.strikes(who);
    }

    public Lease lease() {
        return new Lease(leaseHolder, leaseVersion);
    }

    /** Compare-and-swap. */
    public boolean lease(Lease read, String holder) {
        if (read.version() != leaseVersion) {
            return false;
        }
        if (!holder.equals(leaseHolder)) {
            world.timeline.say(region, "lease held by %s", holder.isEmpty() ? "nobody" : holder);
        }
        leaseHolder = holder;
        leaseVersion++;
        return true;
    }

    public Stored intents() {
        return new Stored(intents, intentsVersion);
    }

    /** Stores and tells the watches, later. */
    public Stored intents(Intents changed) {
        if (!changed.equals(intents)) {
            world.timeline.say(region, "intents %s", changed);
        }
        intents = changed;
        intentsVersion++;
        for (Instance instance : instances) {
            instance.watchSoon();
        }
        return intents();
    }

    /** A change of a route by anybody; null takes it away. */
    public void route(String id, Route changed) {
        if (changed == null) {
            routes.remove(id);
        } else {
            routes.put(id, changed);
        }
        for (Instance instance : instances) {
            instance.routesChangedSoon();
        }
    }

    /** The API is back: watches start again. */
    public void back() {
        instances.forEach(Instance::watchSoon);
    }
}
