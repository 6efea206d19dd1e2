package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the target is HEALTHY and no other place sees it DOWN; without a wish, whether any region would do. */
final class TargetRule {
    private TargetRule() {}

    static Rule ask(Case c) {
        FailoverPolicy policy = c.policy();
        String leaving = c.active().orElse("");
        Optional<String> to = c.wish().flatMap(Wish::to);
        if (to.isPresent() && !policy.regions().contains(to.get())) {
            String text = to.get() + " is not a region of policy " + policy.name();
            return new Rule(Reason.NO_HEALTHY_TARGET, false, text);
        }
        List<String> candidates = to.map(List::of).orElseGet(() -> policy.regions().stream()
                .filter(region -> !region.equals(leaving))
                .toList());
        String text =
                candidates.stream().map(region -> fitness(region, leaving, c)).collect(Collectors.joining("; "));
        // Taking a failback's share away is no move to a new region: the one that carries the rest need only be up.
        boolean home = c.wish().filter(w -> w.reason() == Reason.ROLLED_BACK).isPresent();
        boolean any = candidates.stream().anyMatch(region -> Wish.fit(region, leaving, c.s(), policy, c.now()));
        return new Rule(Reason.NO_HEALTHY_TARGET, home || any, text);
    }

    private static String fitness(String region, String leaving, Case c) {
        return c.describe(c.s().verdict(region))
                + EvidenceRule.seenDown(
                                region,
                                leaving,
                                c.s(),
                                c.policy().evidence(),
                                c.now().steady())
                        .map(place -> ", but " + place + " sees it DOWN")
                        .orElse("");
    }
}
