package dev.temporalfailover.failover;

import java.time.Instant;
import java.util.Optional;

/**
 * What people and alerts asked for. They outlive a leader; the loop alone acts on them.
 *
 * @param hold nothing moves until it is released or expires
 * @param acknowledgement lifts the hold-down of the switches before it
 * @param request a requested failover or failback
 */
public record Intents(Optional<Hold> hold, Optional<Acknowledgement> acknowledgement, Optional<Request> request) {

    /** Nothing asked. */
    public static final Intents NONE = new Intents(Optional.empty(), Optional.empty(), Optional.empty());

    /** Stop all moves. Always ends by itself. */
    public record Hold(String owner, String reason, Instant expires) {}

    /** "I have seen the switches up to this time"; another one may follow. {@code epoch} is the one that was seen. */
    public record Acknowledgement(long epoch, String by, Instant at) {}

    /**
     * Move the traffic to a region.
     *
     * @param by who asked: a person's name, or {@code alert:FINGERPRINT}
     * @param automatic true if a machine asked; then hold-down and velocity cap apply as to our own decisions
     * @param force go to a region that is not HEALTHY; audited as forced
     * @param expires ignored from then on, so that a late request never surprises
     */
    public record Request(
            Kind kind, String to, String by, String reason, boolean automatic, boolean force, Instant expires) {}

    /** Away from the preferred region, or back to it. */
    public enum Kind {
        FAILOVER,
        FAILBACK
    }

    /** These intents without what has expired by {@code now}. */
    public Intents at(Instant now) {
        return new Intents(
                hold.filter(h -> now.isBefore(h.expires())),
                acknowledgement,
                request.filter(r -> now.isBefore(r.expires())));
    }
}
