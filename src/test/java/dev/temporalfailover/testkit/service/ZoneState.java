package dev.temporalfailover.testkit.service;

import java.util.Map;

/**
 * The records right after a batch.
 *
 * @param weights by region, which is the set identifier
 * @param epoch of the epoch record; 0 without one
 * @param owner the instance that wrote the epoch record; empty without one
 */
public record ZoneState(Map<String, Integer> weights, long epoch, String owner) {
    public ZoneState {
        weights = Map.copyOf(weights);
    }

    public ZoneState(Map<String, Integer> weights, long epoch) {
        this(weights, epoch, "");
    }
}
