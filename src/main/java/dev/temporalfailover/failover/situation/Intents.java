package dev.temporalfailover.failover.situation;

import java.time.Instant;
import java.util.Optional;

/**
 * What people and alerts asked for. They outlive a leader; the loop alone acts on them.
 *
 * @param hold nothing moves until it is released or expires
 * @param acknowledgement lifts the hold-down of the switches before it
 * @param request a requested failover or failback
 * @param takeover this region serves in another one's stead; what {@code /health/takeover} answers. No intent of anybody,
 *     but kept beside them since it must outlive a leader too
 */
public record Intents(
        Optional<Hold> hold,
        Optional<Acknowledgement> acknowledgement,
        Optional<Request> request,
        Optional<Takeover> takeover) {

    /** Nothing asked. */
    public static final Intents NONE =
            new Intents(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Stop all moves. Always ends by itself. */
    public record Hold(String owner, String reason, Instant expires) {}

    /** "I have seen the switches up to this time"; another one may follow. {@code epoch} is the one that was seen. */
    public record Acknowledgement(long epoch, String by, Instant at) {}

    /**
     * Move the traffic to a region.
     *
     * @param by the requester: a person's name, {@code kubernetes:USER}, or {@code alert:FINGERPRINT} and perhaps its
     *     sender
     * @param automatic true if a machine requested it; then hold-down and velocity cap apply as to our own decisions
     * @param force go to a region that is not HEALTHY; audited as forced
     * @param expires ignored from then on, so that a late request never surprises
     */
    public record Request(
            Kind kind, String to, String by, String reason, boolean automatic, boolean force, Instant expires) {}

    /**
     * This region took the traffic over. Set after the record, or when that could not be written: then it is the claim on
     * which DNS, by Route 53's health checks, and the routes move, and the record catches up as soon as it can.
     *
     * @param from the region it took over from
     * @param epoch the epoch that was read when it was decided; once the record says it too, the record's own
     */
    public record Takeover(String from, long epoch, Instant since) {}

    /** Away from the preferred region, or back to it. */
    public enum Kind {
        FAILOVER,
        FAILBACK
    }

    /** These intents with another hold, or none. */
    public Intents withHold(Optional<Hold> changed) {
        return new Intents(changed, acknowledgement, request, takeover);
    }

    /** These intents with another acknowledgement. */
    public Intents withAcknowledgement(Acknowledgement changed) {
        return new Intents(hold, Optional.of(changed), request, takeover);
    }

    /** These intents with another request, or none. */
    public Intents withRequest(Optional<Request> changed) {
        return new Intents(hold, acknowledgement, changed, takeover);
    }

    /** These intents with another takeover, or none. */
    public Intents withTakeover(Optional<Takeover> changed) {
        return new Intents(hold, acknowledgement, request, changed);
    }

    /** These intents without what has expired by {@code now}. */
    public Intents at(Instant now) {
        return new Intents(
                hold.filter(h -> now.isBefore(h.expires())),
                acknowledgement,
                request.filter(r -> now.isBefore(r.expires())),
                takeover);
    }
}
