package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.Worded;
import java.time.Duration;

/**
 * One run of a canary client's workflow.
 *
 * @param outcome how far it came
 * @param age since it began; before the first, since this process started
 * @param took from the first call to the result or the failure
 * @param cluster the id of the cluster that was asked; empty if it did not say
 * @param failure why there is no result, in one line; empty if there is one
 */
public record WorkflowRun(WorkflowOutcome outcome, Duration age, Duration took, String cluster, String failure) {

    /** How far a run came. */
    public enum WorkflowOutcome implements Worded {
        /** None has ended yet. */
        NONE,
        /** The result came within the deadline. */
        COMPLETED,
        /** The namespace is missing, global or being deleted; nothing was started. */
        UNFIT_NAMESPACE,
        /** Temporal did not take the start. */
        NOT_STARTED,
        /** Temporal took the start, and the result did not come within the deadline. */
        NOT_FINISHED
    }
}
