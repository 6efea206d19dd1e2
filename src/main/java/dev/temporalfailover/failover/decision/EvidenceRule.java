package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * "The region is gone" against "I am cut off": what the other places say of a region that we see DOWN.
 *
 * <p>A silent place confirms nothing, so an instance that hears no other place leaves no region while other places are
 * configured. The same rule applies to the region's own leader when its Temporal dies.
 */
final class EvidenceRule {
    private EvidenceRule() {}

    /** Whether the active region, which we see DOWN, may be left: by its record, which must be known. */
    static Rule ask(Case c) {
        return ask(
                c.active().orElseThrow(), c.s(), c.policy().evidence(), c.now().steady());
    }

    private static Rule ask(String region, Situation s, EvidencePolicy policy, Duration now) {
        Verdict own = s.verdict(region).verdict();
        if (policy.required() == Required.ALONE) {
            return new Rule(
                    Reason.UNCONFIRMED, true, "our own verdict is sufficient" + heardOf(region, s, policy, now));
        }
        List<String> texts = new ArrayList<>();
        int places = 1 + policy.places().size();
        int down = own == Verdict.DOWN ? 1 : 0;
        String alive = null;
        boolean silent = true;
        for (String place : policy.places()) {
            Optional<Opinion> opinion = s.elsewhere().of(place);
            texts.add(text(place, region, opinion, policy, now));
            if (opinion.isEmpty() || !opinion.get().fresh(policy.fresh(), now)) {
                continue;
            }
            Verdict said = opinion.get().on(region, policy.fresh());
            boolean sees = said == Verdict.HEALTHY || said == Verdict.DEGRADED;
            // One observer that hears no leader may have a bad network: it can dispute, as it reaches something, not
            // confirm.
            boolean speaks = sees || opinion.get().role() != Opinion.Role.OBSERVER;
            silent &= !(speaks && place.equals(region));
            down += speaks && said == Verdict.DOWN ? 1 : 0;
            alive = sees ? place : alive;
        }
        if (s.elsewhere().connectivity().isPresent()) {
            Connectivity checks = s.elsewhere().connectivity().get();
            boolean fresh = now.minus(checks.at()).compareTo(policy.fresh()) <= 0;
            // They show that we are not cut off, which is evidence only if the region itself is silent;
            // else they abstain.
            boolean vote = silent && !region.equals(s.self());
            places += vote ? 1 : 0;
            down += vote && fresh && checks.connected() ? 1 : 0;
            texts.add("connectivity " + checks.reached() + " of " + checks.total() + " " + ago(checks.at(), now)
                    + (fresh ? "" : ", too old") + (vote ? "" : ", abstains"));
        }
        texts.add(
                0,
                own == Verdict.DOWN
                        ? down + " of " + places + " places see " + region + " DOWN, this one included"
                        : "not asked: this place sees " + region + " " + own + "; " + down + " of " + places
                                + " places see it DOWN");
        String present = String.join("; ", texts);
        if (policy.required() == Required.UNDISPUTED && alive != null) {
            return new Rule(Reason.DISPUTED, false, present);
        }
        return new Rule(Reason.UNCONFIRMED, down * 2 > places, present);
    }

    /** A place, other than the one that is to be left, that freshly sees the region DOWN. */
    static Optional<String> seenDown(String region, String leaving, Situation s, EvidencePolicy policy, Duration now) {
        if (policy.required() == Required.ALONE) {
            return Optional.empty();
        }
        return policy.places().stream()
                .filter(place -> !place.equals(leaving))
                .filter(place -> s.elsewhere()
                        .of(place)
                        .filter(o -> o.fresh(policy.fresh(), now) && o.on(region, policy.fresh()) == Verdict.DOWN)
                        .isPresent())
                .findFirst();
    }

    private static String heardOf(String region, Situation s, EvidencePolicy policy, Duration now) {
        StringBuilder text = new StringBuilder();
        for (String place : policy.places()) {
            text.append("; ").append(text(place, region, s.elsewhere().of(place), policy, now));
        }
        return text.toString();
    }

    private static String text(
            String place, String region, Optional<Opinion> opinion, EvidencePolicy policy, Duration now) {
        if (opinion.isEmpty()) {
            return place + " was never heard";
        }
        String age = ago(opinion.get().at(), now);
        if (!opinion.get().fresh(policy.fresh(), now)) {
            return place + " silent, last heard " + age;
        }
        String by = opinion.get().role() == Opinion.Role.OBSERVER ? " by one observer" : "";
        return place + " sees it " + opinion.get().on(region, policy.fresh()) + by + " " + age;
    }

    private static String ago(Duration at, Duration now) {
        Duration age = now.minus(at);
        return Judge.text(age.isNegative() ? Duration.ZERO : age) + " ago";
    }
}
