package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What this cluster's routes follow while nothing moves: this region's takeover, the one from this region that another place
 * tells of, or the record. A takeover's mark is newer than the epoch it stands on and older than the next.
 */
final class RouteRule {
    private final Situation s;
    private final TakeoverRule takeover;
    private final Optional<Takeover> own;
    private final Optional<EpochRecord> record;
    private final Optional<Goal> goal;

    /** @param says the record whose weights the routes get */
    record Goal(Claim claim, EpochRecord says) {

        /** The step that brings a route there; empty if its own claim is as new. */
        Optional<Step> step(RouteReading route) {
            return claim.after(route.claim()) ? Optional.of(Step.route(route, claim, says)) : Optional.empty();
        }
    }

    /** @param own the takeover that is in force here once the plan is done */
    RouteRule(Situation s, TakeoverRule takeover, Optional<Takeover> own) {
        this.s = s;
        this.takeover = takeover;
        this.own = own;
        DnsReading dns = s.dns();
        this.record = dns.epoch().filter(r -> dns.state() == DnsReading.State.OWNED);
        this.goal = ownTakeover().or(this::takeoverFromHere).or(this::recordItself);
    }

    /** True if the word is its region's leader's and not too old. */
    static boolean leads(Opinion o, Situation s, Moment now, FailoverPolicy policy) {
        return o.role() == Opinion.Role.LEADER
                && o.fresh(policy.evidence().fresh(), now.steady())
                && !o.place().equals(s.self());
    }

    /** What follows a claim, whichever layer it is of; empty while nothing may be followed. */
    Optional<Goal> goal() {
        return goal;
    }

    Optional<Step> step(RouteReading route) {
        boolean marked = route.takeover().isPresent()
                && record.filter(r -> r.epoch() == route.epoch()).isPresent()
                && goal.map(Goal::claim).filter(route.claim()::equals).isEmpty();
        if (marked) {
            return mayReturn(route, record.get()) ? Optional.of(Step.route(route, record.get())) : Optional.empty();
        }
        // A leader that never read the record does not know whether the record states the takeover already.
        boolean same = record.isEmpty()
                && goal.filter(t -> t.claim().epoch() == route.epoch()
                                && t.says().weights().equals(route.weights()))
                        .isPresent();
        return same ? Optional.empty() : goal.flatMap(t -> t.step(route));
    }

    /** The steps by which routes follow another region's takeover from this one. */
    List<Step> led(List<RouteReading> routes) {
        return takeoverFromHere().stream()
                .flatMap(led -> routes.stream().flatMap(route -> led.step(route).stream()))
                .toList();
    }

    private Optional<Goal> ownTakeover() {
        return own.filter(t -> record.isEmpty() ? s.dns().state() == DnsReading.State.UNREAD : takeover.pending())
                .filter(t -> !s.elsewhere().tellsOfMoreThan(t.epoch()))
                .map(t -> takeover.goal(t.epoch(), s.self()));
    }

    /** Only out of a region that its own observers see DOWN: other regions must not move a region that sees itself alive. */
    private Optional<Goal> takeoverFromHere() {
        if (record.isEmpty()
                || !record.get().active().equals(s.self())
                || s.verdict(s.self()).verdict() != Verdict.DOWN
                || s.elsewhere().tellsOfMoreThan(record.get().epoch())) {
            return Optional.empty();
        }
        return s.elsewhere().opinions().stream()
                .filter(takeover::freshlyHeard)
                .filter(o -> o.takeover()
                        .filter(t -> t.from().equals(s.self())
                                && t.epoch() == record.get().epoch())
                        .isPresent())
                .findFirst()
                .map(o -> takeover.goal(record.get().epoch(), o.place()));
    }

    /** Only while it can be read: it may have moved on behind our back, and following an old one would be a stale write. */
    private Optional<Goal> recordItself() {
        return record.filter(r -> !s.dns().failing()).map(r -> new Goal(Claim.of(r.epoch()), r));
    }

    /**
     * A takeover that ended without the record: back to the record's region only if that serves and nothing is newer. While
     * the record can be read DNS leads there, so a DEGRADED region is better than a mesh that differs from DNS; that may last.
     */
    private boolean mayReturn(RouteReading route, EpochRecord to) {
        boolean read = !s.dns().failing();
        boolean unchanged = route.weights().equals(to.weights());
        Verdict there = s.verdict(to.active()).verdict();
        boolean serves = there == Verdict.HEALTHY || there == Verdict.DEGRADED && read;
        return over(route.takeover().get())
                && !s.elsewhere().tellsOfMoreThan(to.epoch())
                && (unchanged && read || serves);
    }

    /** True if the region's takeover is known to be over: here by what is kept, elsewhere by its leader or its death. */
    private boolean over(String region) {
        if (region.equals(s.self())) {
            long epoch = record.map(EpochRecord::epoch).orElse(0L);
            return own.isEmpty() || own.get().epoch() <= epoch && !takeover.pending();
        }
        Optional<Opinion> word = s.elsewhere().of(region).filter(takeover::freshlyHeard);
        return word.isPresent()
                ? word.get().takeover().isEmpty()
                : s.verdict(region).verdict() == Verdict.DOWN;
    }
}
