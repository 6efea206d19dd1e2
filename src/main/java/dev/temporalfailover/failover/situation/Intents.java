package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.Worded;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What people and alerts asked for. They outlive a leader; the loop alone acts on them.
 *
 * @param hold nothing moves until it is released or expires
 * @param acknowledgement lifts the hold-down of the switches before it
 * @param request a requested failover or failback
 * @param takeover this region carries another one's traffic; {@code /health/takeover} answers by it. Not an intent of a person,
 *     but kept beside them since it must outlive a leader too
 * @param alertsSince when alerts began to hold; how long they may counts from then, however often they renew it
 * @param incidents what alerts were dealt with, by any instance, so that none acts twice
 */
public record Intents(
        Optional<Hold> hold,
        Optional<Acknowledgement> acknowledgement,
        Optional<Request> request,
        Optional<Takeover> takeover,
        Optional<Instant> alertsSince,
        List<Incident> incidents) {

    public Intents {
        incidents = List.copyOf(incidents);
    }

    /** Nothing asked. */
    public static final Intents NONE =
            new Intents(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Intents without a hold of alerts. */
    public Intents(
            Optional<Hold> hold,
            Optional<Acknowledgement> acknowledgement,
            Optional<Request> request,
            Optional<Takeover> takeover) {
        this(hold, acknowledgement, request, takeover, Optional.empty(), List.of());
    }

    /** Stop all moves. Always ends by itself. */
    public record Hold(String owner, String reason, Instant expires) {
        /** No hold lasts longer. */
        public static final Duration LONGEST = Duration.ofHours(24);

        /** Alerts together hold no longer than this; then only a person can. */
        public static final Duration LONGEST_BY_ALERTS = Duration.ofHours(4);

        /** So long after they began, alerts may hold again. */
        public static final Duration ALERTS_AGAIN = Duration.ofHours(24);

        /** What counts of the time that others say is left of a hold. */
        public static Duration bounded(Duration left) {
            return left.compareTo(LONGEST) > 0 ? LONGEST : left;
        }
    }

    /** "I have seen the switches up to this time"; another one may follow. {@code epoch} is the one that was seen. */
    public record Acknowledgement(long epoch, String by, Instant at) {}

    /**
     * One alert that was dealt with.
     *
     * @param startsAt when it began; with the fingerprint and the action it names the incident
     * @param asks a short hash of what it asks for: replicas of Prometheus differ in fingerprint, not in this
     * @param resolved true once it was
     */
    public record Incident(String fingerprint, Instant startsAt, String action, String asks, boolean resolved) {
        /** So many are kept, the newest. */
        public static final int MOST = 64;

        /** After that an alert is refused as history. */
        public static final Duration KEPT = Duration.ofMinutes(70);
    }

    /**
     * Move the traffic to a region.
     *
     * @param by the requester: a person's name, {@code kubernetes:USER}, or {@code alert:FINGERPRINT} and perhaps its
     *     sender
     * @param automatic true if a machine requested it; then hold-down and velocity cap apply as to our own decisions
     * @param force go to a region that is not HEALTHY; audited as forced
     * @param expires ignored from then on, so that a late request never surprises
     * @param from only if this region carries the traffic; empty for any
     */
    public record Request(
            Kind kind,
            String to,
            String by,
            String reason,
            boolean automatic,
            boolean force,
            Instant expires,
            Optional<String> from) {
        /** A request to leave whichever region carries the traffic. */
        public Request(
                Kind kind, String to, String by, String reason, boolean automatic, boolean force, Instant expires) {
            this(kind, to, by, reason, automatic, force, expires, Optional.empty());
        }

        /** True if there is nothing to leave: another region carries the traffic. */
        public boolean missed(String active) {
            return from.filter(region -> !region.equals(active)).isPresent();
        }

        /** No request is acted on later than this after it was made. */
        public static final Duration LONGEST = Duration.ofHours(1);
    }

    /**
     * This region took the traffic over. Set after the record, or when that could not be written: then it is the claim on
     * which DNS, by Route 53's health checks, and the routes move, and the record catches up as soon as it can.
     *
     * @param from the region it took over from
     * @param epoch the epoch that was read when it was decided; once the record states the same, the record's own
     */
    public record Takeover(String from, long epoch, Instant since) {}

    /** Away from the preferred region, or back to it. */
    public enum Kind implements Worded {
        FAILOVER,
        FAILBACK
    }

    /** These intents with another hold, or none. */
    public Intents withHold(Optional<Hold> changed) {
        return new Intents(changed, acknowledgement, request, takeover, alertsSince, incidents);
    }

    /** These intents with another acknowledgement. */
    public Intents withAcknowledgement(Acknowledgement changed) {
        return new Intents(hold, Optional.of(changed), request, takeover, alertsSince, incidents);
    }

    /** These intents with another request, or none. */
    public Intents withRequest(Optional<Request> changed) {
        return new Intents(hold, acknowledgement, changed, takeover, alertsSince, incidents);
    }

    /** These intents with another takeover, or none. */
    public Intents withTakeover(Optional<Takeover> changed) {
        return new Intents(hold, acknowledgement, request, changed, alertsSince, incidents);
    }

    /** These intents with another begin of the holds of alerts, or none. */
    public Intents withAlertsSince(Optional<Instant> changed) {
        return new Intents(hold, acknowledgement, request, takeover, changed, incidents);
    }

    /** These intents with other incidents, of which the newest are kept. */
    public Intents withIncidents(List<Incident> changed) {
        List<Incident> newest = changed.stream()
                .sorted(Comparator.comparing(Incident::startsAt))
                .skip(Math.max(0, changed.size() - Incident.MOST))
                .toList();
        return new Intents(hold, acknowledgement, request, takeover, alertsSince, newest);
    }

    /**
     * These intents with no time beyond what is allowed at {@code now}, when they were first read: their writer's clock may be
     * wrong, or the writer no instance at all.
     */
    public Intents bounded(Instant now) {
        return new Intents(
                hold.map(h -> new Hold(h.owner(), h.reason(), earlier(h.expires(), now.plus(Hold.LONGEST)))),
                acknowledgement.map(
                        a -> new Acknowledgement(a.epoch(), a.by(), earlier(a.at(), now.plus(Moment.CLOCK_SKEW)))),
                request.map(r -> new Request(
                        r.kind(),
                        r.to(),
                        r.by(),
                        r.reason(),
                        r.automatic(),
                        r.force(),
                        earlier(r.expires(), now.plus(Request.LONGEST)),
                        r.from())),
                takeover.map(t -> new Takeover(t.from(), t.epoch(), earlier(t.since(), now.plus(Moment.CLOCK_SKEW)))),
                alertsSince.map(since -> earlier(since, now.plus(Moment.CLOCK_SKEW))),
                incidents.stream()
                        .filter(i -> i.startsAt().isBefore(now.plus(Moment.CLOCK_SKEW)))
                        .toList());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** These intents without what has expired by {@code now}. */
    public Intents at(Instant now) {
        return new Intents(
                hold.filter(h -> now.isBefore(h.expires())),
                acknowledgement,
                request.filter(r -> now.isBefore(r.expires())),
                takeover,
                alertsSince.filter(since -> now.isBefore(since.plus(Hold.ALERTS_AGAIN))),
                incidents.stream()
                        .filter(i -> i.startsAt().isAfter(now.minus(Incident.KEPT)))
                        .toList());
    }
}
