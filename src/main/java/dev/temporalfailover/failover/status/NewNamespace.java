package dev.temporalfailover.failover.status;

import java.time.Duration;

/**
 * A namespace of Temporal that a person wants to have.
 *
 * @param retention for how long Temporal keeps workflows that have ended; a day at least, as it is a global namespace
 * @param description one line for a person; may be empty
 * @param active the region whose cluster is the active one at first
 */
public record NewNamespace(String name, Duration retention, String description, String active) {

    /**
     * What became of it.
     *
     * @param detail one line for a person
     */
    public record Registered(Result result, String detail) {}

    /** How it ended. */
    public enum Result {
        /** It was made now. */
        CREATED,
        /** One of that name with the same retention and the same clusters was there. */
        EXISTS,
        /** Another one of that name was there, or the cluster refused it; asking again changes nothing. */
        REFUSED,
        /** No answer, or none that says whether it is there; asking again is safe. */
        UNKNOWN
    }
}
