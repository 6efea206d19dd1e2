package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.verdict.RegionTally.PathTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Target verdicts -> the region's verdict.
 *
 * <p>Addresses asked in the same way form a group; a group is DOWN only if every address is. A path is DOWN if a required
 * service's group is. The region is DOWN only if every path is: seen healthy by any path, it is at worst DEGRADED, and with
 * an UNKNOWN path it is UNKNOWN. It becomes DOWN only while every path fails: a path that answers again and merely
 * has not recovered yet keeps a region that was not DOWN at DEGRADED, so two paths that are cut one after the other do not
 * make a region DOWN.
 */
public final class RegionJudge {
    /** Evidence lines kept with a verdict. */
    public static final int MAX_EVIDENCE = 20;

    private RegionJudge() {}

    /** A target's verdict with what it rests on. */
    public record Judged(Target target, TargetVerdict verdict, Duration at, Duration failingSince) {}

    /**
     * The region's verdict now.
     *
     * @param before the verdict at the last judgement
     * @param tally all its targets
     * @param signals signals of the region that are no probe's (connection pools); they can only degrade
     * @param required services without which the region is DOWN; others only degrade it
     */
    public static RegionVerdict judge(
            RegionVerdict before, RegionTally tally, List<Evidence> signals, Set<Service> required, Duration now) {
        Verdict verdict = null;
        Tier tier = null;
        boolean degraded = !signals.isEmpty();
        boolean allFail = true;
        for (PathTally path : tally.paths()) {
            Verdict v = path.verdict(required);
            if (path.votes(required)) {
                verdict = verdict == null ? v : across(verdict, v);
                tier = Tier.named(tier, path.failedTier(required));
                allFail &= path.failsNow(required);
            } else {
                // A path without a required service says nothing about the region being up.
                degraded |= v == Verdict.DEGRADED;
            }
        }
        if (verdict == null) {
            verdict = Verdict.UNKNOWN;
        }
        if (verdict == Verdict.DOWN && before.verdict() != Verdict.DOWN && !allFail) {
            verdict = Verdict.DEGRADED;
        }
        if (verdict == Verdict.HEALTHY && degraded) {
            verdict = Verdict.DEGRADED;
        }
        boolean down = verdict == Verdict.DOWN;
        List<Evidence> evidence = evidence(tally, signals);
        return new RegionVerdict(
                before.region(),
                verdict,
                verdict == before.verdict() ? before.since() : now,
                down ? tier : null,
                why(verdict, tally, required, evidence, signals.isEmpty()),
                evidence,
                down ? tally.failingSince() : null,
                now);
    }

    /** Two paths to the same region: what one of them reaches is not DOWN. */
    private static Verdict across(Verdict a, Verdict b) {
        if (a == b) {
            return a;
        }
        boolean alive = a == Verdict.HEALTHY || b == Verdict.HEALTHY || a == Verdict.DEGRADED || b == Verdict.DEGRADED;
        return alive ? Verdict.DEGRADED : Verdict.UNKNOWN;
    }

    /** Evidence against HEALTHY comes first. */
    private static List<Evidence> evidence(RegionTally tally, List<Evidence> signals) {
        List<Evidence> all = new ArrayList<>(signals);
        for (Verdict v : new Verdict[] {Verdict.DOWN, Verdict.UNKNOWN, Verdict.DEGRADED, Verdict.HEALTHY}) {
            tally.examples(v).stream()
                    .limit(Math.max(0, MAX_EVIDENCE - all.size()))
                    .map(one -> new Evidence(
                            one.target().toString(), v, one.verdict().why(), one.at()))
                    .forEach(all::add);
        }
        return all;
    }

    private static String why(
            Verdict verdict, RegionTally tally, Set<Service> required, List<Evidence> evidence, boolean probesAlone) {
        if (verdict == Verdict.HEALTHY) {
            return tally.targets() + " targets healthy";
        }
        if (evidence.isEmpty()) {
            return "no targets";
        }
        String first = evidence.get(0).subject() + ": " + evidence.get(0).why();
        boolean named = verdict == Verdict.DOWN || verdict == Verdict.DEGRADED && probesAlone;
        return named ? tally.worst(verdict, required).map(RegionJudge::names).orElse(first) : first;
    }

    /** Tier, role, and what it rests on: {@code function: history does not answer (... describe_workflow: ...)}. */
    private static String names(Judged one) {
        Target target = one.target();
        String state = one.verdict().verdict() != Verdict.DOWN
                ? " is impaired"
                : one.failingSince() == null ? " is not trusted yet" : " does not answer";
        return target.check().tier().word() + ": " + target.check().answeredBy(target.service()) + state + " (" + target
                + ": " + one.verdict().why() + ")";
    }
}
