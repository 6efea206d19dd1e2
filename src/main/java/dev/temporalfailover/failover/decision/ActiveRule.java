package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.verdict.RegionVerdict;

/** Whether the active region is DOWN; the reason is its verdict. */
final class ActiveRule {
    private ActiveRule() {}

    static Rule ask(Case c) {
        if (!c.activeKnown()) {
            return new Rule(Reason.ACTIVE_UNKNOWN, false, "no epoch record names the active region");
        }
        RegionVerdict verdict = c.s().verdict(c.active().get());
        Reason reason =
                switch (verdict.verdict()) {
                    case HEALTHY -> Reason.ACTIVE_HEALTHY;
                    case DEGRADED -> Reason.ACTIVE_DEGRADED;
                    case UNKNOWN -> Reason.ACTIVE_UNKNOWN;
                    case DOWN -> Reason.ACTIVE_DOWN;
                };
        String taker = Wish.taker(c.active().get(), c.s(), c.policy(), c.now())
                .map(region -> "; " + region + " has taken over from it, and the record does not say so yet")
                .orElse("");
        return new Rule(reason, reason == Reason.ACTIVE_DOWN, c.describe(verdict) + taker);
    }
}
