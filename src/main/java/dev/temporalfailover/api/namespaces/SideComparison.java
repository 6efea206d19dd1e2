package dev.temporalfailover.api.namespaces;

import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the clusters' words about one namespace come to.
 *
 * @param active the region that the word with the highest failover version names; empty if that is of no region
 * @param state whether the words agree, and whether it is where the traffic is
 * @param words the same for a person
 */
record SideComparison(Optional<String> active, Agreement state, String words) {

    /** Worst first. */
    enum Agreement {
        /** Two clusters state different things. */
        DIFFERS,
        /** It was to be moved and is not yet, or a handover is in progress. */
        WAITS,
        /** All agree on a region that does not carry the traffic. */
        ELSEWHERE,
        /** What was read agrees; a cluster has not answered. */
        UNREAD,
        /** All agree. */
        AGREES
    }

    /**
     * @param regions of the policy
     * @param carries the region that carries the traffic, as the record says; empty if that is not known
     */
    static SideComparison of(NamespaceReading n, List<String> regions, Optional<String> carries) {
        List<String> read =
                regions.stream().filter(region -> n.side(region).isPresent()).toList();
        List<Side> sides =
                read.stream().map(region -> n.side(region).orElseThrow()).toList();
        Side newest = sides.stream()
                .reduce((one, other) -> other.version() > one.version() ? other : one)
                .orElse(new Side(Optional.empty(), 0, false, Optional.empty()));
        boolean differs = sides.stream()
                .anyMatch(side ->
                        side.version() != newest.version() || !side.active().equals(newest.active()));
        boolean handover = sides.stream().anyMatch(Side::handover);
        boolean silent = read.size() < regions.size();
        boolean elsewhere = carries.isPresent() && !newest.active().equals(carries);
        if (n.kind() == NamespaceKind.LOCAL) {
            // Clusters may each have one of that name, which have nothing to do with each other.
            return new SideComparison(Optional.empty(), Agreement.AGREES, n.detail());
        }
        Agreement state = differs
                ? Agreement.DIFFERS
                : n.failures() > 0 || handover
                        ? Agreement.WAITS
                        : elsewhere ? Agreement.ELSEWHERE : silent ? Agreement.UNREAD : Agreement.AGREES;
        List<String> words = new ArrayList<>();
        words.add(differs ? differences(read, n) : "version " + newest.version() + (silent ? "" : " on all sides"));
        if (silent) {
            words.add(regions.stream().filter(region -> !read.contains(region)).collect(Collectors.joining(", "))
                    + " not read");
        }
        if (elsewhere && !differs) {
            words.add("not where the traffic is");
        }
        if (handover) {
            words.add("a graceful handover is in progress, which refuses writes");
        }
        if (n.failures() > 0) {
            words.add(n.failures() + " attempts to move it failed: " + n.detail());
        }
        return new SideComparison(newest.active(), state, String.join("; ", words));
    }

    private static String differences(List<String> read, NamespaceReading n) {
        Map<String, Side> sides = n.sides();
        return read.stream()
                .map(region -> region + " states "
                        + sides.get(region).active().orElse("no region") + ", version "
                        + sides.get(region).version())
                .collect(Collectors.joining("; "));
    }
}
