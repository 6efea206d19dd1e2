package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.Worded;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many namespaces a region's cluster states to be in each state. */
public final class NamespaceCounts {
    /** Of a region whose cluster has not answered lately. */
    static final int UNREAD = -1;

    /** What is counted; each of a region's own word. */
    public enum NamespaceState implements Worded {
        /** Moved or watched by the policy, and active in this region. */
        ACTIVE,
        /** Moved by the policy, and active in another of its regions. */
        ELSEWHERE,
        /** Moved or watched, active here, and another cluster states the same of itself. */
        CONTESTED,
        /** Moved, and the last attempt failed. */
        FAILING,
        EXCLUDED,
        LOCAL,
        NOT_EVERYWHERE
    }

    private NamespaceCounts() {}

    /** By region and state's word. */
    static Map<String, Map<String, Integer>> of(List<String> regions, List<NamespaceReading> namespaces) {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        for (String region : regions) {
            List<NamespaceReading> stated =
                    namespaces.stream().filter(n -> n.side(region).isPresent()).toList();
            Map<String, Integer> byState = new LinkedHashMap<>();
            for (NamespaceState state : NamespaceState.values()) {
                int count =
                        (int) stated.stream().filter(n -> is(n, region, state)).count();
                byState.put(state.word(), stated.isEmpty() ? UNREAD : count);
            }
            counts.put(region, byState);
        }
        return counts;
    }

    private static boolean is(NamespaceReading n, String region, NamespaceState state) {
        boolean own = n.kind() == NamespaceKind.MOVABLE || n.kind() == NamespaceKind.WATCHED;
        NamespaceReading.Side side = n.side(region).orElseThrow();
        return switch (state) {
            case ACTIVE -> own && side.activeIn(region);
            case ELSEWHERE -> n.movable() && side.active().isPresent() && !side.activeIn(region);
            case CONTESTED -> own && n.contested() && side.activeIn(region);
            case FAILING -> n.movable() && n.failures() > 0;
            case EXCLUDED -> n.kind() == NamespaceKind.EXCLUDED;
            case LOCAL -> n.kind() == NamespaceKind.LOCAL;
            case NOT_EVERYWHERE -> n.kind() == NamespaceKind.NOT_EVERYWHERE;
        };
    }
}
