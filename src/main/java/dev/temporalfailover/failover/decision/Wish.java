package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Ramp;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.util.Optional;

/**
 * What would move, before the rules are asked.
 *
 * @param from the region that gives up traffic
 * @param to empty where no region could take it
 * @param share of the traffic for {@code to}, percent
 */
record Wish(String from, Optional<String> to, Reason reason, Drive drive, String by, int share) {

    /** A person or this service; other rules on pace apply to each. */
    enum Drive {
        /** A person asked. */
        PERSON,
        /** A person wants it whatever the target's verdict and the holds. */
        FORCE,
        /** A machine begins a move: hold-down and velocity cap apply. */
        MACHINE,
        /** A machine carries on with a move that has begun. */
        BEGUN
    }

    boolean automatic() {
        return drive == Drive.MACHINE || drive == Drive.BEGUN;
    }

    boolean forced() {
        return drive == Drive.FORCE;
    }

    /** The most urgent wish, or none. */
    static Optional<Wish> of(String active, Situation s, FailoverPolicy policy, Moment now) {
        Optional<Ramp> ramp = s.dns().epoch().flatMap(Ramp::of);
        Optional<String> taker = taker(active, s, policy, now);
        Optional<Wish> asked = s.intents()
                .request()
                .filter(r -> !r.missed(active))
                .flatMap(r -> requested(active, r, ramp, taker, s, policy));
        if (asked.isPresent()) {
            return asked;
        }
        if (carriesThrough(active, s)) {
            // Decided before, when the record could not be written; the rules on pace were asked then.
            return Optional.of(own(active, s.self(), Reason.TAKEN_OVER, Drive.BEGUN, 100));
        }
        if (s.verdict(active).verdict() == Verdict.DOWN) {
            return Optional.of(away(active, ramp, s, policy, now));
        }
        if (taker.isPresent()) {
            // It serves all of the traffic already: a step of a failback would take most of it away again.
            return Optional.empty();
        }
        return ramp.isPresent() ? ramping(active, ramp.get(), s, policy) : failback(active, s, policy, now);
    }

    /** The other region that has taken over from the active one, which the record does not say yet. */
    static Optional<String> taker(String active, Situation s, FailoverPolicy policy, Moment now) {
        return s.elsewhere()
                .takenOver(
                        active,
                        s.dns().epoch().orElseThrow().epoch(),
                        policy.evidence().fresh(),
                        now.steady());
    }

    /** HEALTHY, and no place but the one that is left sees it DOWN. */
    static boolean fit(String region, String leaving, Situation s, FailoverPolicy policy, Moment now) {
        return s.verdict(region).verdict() == Verdict.HEALTHY
                && EvidenceRule.seenDown(region, leaving, s, policy.evidence(), now.steady())
                        .isEmpty();
    }

    private static Wish own(String from, String to, Reason reason, Drive drive, int share) {
        return new Wish(from, Optional.of(to), reason, drive, "temporal-failover", share);
    }

    private static Wish asked(Request r, String from, String to, Drive drive, int share) {
        Reason reason = drive == Drive.FORCE ? Reason.FORCED : Reason.REQUESTED;
        return new Wish(from, Optional.of(to), reason, drive, r.by(), share);
    }

    private static Optional<Wish> requested(
            String active, Request r, Optional<Ramp> ramp, Optional<String> taker, Situation s, FailoverPolicy policy) {
        Drive drive = r.automatic() ? Drive.MACHINE : r.force() ? Drive.FORCE : Drive.PERSON;
        if (r.to().equals(active)) {
            Drive back = r.automatic() ? Drive.BEGUN : drive;
            return ramp.map(begun -> asked(r, begun.to(), active, back, 100));
        }
        boolean gone = s.verdict(active).verdict() == Verdict.DOWN;
        // Out of a region that is DOWN there are no steps: each would leave clients there. Nor to one that took over.
        boolean there = taker.filter(r.to()::equals).isPresent();
        if (!policy.isBack(active, r.to()) || drive == Drive.FORCE || gone || there) {
            return Optional.of(asked(r, active, r.to(), drive, 100));
        }
        // Once begun it continues, even if the request has expired.
        boolean begun = ramp.filter(b -> b.to().equals(r.to())).isPresent();
        return begun
                ? Optional.empty()
                : Optional.of(asked(r, active, r.to(), drive, policy.nextStep(active, r.to(), 0)));
    }

    private static boolean carriesThrough(String active, Situation s) {
        boolean givenBack = s.intents().request().filter(r -> !r.automatic()).isPresent();
        return !givenBack
                && !active.equals(s.self())
                && s.intents().takeover().isPresent()
                && s.intents().takeover().get().epoch() == s.dns().epoch().get().epoch();
    }

    private static Wish away(String active, Optional<Ramp> ramp, Situation s, FailoverPolicy policy, Moment now) {
        Optional<String> target = policy.regions().stream()
                .filter(region -> !region.equals(active) && fit(region, active, s, policy, now))
                .findFirst();
        // The rest of a failback that has begun is part of the same move: its first step must not keep clients in a
        // dead
        // region.
        boolean begun = ramp.isPresent() && ramp.map(Ramp::to).equals(target);
        Drive drive = begun ? Drive.BEGUN : Drive.MACHINE;
        return new Wish(active, target, Reason.ACTIVE_DOWN, drive, "temporal-failover", 100);
    }

    /** A failback that has begun: its next step, or all of it back. UNKNOWN moves it neither way. */
    private static Optional<Wish> ramping(String active, Ramp ramp, Situation s, FailoverPolicy policy) {
        Verdict target = s.verdict(ramp.to()).verdict();
        Verdict home = s.verdict(active).verdict();
        boolean worse = target == Verdict.DOWN || target == Verdict.DEGRADED;
        if (worse && (home == Verdict.HEALTHY || home == Verdict.DEGRADED)) {
            return Optional.of(own(ramp.to(), active, Reason.ROLLED_BACK, Drive.BEGUN, 100));
        }
        int step = policy.nextStep(active, ramp.to(), ramp.weight());
        return Optional.of(own(active, ramp.to(), Reason.FAILBACK, Drive.BEGUN, step));
    }

    private static Optional<Wish> failback(String active, Situation s, FailoverPolicy policy, Moment now) {
        FailbackPolicy way = policy.failback();
        // From the last change on, too: what a person has just moved must not come back while they look away.
        if (!way.automatic() || s.sinceChange().compareTo(way.stableFor()) < 0) {
            return Optional.empty();
        }
        return policy.regions().stream()
                .takeWhile(region -> !region.equals(active))
                .filter(region -> s.verdict(region).heldFor(Verdict.HEALTHY, way.stableFor(), now.steady()))
                .findFirst()
                .map(to -> own(active, to, Reason.FAILBACK, Drive.MACHINE, policy.nextStep(active, to, 0)));
    }
}
