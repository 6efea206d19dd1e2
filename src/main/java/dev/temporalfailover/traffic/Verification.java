package dev.temporalfailover.traffic;

import java.util.Map;

/**
 * Whether an applied change has its effect.
 *
 * @param state EFFECTIVE, NOT_YET, or FAILED if unknown
 * @param detail one line for a person
 * @param shares of the traffic by region, as reported by the proxies; empty if none was asked
 */
public record Verification(Effectiveness state, String detail, Map<String, Double> shares) {

    /** Effective, or not. */
    public enum Effectiveness {
        EFFECTIVE,
        NOT_YET,
        FAILED
    }

    public Verification {
        shares = Map.copyOf(shares);
    }

    /** One for which no proxy was asked. */
    public Verification(Effectiveness state, String detail) {
        this(state, detail, Map.of());
    }
}
