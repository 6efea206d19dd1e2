package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.Worded;

/**
 * How applying one step ended. Never an exception.
 *
 * @param kind what to do next
 * @param detail one line for a person: the service's own words where there are some
 * @param reference what {@code verify} asks about, for example a Route 53 change id; empty where there is none
 */
public record StepOutcome(StepResult kind, String detail, String reference) {

    /** How a step can end. Only APPLIED changed something for certain. */
    public enum StepResult implements Worded {
        APPLIED,
        /** The object is not what was read: read again and decide again, never retry blindly. */
        LOST_RACE,
        /** Too many requests; try again later. */
        THROTTLED,
        /** Another change is in progress; try again later. */
        BUSY,
        /** We lack the right. */
        DENIED,
        /** The zone or the object does not exist. */
        NOT_FOUND,
        /** The service refused the content, for example an admission webhook. */
        REJECTED,
        /** Not reached. */
        UNAVAILABLE,
        /** The answer was lost or unreadable: it may have been applied. Read before anything else. */
        UNCERTAIN
    }

    public boolean applied() {
        return kind == StepResult.APPLIED;
    }

    /** The word in metrics and audit, for example {@code lost_race}. */
    public String word() {
        return kind.word();
    }
}
