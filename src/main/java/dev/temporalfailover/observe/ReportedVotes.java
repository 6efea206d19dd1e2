package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Quorum.Heard;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The other observers of this region and their newest votes for one policy, while this instance leads. Owned by the judge
 * thread. Bounded: observers by the exchange that admits them, votes by the targets that one observer may have.
 */
final class ReportedVotes {
    private final Duration forgetAfter;
    private final Map<String, Duration> heard = new TreeMap<>();
    private final Map<Target, Map<String, Vote>> votes = new HashMap<>();
    /** Who looks at a target no longer, though others do; forgotten with the target. */
    private final Map<Target, Set<String>> dismissed = new HashMap<>();

    /** @param forgetAfter an observer that said nothing for this long is no longer missed */
    ReportedVotes(Duration forgetAfter) {
        this.forgetAfter = forgetAfter;
    }

    /** Takes a report in. Returns the regions on which a verdict changed. */
    Set<String> report(String observer, boolean afresh, List<Vote> changed, List<Target> gone, Duration now) {
        Set<String> regions = new HashSet<>();
        heard.put(observer, now);
        if (afresh) {
            drop(observer, regions);
        }
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

    /** It has ended in good order. Returns the regions that it had votes on. */
    Set<String> left(String observer) {
        Set<String> regions = new HashSet<>();
        if (heard.remove(observer) != null) {
            drop(observer, regions);
        }
        return regions;
    }

    /** Who does not lead has no crew. */
    void disband() {
        heard.clear();
        votes.clear();
        dismissed.clear();
    }

    /** Forgets what was told of targets that nobody looks at any more. */
    void retain(Set<Target> present) {
        dismissed.keySet().removeIf(target -> !present.contains(target) && !votes.containsKey(target));
    }

    /** Forgets who has been silent for too long, and returns their names. */
    List<String> forget(Duration now) {
        List<String> silent = new ArrayList<>();
        heard.forEach((observer, at) -> {
            if (now.minus(at).compareTo(forgetAfter) > 0) {
                silent.add(observer);
            }
        });
        silent.forEach(this::left);
        return silent;
    }

    /** The votes on a target, also of those that are silent. */
    List<Heard> votes(Target target) {
        List<Heard> found = new ArrayList<>();
        votes.getOrDefault(target, Map.of()).forEach((observer, vote) -> {
            Duration at = heard.get(observer);
            if (at != null) {
                found.add(new Heard(vote, at));
            }
        });
        return found;
    }

    /** Those that have no vote on a target yet, and when each was last heard. */
    Map<String, Duration> withoutVote(Target target) {
        Map<String, Duration> found = new TreeMap<>(heard);
        found.keySet().removeAll(dismissed.getOrDefault(target, Set.of()));
        found.keySet().removeAll(votes.getOrDefault(target, Map.of()).keySet());
        return found;
    }

    /** Targets that anybody has a vote on. */
    Collection<Target> targets() {
        return votes.keySet();
    }

    /** Everybody not forgotten, by name, and when last heard. */
    Map<String, Duration> heard() {
        return heard;
    }

    private void drop(String observer, Set<String> regions) {
        votes.forEach((target, of) -> {
            if (of.remove(observer) != null) {
                regions.add(target.region());
            }
        });
        dismissed.values().forEach(of -> of.remove(observer));
        votes.values().removeIf(Map::isEmpty);
    }
}
