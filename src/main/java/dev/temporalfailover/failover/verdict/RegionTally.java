package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.verdict.RegionJudge.Judged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The targets of one region, counted for one judgement of {@link RegionJudge}: one pass, and nothing kept for a target. */
public final class RegionTally {
    private final List<Group> groups = new ArrayList<>();
    private final Map<Verdict, List<Judged>> examples = new EnumMap<>(Verdict.class);

    /** Counts one more target. */
    public void add(Judged one) {
        group(one.target()).add(one);
        List<Judged> alike = examples.computeIfAbsent(one.verdict().verdict(), v -> new ArrayList<>());
        if (alike.size() < RegionJudge.MAX_EVIDENCE) {
            alike.add(one);
        }
    }

    /** A region has few groups, so that looking through them is faster than a map. */
    private Group group(Target target) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).asks(target)) {
                return groups.get(i);
            }
        }
        Group next = new Group(target);
        groups.add(next);
        return next;
    }

    int targets() {
        return groups.stream()
                .mapToInt(group -> group.alive + group.down + group.unknown)
                .sum();
    }

    Collection<PathTally> paths() {
        return groups.stream()
                .collect(Collectors.groupingBy(
                        group -> group.asked.path(),
                        TreeMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), PathTally::new)))
                .values();
    }

    /** The first targets with this verdict, as many as evidence may name. */
    List<Judged> examples(Verdict verdict) {
        return examples.getOrDefault(verdict, List.of());
    }

    /**
     * The target that stands for a region that is DOWN or DEGRADED, in the order of {@link Check}: what answers nobody
     * explains what does no work, and a dead database explains a history that does not answer. Empty if none is worse than
     * HEALTHY.
     */
    Optional<Judged> worst(Verdict region, Set<Service> required) {
        return groups.stream()
                .filter(group -> region != Verdict.DOWN || group.isOf(required) && group.verdict() == Verdict.DOWN)
                .map(group -> group.worst)
                .filter(Objects::nonNull)
                .min(Comparator.comparing((Judged one) -> one.verdict().verdict() != Verdict.DOWN)
                        .thenComparing(one -> one.target().check().tier())
                        .thenComparing(one -> one.target().check()));
    }

    /** When the first of the targets that are DOWN and still fail began to fail, or null. */
    Duration failingSince() {
        return groups.stream()
                .map(group -> group.failingSince)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** One way to the region. */
    record PathTally(List<Group> groups) {

        /** Whether it says something about the region being up. */
        boolean votes(Set<Service> required) {
            return groups.stream().anyMatch(group -> group.isOf(required));
        }

        Verdict verdict(Set<Service> required) {
            boolean down = false;
            boolean unknown = false;
            boolean degraded = false;
            for (Group group : groups) {
                boolean must = group.isOf(required);
                Verdict v = group.verdict();
                down |= must && v == Verdict.DOWN;
                unknown |= must && v == Verdict.UNKNOWN;
                degraded |= v == Verdict.DEGRADED || (!must && v == Verdict.DOWN);
            }
            if (down) {
                return Verdict.DOWN;
            }
            return unknown ? Verdict.UNKNOWN : degraded ? Verdict.DEGRADED : Verdict.HEALTHY;
        }

        /** True if what makes this path DOWN fails at this time, and is not only slow to be trusted again. */
        boolean failsNow(Set<Service> required) {
            return groups.stream()
                    .anyMatch(group ->
                            group.isOf(required) && group.verdict() == Verdict.DOWN && group.failingSince != null);
        }

        /** The tier of the required checks that are DOWN, or null. */
        Tier failedTier(Set<Service> required) {
            return groups.stream()
                    .filter(group -> group.isOf(required) && group.verdict() == Verdict.DOWN)
                    .map(group -> group.asked.check().tier())
                    .reduce(null, Tier::named);
        }
    }

    /** Addresses asked in the same way. */
    private static final class Group {
        private final Target asked;
        private int alive;
        private int down;
        private int unknown;
        private boolean degraded;
        /** When the first address that is DOWN and still fails began to fail, or null. */
        private Duration failingSince;
        /** The first address that is DOWN, or else DEGRADED, or null. */
        private Judged worst;

        Group(Target first) {
            this.asked = first;
        }

        boolean asks(Target target) {
            return target.check() == asked.check()
                    && target.service() == asked.service()
                    && target.path().equals(asked.path());
        }

        boolean isOf(Set<Service> services) {
            return services.contains(asked.service());
        }

        void add(Judged one) {
            switch (one.verdict().verdict()) {
                case HEALTHY -> alive++;
                case DEGRADED -> {
                    alive++;
                    degraded = true;
                    worst = worst == null ? one : worst;
                }
                case DOWN -> {
                    worst = down == 0 ? one : worst;
                    down++;
                    Duration since = one.failingSince();
                    if (since != null && (failingSince == null || since.compareTo(failingSince) < 0)) {
                        failingSince = since;
                    }
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
