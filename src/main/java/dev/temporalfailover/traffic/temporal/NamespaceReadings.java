package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.traffic.temporal.Attempts.FailedMove;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.RegionFrontend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The clusters' statements -> {@link NamespaceReading}s. */
record NamespaceReadings(NamespaceSettings settings, Attempts attempts, Function<String, Optional<String>> handing) {
    private static final int LONGEST = 400;

    /** By name. {@code stated}: by region, the namespaces of those whose cluster has answered lately. */
    List<NamespaceReading> of(Map<String, Map<String, ClusterNamespace>> stated) {
        Map<String, Map<String, ClusterNamespace>> byName = new TreeMap<>();
        // In the order of the policy, the own region first: its word counts where they differ.
        settings.frontends().stream()
                .map(RegionFrontend::region)
                .sorted((a, b) -> Boolean.compare(b.equals(settings.self()), a.equals(settings.self())))
                .forEach(region -> stated.getOrDefault(region, Map.of())
                        .forEach((name, one) -> byName.computeIfAbsent(name, n -> new LinkedHashMap<>())
                                .put(region, one)));
        return byName.entrySet().stream()
                .map(e -> one(e.getKey(), e.getValue()))
                .toList();
    }

    private NamespaceReading one(String name, Map<String, ClusterNamespace> stated) {
        ClusterNamespace first = stated.values().iterator().next();
        Map<String, Side> sides = new LinkedHashMap<>();
        stated.forEach((region, one) -> sides.put(region, side(one)));
        String leftOut = settings.chosen().leftOut(name);
        String missing = missing(first);
        if (!first.global()) {
            return new NamespaceReading(name, NamespaceKind.LOCAL, sides, 0, "it is not global");
        }
        if (!leftOut.isEmpty()) {
            return new NamespaceReading(name, NamespaceKind.EXCLUDED, sides, 0, leftOut);
        }
        if (!missing.isEmpty()) {
            return new NamespaceReading(name, NamespaceKind.NOT_EVERYWHERE, sides, 0, missing);
        }
        NamespaceKind kind = settings.moves() ? NamespaceKind.MOVABLE : NamespaceKind.WATCHED;
        Optional<FailedMove> failed = failed(name, sides);
        String detail = failed.map(FailedMove::detail).orElseGet(() -> detail(name, stated, sides));
        return new NamespaceReading(
                name,
                kind,
                sides,
                handing.apply(name).isPresent(),
                failed.map(FailedMove::times).orElse(0),
                Line.of(detail, LONGEST));
    }

    private Side side(ClusterNamespace one) {
        return new Side(settings.region(one.active()), one.version(), one.handover(), one.since());
    }

    private String missing(ClusterNamespace one) {
        return settings.frontends().stream()
                .filter(region -> !one.clusters().contains(region.cluster()))
                .findFirst()
                .map(region -> "cluster " + region.cluster() + " of " + region.region()
                        + " is not one of its clusters: " + String.join(", ", one.clusters()))
                .orElse("");
    }

    /** Forgotten as soon as the own cluster states what was wanted. */
    private Optional<FailedMove> failed(String name, Map<String, Side> sides) {
        Optional<FailedMove> failed = attempts.of(name);
        Side own = sides.get(settings.self());
        if (own != null && failed.filter(move -> own.activeIn(move.to())).isPresent()) {
            attempts.moved(name);
            return Optional.empty();
        }
        return failed;
    }

    private String detail(String name, Map<String, ClusterNamespace> stated, Map<String, Side> sides) {
        for (Map.Entry<String, ClusterNamespace> one : stated.entrySet()) {
            if (one.getValue().handover()) {
                return "a graceful handover is in progress, which refuses writes; " + one.getKey() + " states it";
            }
            if (sides.get(one.getKey()).active().isEmpty()) {
                return one.getKey() + " states that cluster '" + one.getValue().active()
                        + "' is active, which is of no region of the policy; see temporal_cluster of regions";
            }
        }
        List<String> believe = sides.entrySet().stream()
                .filter(side -> side.getValue().activeIn(side.getKey()))
                .map(side -> side.getKey() + " (version " + side.getValue().version() + ")")
                .toList();
        if (believe.size() > 1) {
            return "more than one cluster states that it is active: " + String.join(", ", believe);
        }
        return handing.apply(name).orElse("");
    }
}
