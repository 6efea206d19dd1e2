package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Worded;
import java.util.Map;
import java.util.Optional;

/**
 * One route of this cluster's mesh as last read.
 *
 * @param id kind, namespace and name, for example {@code VirtualService temporal-backend/temporal-frontend}
 * @param state what was found
 * @param weights by region; empty unless found
 * @param claim what its annotations say its weights rest on; {@link Claim#NONE} without them
 * @param detail one line for a person: the other writer's name, or why it could not be read
 * @param unclaimed FOREIGN for no other reason than that it has no annotation and adoption is not asked for
 */
public record RouteReading(
        String id, RouteState state, Map<String, Integer> weights, Claim claim, String detail, boolean unclaimed) {

    /** What was found. */
    public enum RouteState implements Worded {
        /** Its weights are those that its annotation states, or it has no annotation yet and may be adopted. */
        OWNED,
        /** Its weights are not those of its annotation, or it has none and may not be adopted: left alone. */
        FOREIGN,
        /** No such object, or no route in it that we may move. */
        MISSING,
        /** The Kubernetes API did not answer. */
        UNREADABLE
    }

    public RouteReading {
        weights = Map.copyOf(weights);
    }

    /** A route that was claimed, or cannot be. */
    public RouteReading(String id, RouteState state, Map<String, Integer> weights, Claim claim, String detail) {
        this(id, state, weights, claim, detail, false);
    }

    /** A route whose weights rest on an epoch of the record; 0 for none. */
    public RouteReading(String id, RouteState state, Map<String, Integer> weights, long epoch, String detail) {
        this(id, state, weights, Claim.of(epoch), detail);
    }

    /** The epoch of its claim; 0 without one. */
    public long epoch() {
        return claim.epoch();
    }

    /** The region whose takeover it follows while the record names another region. */
    public Optional<String> takeover() {
        return claim.takeover();
    }
}
