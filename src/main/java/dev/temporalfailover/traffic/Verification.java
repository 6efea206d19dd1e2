package dev.temporalfailover.traffic;

/**
 * Whether an applied change has its effect.
 *
 * @param state EFFECTIVE, NOT_YET, or FAILED where it cannot be told
 * @param detail one line for a person
 */
public record Verification(State state, String detail) {

    /** Effective, or not. */
    public enum State {
        EFFECTIVE,
        NOT_YET,
        FAILED
    }
}
