package dev.temporalfailover.failover.verdict;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The observers whose votes this instance counts while it leads.
 *
 * @param heard how many are heard, this instance among them
 * @param silent those that are missed, by name, at most {@link #MAX_NAMED}
 * @param silentCount how many are missed
 * @param outvoted by region: the observers that disagree with the quorum
 * @param skewed by observer: targets and policies that it votes on and this instance's configuration does not name; by this
 *     instance's own name: targets that it looks at and half of the others do not. None of them counts.
 */
public record Observers(
        int heard,
        List<String> silent,
        int silentCount,
        Map<String, Set<String>> outvoted,
        Map<String, List<String>> skewed) {
    /** Names kept of each kind. */
    public static final int MAX_NAMED = 20;

    /** This instance does not lead and counts no votes. */
    public static final Observers NONE = new Observers(0, List.of(), 0, Map.of(), Map.of());

    public Observers {
        silent = List.copyOf(silent);
        outvoted = Map.copyOf(outvoted);
        skewed = Map.copyOf(skewed);
    }
}
