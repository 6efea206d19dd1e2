package dev.temporalfailover.exchange;

import dev.temporalfailover.failover.situation.Opinion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The newest opinion of each place on each policy. Written on the exchange's thread, read on any. */
final class Opinions {
    private final Map<String, Map<String, Opinion>> byPlace = new TreeMap<>();
    private volatile Map<String, List<Opinion>> byPolicy = Map.of();
    private final Set<String> policies;
    private final Runnable changed;

    /**
     * @param policies those of this instance's own configuration; no other is kept, however many a place tells of
     * @param changed is run when a place says something new
     */
    Opinions(Set<String> policies, Runnable changed) {
        this.policies = policies;
        this.changed = changed;
    }

    /** What became of a view. */
    enum Taken {
        /** It says something new, or says it again after a silence. */
        NEWS,
        /** It confirms what was known. */
        SAME,
        /** All of it is older than what is known. */
        OUTDATED
    }

    /** @param silence an opinion that was older than this is news even if it is the same */
    Taken take(String place, Map<String, Opinion> view, Duration silence) {
        Map<String, Opinion> known = byPlace.computeIfAbsent(place, p -> new HashMap<>());
        boolean news = false;
        boolean newer = policies.stream().noneMatch(view::containsKey);
        for (Map.Entry<String, Opinion> one : view.entrySet()) {
            Opinion before = known.get(one.getKey());
            Opinion now = one.getValue();
            if (!policies.contains(one.getKey()) || before != null && now.at().compareTo(before.at()) < 0) {
                continue;
            }
            newer = true;
            news |= before == null
                    || !ViewWire.same(before, now)
                    || now.at().minus(before.at()).compareTo(silence) > 0;
            known.put(one.getKey(), now);
        }
        publish();
        if (news) {
            changed.run();
        }
        return news ? Taken.NEWS : newer ? Taken.SAME : Taken.OUTDATED;
    }

    private void publish() {
        Map<String, List<Opinion>> all = new HashMap<>();
        byPlace.values()
                .forEach(place -> place.forEach((policy, opinion) -> all.merge(
                        policy, List.of(opinion), (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream())
                                .toList())));
        byPolicy = all;
    }

    List<Opinion> on(String policy) {
        return byPolicy.getOrDefault(policy, List.of());
    }
}
