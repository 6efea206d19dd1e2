package dev.temporalfailover.failover.situation;

import java.util.Map;

/**
 * One route of this cluster's mesh as last read.
 *
 * @param id kind, namespace and name, for example {@code VirtualService temporal-backend/temporal-frontend}
 * @param state what was found
 * @param weights by region; empty unless found
 * @param epoch the annotation's number; 0 without one
 * @param detail one line for a person: the other writer's name, or why it could not be read
 */
public record RouteReading(String id, State state, Map<String, Integer> weights, long epoch, String detail) {

    /** What was found. */
    public enum State {
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
}
