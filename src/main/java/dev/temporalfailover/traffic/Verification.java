package dev.temporalfailover.traffic;

import java.util.Map;

/**
 * Whether an applied change has its effect.
 *
 * @param state EFFECTIVE, NOT_YET, or FAILED where it cannot be told
 * @param detail one line for a person
 * @param shares of the traffic by region, as those that carry it say; empty if nobody was asked
 */
public record Verification(State state, String detail, Map<String, Double> shares) {

    /** Effective, or not. */
    public enum State {
        EFFECTIVE,
        NOT_YET,
        FAILED
    }

    public Verification {
        shares = Map.copyOf(shares);
    }

    /** One for which nobody was asked who carries traffic. */
    public Verification(State state, String detail) {
        this(state, detail, Map.of());
    }
}
