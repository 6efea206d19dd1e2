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
 * @param to null where no region could take it
 * @param forced a person wants it whatever the target's verdict and the holds
 * @param paced hold-down and velocity cap apply: a machine wants it and it is not the rest of a move already begun
 * @param share of the traffic for {@code to}, percent
 */
record Wish(
        String from, String to, Reason reason, boolean automatic, boolean forced, boolean paced, String by, int share) {
    private static final String SERVICE = "temporal-failover";

    /** The most urgent wish, or none. */
    static Optional<Wish> of(String active, Situation s, FailoverPolicy policy, Moment now) {
        Optional<Ramp> ramp = s.dns().epoch().flatMap(Ramp::of);
        Optional<Wish> asked = requested(active, ramp, s, policy);
        if (asked.isPresent()) {
            return asked;
        }
        if (carriesThrough(active, s)) {
            // Decided before, when the record could not be written; the rules on pace were asked then.
            return Optional.of(new Wish(active, s.self(), Reason.TAKEN_OVER, true, false, false, SERVICE, 100));
        }
        if (s.verdict(active).verdict() == Verdict.DOWN) {
            String target = policy.regions().stream()
                    .filter(region -> !region.equals(active) && fit(region, active, s, policy, now))
                    .findFirst()
                    .orElse(null);
            // The rest of a failback that has begun is no move of its own: its first step must not keep clients in a
            // dead region.
            boolean begun = ramp.filter(r -> r.to().equals(target)).isPresent();
            return Optional.of(new Wish(active, target, Reason.ACTIVE_DOWN, true, false, !begun, SERVICE, 100));
        }
        return ramp.isPresent() ? ramping(active, ramp.get(), s, policy) : failback(active, s, policy, now);
    }

    /** HEALTHY, and no place but the one that is left sees it DOWN. */
    static boolean fit(String region, String leaving, Situation s, FailoverPolicy policy, Moment now) {
        return s.verdict(region).verdict() == Verdict.HEALTHY
                && EvidenceRule.seenDown(region, leaving, s, policy.evidence(), now.steady())
                        .isEmpty();
    }

    private static Optional<Wish> requested(String active, Optional<Ramp> ramp, Situation s, FailoverPolicy policy) {
        Optional<Request> request = s.intents().request();
        if (request.isEmpty()) {
            return Optional.empty();
        }
        Request r = request.get();
        boolean forced = r.force() && !r.automatic();
        Reason reason = forced ? Reason.FORCED : Reason.REQUESTED;
        if (r.to().equals(active)) {
            return ramp.map(begun -> new Wish(begun.to(), active, reason, r.automatic(), forced, false, r.by(), 100));
        }
        boolean begun = ramp.isPresent() && ramp.get().to().equals(r.to());
        boolean gone = s.verdict(active).verdict() == Verdict.DOWN;
        // Out of a region that is DOWN there are no steps: each would leave clients there.
        if (policy.isBack(active, r.to()) && !forced && !gone) {
            // Once begun it goes on by itself, whether or not the request still stands.
            return begun
                    ? Optional.empty()
                    : Optional.of(new Wish(
                            active,
                            r.to(),
                            reason,
                            r.automatic(),
                            false,
                            r.automatic(),
                            r.by(),
                            policy.nextStep(active, r.to(), 0)));
        }
        return Optional.of(new Wish(active, r.to(), reason, r.automatic(), forced, r.automatic(), r.by(), 100));
    }

    private static boolean carriesThrough(String active, Situation s) {
        boolean givenBack = s.intents().request().filter(r -> !r.automatic()).isPresent();
        return !givenBack
                && !active.equals(s.self())
                && s.intents().takeover().isPresent()
                && s.intents().takeover().get().epoch() == s.dns().epoch().get().epoch();
    }

    /** A failback that has begun: its next step, or all of it back. UNKNOWN moves it neither way. */
    private static Optional<Wish> ramping(String active, Ramp ramp, Situation s, FailoverPolicy policy) {
        Verdict target = s.verdict(ramp.to()).verdict();
        Verdict home = s.verdict(active).verdict();
        boolean worse = target == Verdict.DOWN || target == Verdict.DEGRADED;
        if (worse && (home == Verdict.HEALTHY || home == Verdict.DEGRADED)) {
            return Optional.of(new Wish(ramp.to(), active, Reason.ROLLED_BACK, true, false, false, SERVICE, 100));
        }
        return Optional.of(new Wish(
                active,
                ramp.to(),
                Reason.FAILBACK,
                true,
                false,
                false,
                SERVICE,
                policy.nextStep(active, ramp.to(), ramp.weight())));
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
                .map(to -> new Wish(
                        active, to, Reason.FAILBACK, true, false, true, SERVICE, policy.nextStep(active, to, 0)));
    }
}
