package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Quorum.Heard;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The newest votes of the other observers of this region for one policy, while this instance leads. Owned by the judge
 * thread. Bounded: observers by the exchange that admits them, votes by the targets that one observer may have.
 */
final class ReportedVotes {
    private final HeardObservers observers;
    private final Map<Target, Map<String, Vote>> votes = new HashMap<>();
    /** Observers that look at a target no longer, though others do; forgotten with the target. */
    private final Map<Target, Set<String>> dismissed = new HashMap<>();

    ReportedVotes(HeardObservers observers) {
        this.observers = observers;
    }

    /** Takes a report in. Returns the regions on which a verdict changed. */
    Set<String> report(String observer, boolean afresh, List<Vote> changed, List<Target> gone) {
        Set<String> regions = afresh ? drop(observer) : new HashSet<>();
        for (Target target : gone) {
            Map<String, Vote> of = votes.get(target);
            if (of != null && of.remove(observer) != null) {
                regions.add(target.region());
                dismissed.computeIfAbsent(target, t -> new HashSet<>()).add(observer);
            }
        }
        votes.values().removeIf(Map::isEmpty);
        for (Vote vote : changed) {
            Vote before =
                    votes.computeIfAbsent(vote.target(), t -> new HashMap<>()).put(observer, vote);
            dismissed.getOrDefault(vote.target(), new HashSet<>()).remove(observer);
            if (before == null || before.verdict() != vote.verdict() || before.counts() != vote.counts()) {
                regions.add(vote.target().region());
            }
        }
        return regions;
    }

    /** Drops all votes of an observer. Returns the regions that it had votes on. */
    Set<String> drop(String observer) {
        Set<String> regions = new HashSet<>();
        votes.forEach((target, of) -> {
            if (of.remove(observer) != null) {
                regions.add(target.region());
            }
        });
        dismissed.values().forEach(of -> of.remove(observer));
        votes.values().removeIf(Map::isEmpty);
        return regions;
    }

    /** Drops the votes of all observers. */
    void clear() {
        votes.clear();
        dismissed.clear();
    }

    /** Forgets votes on targets that are not probed any more. */
    void retain(Set<Target> present) {
        dismissed.keySet().removeIf(target -> !present.contains(target) && !votes.containsKey(target));
    }

    /** The votes on a target, also of those that are silent. */
    List<Heard> votes(Target target) {
        List<Heard> found = new ArrayList<>();
        votes.getOrDefault(target, Map.of()).forEach((observer, vote) -> {
            Duration at = observers.all().get(observer);
            if (at != null) {
                found.add(new Heard(vote, at));
            }
        });
        return found;
    }

    /** Those that have no vote on a target yet, and when each was last heard. */
    Map<String, Duration> withoutVote(Target target) {
        Map<String, Duration> found = new TreeMap<>(observers.all());
        found.keySet().removeAll(dismissed.getOrDefault(target, Set.of()));
        found.keySet().removeAll(votes.getOrDefault(target, Map.of()).keySet());
        return found;
    }

    /** Targets of a region that more than half of so many observers have a vote on: one alone may name a great many. */
    List<Target> seenByMost(String region, int observers) {
        return votes.entrySet().stream()
                .filter(one -> one.getValue().size() * 2 > observers)
                .map(Map.Entry::getKey)
                .filter(target -> target.region().equals(region))
                .toList();
    }
}
