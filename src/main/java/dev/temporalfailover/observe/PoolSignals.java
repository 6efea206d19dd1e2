package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.Limit;
import dev.temporalfailover.failover.verdict.Sustained;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What others export about connection pools, held against one policy's limits. */
final class PoolSignals {
    private static final Duration STALE = Duration.ofMinutes(2);

    private final Thresholds thresholds;
    private final Map<String, Map<String, PoolState>> byRegion = new HashMap<>();

    private record PoolState(Sustained utilization, Sustained connections, double active, double max, Duration at) {}

    PoolSignals(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    /** Takes in one sample; {@code max} is NaN without a limit. */
    void sample(String region, String name, double active, double max, Duration now) {
        Limit utilization = thresholds.poolUtilization();
        Map<String, PoolState> pools = byRegion.computeIfAbsent(region, r -> new TreeMap<>());
        PoolState before =
                pools.getOrDefault(name, new PoolState(Sustained.CLEAR, Sustained.CLEAR, 0, Double.NaN, now));
        pools.put(
                name,
                new PoolState(
                        before.utilization().plus(utilization, active / max, now),
                        before.connections().plus(thresholds.connections(), active, now),
                        active,
                        max,
                        now));
    }

    /** What speaks against a region. */
    List<Evidence> evidence(String region, Duration now) {
        List<Evidence> found = new ArrayList<>();
        Map<String, PoolState> pools = byRegion.getOrDefault(region, new TreeMap<>());
        // A source that fell silent must not keep a region from being a failover target.
        pools.values().removeIf(pool -> now.minus(pool.at()).compareTo(STALE) > 0);
        pools.forEach((name, pool) -> {
            if (pool.utilization().tripped()) {
                String why = String.format(Locale.ROOT, "pool %.0f of %.0f in use", pool.active(), pool.max());
                found.add(new Evidence(region + " " + name, Verdict.DEGRADED, why, pool.at()));
            }
            if (pool.connections().tripped()) {
                String why = String.format(Locale.ROOT, "%.0f connections", pool.active());
                found.add(new Evidence(region + " " + name, Verdict.DEGRADED, why, pool.at()));
            }
        });
        return found;
    }
}
