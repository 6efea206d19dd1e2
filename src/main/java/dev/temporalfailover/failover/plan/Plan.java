package dev.temporalfailover.failover.plan;

import java.util.List;

/**
 * Ordered steps from what is to what is wanted, made by {@link Planner}.
 *
 * @param reason why, for the audit
 */
public record Plan(List<Step> steps, String reason) {

    /** Nothing to do. */
    public static final Plan NOTHING = new Plan(List.of(), "");

    public Plan {
        steps = List.copyOf(steps);
    }
}
