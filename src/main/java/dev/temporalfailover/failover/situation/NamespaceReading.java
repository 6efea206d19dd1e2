package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Worded;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * One namespace of Temporal as the clusters of the regions last stated it. A global namespace is active in one cluster; the
 * others are told by replication, and a cluster that was cut off believes what it knew.
 *
 * @param name the namespace's name
 * @param kind whether it belongs to what the policy moves
 * @param sides by region what its cluster states; a region whose cluster has not answered lately is absent
 * @param handing a handover that this service began here is under way, or may be
 * @param failures attempts to move it that failed since it was last moved
 * @param detail one line for a person: why it is not moved, or why the last attempt failed; may be empty
 */
public record NamespaceReading(
        String name, NamespaceKind kind, Map<String, Side> sides, boolean handing, int failures, String detail) {

    /** In the order in which they are moved: those that failed before do not hold up the others. */
    public static final Comparator<NamespaceReading> ORDER =
            Comparator.comparingInt(NamespaceReading::failures).thenComparing(NamespaceReading::name);

    /** Whether a namespace is moved. */
    public enum NamespaceKind implements Worded {
        /** Global, present in all regions of the policy, and not excluded. */
        MOVABLE,
        /** It would be moved, but the configuration only watches. */
        WATCHED,
        /** The configuration leaves it out. */
        EXCLUDED,
        /** Not global: it lives in one cluster and cannot be moved. */
        LOCAL,
        /** Global, but one region of the policy is not among its clusters. */
        NOT_EVERYWHERE
    }

    /**
     * What one region's cluster states.
     *
     * @param active the region whose cluster is active; empty if that cluster is of no known region
     * @param version the failover version: of two clusters that differ the higher one is right
     * @param handover true while a graceful handover is in progress, which refuses writes everywhere
     * @param since when it was last made active somewhere else, by the cluster's own clock; empty if it never was
     */
    public record Side(Optional<String> active, long version, boolean handover, Optional<Instant> since) {
        /** True if the cluster of that region is the active one by this word. */
        public boolean activeIn(String region) {
            return active.filter(region::equals).isPresent();
        }
    }

    public NamespaceReading {
        sides = Map.copyOf(sides);
    }

    /** One that is not being handed over. */
    public NamespaceReading(String name, NamespaceKind kind, Map<String, Side> sides, int failures, String detail) {
        this(name, kind, sides, false, failures, detail);
    }

    /** What the region's cluster states; empty if it has not answered lately. */
    public Optional<Side> side(String region) {
        return Optional.ofNullable(sides.get(region));
    }

    /** True if it is moved at all. */
    public boolean movable() {
        return kind == NamespaceKind.MOVABLE;
    }

    /**
     * True if more than one cluster states that it is the active one: both accept workflows, and one of the two loses. Never of
     * a local namespace, which other clusters may have under the same name.
     */
    public boolean contested() {
        return kind != NamespaceKind.LOCAL
                && sides.entrySet().stream()
                                .filter(side -> side.getValue().activeIn(side.getKey()))
                                .count()
                        > 1;
    }
}
