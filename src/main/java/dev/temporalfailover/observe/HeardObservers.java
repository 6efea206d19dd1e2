package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Observers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The other observers of this region and when each was last heard, while this instance leads. */
final class HeardObservers {
    private final Voting voting;
    private final Map<String, Duration> heard = new TreeMap<>();
    private final Map<String, Duration> since = new HashMap<>();

    HeardObservers(Voting voting) {
        this.voting = voting;
    }

    void hear(String observer, Duration now) {
        heard.put(observer, now);
        since.putIfAbsent(observer, now);
    }

    boolean knows(String observer) {
        return heard.containsKey(observer);
    }

    /** Those that are not forgotten, by name, and when each was last heard. */
    Map<String, Duration> all() {
        return heard;
    }

    /** When it was first heard; it must be known. */
    Duration since(String observer) {
        return since.get(observer);
    }

    /** True if it was known. */
    boolean remove(String observer) {
        since.remove(observer);
        return heard.remove(observer) != null;
    }

    void clear() {
        heard.clear();
        since.clear();
    }

    /** Those that have been silent for so long that they are missed no more. */
    List<String> lost(Duration now) {
        return silentSince(now.minus(voting.forgetAfter()));
    }

    /**
     * How many are heard and which are missed; this instance hears itself.
     *
     * @param outvoted by region
     * @param skewed by observer
     */
    Observers counted(Map<String, Set<String>> outvoted, Map<String, List<String>> skewed, Duration now) {
        List<String> silent = silentSince(now.minus(voting.quorum().fresh()));
        List<String> named = silent.stream().limit(Observers.MAX_NAMED).toList();
        return new Observers(1 + heard.size() - silent.size(), named, silent.size(), outvoted, skewed);
    }

    private List<String> silentSince(Duration oldest) {
        return heard.entrySet().stream()
                .filter(entry -> entry.getValue().compareTo(oldest) < 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
