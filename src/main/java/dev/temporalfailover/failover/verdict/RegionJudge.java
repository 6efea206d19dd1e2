package dev.temporalfailover.failover.verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Target verdicts -> the region's verdict.
 *
 * <p>Addresses asked in the same way form a group; a group is DOWN only if every address is. A path is DOWN if a required
 * service's group is. The region is DOWN only if every path is: seen healthy by any path, it is at worst DEGRADED, and with
 * an UNKNOWN path it is UNKNOWN. It becomes DOWN only while every path fails: a path that answers again and merely
 * has not recovered yet keeps a region that was not DOWN at DEGRADED, so two paths that are cut one after the other do not
 * make a dead region.
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
     * @param judged all its targets
     * @param signals signals of the region that are no probe's (connection pools); they can only degrade
     * @param required services without which the region is DOWN; others only degrade it
     */
    public static RegionVerdict judge(
            RegionVerdict before,
            Collection<Judged> judged,
            List<Evidence> signals,
            Set<Service> required,
            Duration now) {
        Map<String, PathState> paths = new TreeMap<>();
        for (Judged one : judged) {
            paths.computeIfAbsent(one.target().path(), name -> new PathState()).add(one);
        }
        Verdict verdict = null;
        Tier tier = null;
        boolean degraded = !signals.isEmpty();
        boolean allFail = true;
        for (PathState path : paths.values()) {
            Verdict v = path.verdict(required);
            if (path.votes(required)) {
                verdict = verdict == null ? v : across(verdict, v);
                tier = deeper(tier, path.failedTier(required));
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
        List<Evidence> evidence = evidence(judged, signals);
        String why = why(verdict, evidence, judged.size());
        Duration failingSince = verdict == Verdict.DOWN ? firstFailure(judged) : null;
        Duration since = verdict == before.verdict() ? before.since() : now;
        return new RegionVerdict(
                before.region(), verdict, since, verdict == Verdict.DOWN ? tier : null, why, evidence, failingSince);
    }

    /** Two paths to the same region: what one of them reaches is not DOWN. */
    private static Verdict across(Verdict a, Verdict b) {
        if (a == b) {
            return a;
        }
        boolean alive = a == Verdict.HEALTHY || b == Verdict.HEALTHY || a == Verdict.DEGRADED || b == Verdict.DEGRADED;
        return alive ? Verdict.DEGRADED : Verdict.UNKNOWN;
    }

    private static Tier deeper(Tier a, Tier b) {
        // REACH explains a FUNCTION failure, so it is the one to name.
        return a == Tier.REACH || b == null ? a : b;
    }

    private static Duration firstFailure(Collection<Judged> judged) {
        return judged.stream()
                .filter(j -> j.verdict().verdict() == Verdict.DOWN && j.failingSince() != null)
                .map(Judged::failingSince)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static List<Evidence> evidence(Collection<Judged> judged, List<Evidence> signals) {
        List<Evidence> all = new ArrayList<>(signals);
        Set<Verdict> there = EnumSet.noneOf(Verdict.class);
        judged.forEach(one -> there.add(one.verdict().verdict()));
        for (Verdict v : new Verdict[] {Verdict.DOWN, Verdict.UNKNOWN, Verdict.DEGRADED, Verdict.HEALTHY}) {
            if (!there.contains(v)) {
                continue;
            }
            for (Judged one : judged) {
                if (all.size() >= MAX_EVIDENCE) {
                    return all;
                }
                if (one.verdict().verdict() == v) {
                    all.add(new Evidence(
                            one.target().toString(), v, one.verdict().why(), one.at()));
                }
            }
        }
        return all;
    }

    private static String why(Verdict verdict, List<Evidence> evidence, int targets) {
        if (verdict == Verdict.HEALTHY) {
            return targets + " targets healthy";
        }
        return evidence.isEmpty()
                ? "no targets"
                : evidence.get(0).subject() + ": " + evidence.get(0).why();
    }

    /** The groups of one path. */
    private static final class PathState {
        private final Map<Service, Map<Check, Group>> groups = new EnumMap<>(Service.class);

        void add(Judged one) {
            groups.computeIfAbsent(one.target().service(), s -> new EnumMap<>(Check.class))
                    .computeIfAbsent(one.target().check(), c -> new Group())
                    .add(one);
        }

        boolean votes(Set<Service> required) {
            return groups.keySet().stream().anyMatch(required::contains);
        }

        Verdict verdict(Set<Service> required) {
            boolean down = false;
            boolean unknown = false;
            boolean degraded = false;
            for (Map.Entry<Service, Map<Check, Group>> entry : groups.entrySet()) {
                boolean must = required.contains(entry.getKey());
                for (Group group : entry.getValue().values()) {
                    Verdict v = group.verdict();
                    down |= must && v == Verdict.DOWN;
                    unknown |= must && v == Verdict.UNKNOWN;
                    degraded |= v == Verdict.DEGRADED || (!must && v == Verdict.DOWN);
                }
            }
            if (down) {
                return Verdict.DOWN;
            }
            return unknown ? Verdict.UNKNOWN : degraded ? Verdict.DEGRADED : Verdict.HEALTHY;
        }

        /** True if what makes this path DOWN fails at this time, and is not only slow to be trusted again. */
        boolean failsNow(Set<Service> required) {
            return groups.entrySet().stream()
                    .filter(entry -> required.contains(entry.getKey()))
                    .flatMap(entry -> entry.getValue().values().stream())
                    .anyMatch(group -> group.verdict() == Verdict.DOWN && group.failing > 0);
        }

        Tier failedTier(Set<Service> required) {
            Tier tier = null;
            for (Map.Entry<Service, Map<Check, Group>> entry : groups.entrySet()) {
                for (Map.Entry<Check, Group> group : entry.getValue().entrySet()) {
                    if (required.contains(entry.getKey()) && group.getValue().verdict() == Verdict.DOWN) {
                        tier = deeper(tier, group.getKey().tier());
                    }
                }
            }
            return tier;
        }
    }

    /** Addresses asked in the same way. */
    private static final class Group {
        private int alive;
        private int down;
        private int failing;
        private int unknown;
        private boolean degraded;

        void add(Judged one) {
            switch (one.verdict().verdict()) {
                case HEALTHY -> alive++;
                case DEGRADED -> {
                    alive++;
                    degraded = true;
                }
                case DOWN -> {
                    down++;
                    failing += one.failingSince() == null ? 0 : 1;
                }
                case UNKNOWN -> unknown++;
            }
        }

        Verdict verdict() {
            if (alive == 0) {
                return unknown > 0 || down == 0 ? Verdict.UNKNOWN : Verdict.DOWN;
            }
            return degraded || down > 0 ? Verdict.DEGRADED : Verdict.HEALTHY;
        }
    }
}
