package dev.temporalfailover.failover.readiness;

import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands against a region itself: its verdict with each fact behind it, and what other places see. */
final class RegionFaults {
    private RegionFaults() {}

    static List<ReasonAgainst> of(String region, Optional<String> active, PolicyStatus status) {
        Duration now = status.at().steady();
        List<ReasonAgainst> found = new ArrayList<>();
        RegionVerdict verdict = status.verdicts().getOrDefault(region, RegionVerdict.unknown(region, now));
        if (verdict.verdict() != Verdict.HEALTHY) {
            found.add(new ReasonAgainst(ReadinessReason.VERDICT, describe(verdict, now)));
            verdict.evidence().stream()
                    .filter(fact -> fact.verdict() != Verdict.HEALTHY)
                    .map(RegionFaults::describe)
                    .filter(text -> !found.get(0).detail().contains(text))
                    .forEach(text -> found.add(new ReasonAgainst(ReadinessReason.VERDICT, text)));
        }
        EvidencePolicy evidence = status.policy().evidence();
        if (evidence.required() == EvidencePolicy.Required.ALONE) {
            return found;
        }
        for (String place : evidence.places()) {
            // The region that is left does not decide where the traffic goes.
            boolean leaving = active.filter(place::equals).isPresent();
            Optional<Opinion> opinion = status.elsewhere().of(place).filter(o -> o.fresh(evidence.fresh(), now));
            if (!leaving
                    && opinion.filter(o -> o.on(region, evidence.fresh()) == Verdict.DOWN)
                            .isPresent()) {
                String why = opinion.get().words().get(region).why();
                found.add(new ReasonAgainst(ReadinessReason.SEEN_DOWN, place + " sees it DOWN: " + why));
            }
        }
        return found;
    }

    private static String describe(RegionVerdict v, Duration now) {
        Duration age = now.minus(v.since());
        return v.verdict() + " for " + Judge.text(age.isNegative() ? Duration.ZERO : age) + ": " + v.why();
    }

    private static String describe(Evidence fact) {
        return fact.subject() + ": " + fact.why();
    }
}
