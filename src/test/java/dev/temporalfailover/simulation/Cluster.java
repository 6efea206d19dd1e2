package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.Intents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One region's Kubernetes API: the Lease, the intents and the routes, each with a version, and watches that are late. */
final class Cluster {
    static final String ROUTE = "VirtualService temporal-backend/temporal-frontend";

    final String region;
    private final World world;
    final Faulty dead = new Faulty();
    final Faulty losesAnswers = new Faulty();
    final List<Instance> instances = new ArrayList<>();
    final Map<String, Route> routes = new TreeMap<>();
    private Intents intents = Intents.NONE;
    private long intentsVersion = 1;
    private String leaseHolder = "";
    private long leaseVersion;

    /** A route as it stands; {@code stated} are the weights of its annotation. */
    record Route(Map<String, Integer> weights, Map<String, Integer> stated, Claim claim, long version) {
        long epoch() {
            return claim.epoch();
        }
    }

    /** The Lease as one read finds it. */
    record Lease(String holder, long version) {}

    /** The intents as one read finds them. */
    record Stored(Intents intents, long version) {}

    Cluster(World world, String region) {
        this.world = world;
        this.region = region;
    }

    /** The one of this name, or null. */
    Instance instance(String name) {
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

    Lease lease() {
        return new Lease(leaseHolder, leaseVersion);
    }

    /** Compare-and-swap. */
    boolean lease(Lease read, String holder) {
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

    Stored intents() {
        return new Stored(intents, intentsVersion);
    }

    /** Stores and tells the watches, later. */
    Stored intents(Intents changed) {
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
    void route(String id, Route changed) {
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
    void back() {
        instances.forEach(Instance::watchSoon);
    }
}
