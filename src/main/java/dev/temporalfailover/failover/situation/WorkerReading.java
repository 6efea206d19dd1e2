package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Worded;
import java.time.Instant;
import java.util.Optional;

/**
 * A Deployment of workers in this region's own Kubernetes cluster, as last read.
 *
 * @param id kind, namespace and name, for example {@code Deployment shop/payment-worker}
 * @param claim under which this service last restarted it; {@link Claim#NONE} if it never did
 * @param moved when the newest of the namespaces that it was last restarted for was made active here, by Temporal's clock
 * @param due false while a restart that failed waits for its next try
 * @param detail one line for a person: how far a rollout is, or why it is not restarted; may be empty
 */
public record WorkerReading(
        String id, WorkerState state, Claim claim, Optional<Instant> moved, boolean due, String detail) {

    /** Whether it may be restarted. */
    public enum WorkerState implements Worded {
        /** All its pods are of its present template, and available. */
        READY,
        /** A rollout is going on, of whoever: it is left alone. */
        ROLLING,
        /** It is paused or has no pods: there is nothing to restart. */
        RESTING,
        /** The last restart was refused or its answer was lost; it is tried again. */
        REFUSED,
        /** There is no such Deployment in this cluster. */
        MISSING,
        /** It could not be read. */
        UNREADABLE
    }

    /** True if a restart may be sent now. */
    public boolean restartable() {
        return due && (state == WorkerState.READY || state == WorkerState.REFUSED);
    }

    /** One word for what a person must look at; empty while all is well. */
    public String trouble() {
        return switch (state) {
            case READY, ROLLING, RESTING -> "";
            case REFUSED -> "rejected";
            case MISSING -> "missing";
            case UNREADABLE -> "not readable";
        };
    }

    /** One line for explain. */
    public String line() {
        String when = claim.equals(Claim.NONE) ? "" : ", last restarted under epoch " + claim;
        String why = detail.isEmpty() ? "" : " (" + detail + ")";
        return "workers: " + id + " is " + state.word() + why + when;
    }
}
