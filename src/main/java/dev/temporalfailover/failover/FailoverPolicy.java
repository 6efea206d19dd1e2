package dev.temporalfailover.failover;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of one named failover policy. Weights are the steady state: the first region in the order of preference
 * carries the traffic, the others stand by with weight 0.
 *
 * @param name for example {@code temporal-api-failover}
 * @param regions in order of preference, at least two
 * @param weight what the carrying region gets, 1..255
 * @param holdDown after an automatic switch no other one for this long, unless acknowledged
 * @param escapeAfter inside the hold-down: active DOWN and target HEALTHY, both without a break for this long, may switch
 * @param maxSwitches automatic switches allowed in {@code switchWindow} (velocity cap); holds for escapes too
 * @param switchWindow the time of the velocity cap
 * @param quietPeriod after start nothing is decided automatically for this long
 */
public record FailoverPolicy(
        String name,
        List<String> regions,
        int weight,
        Duration holdDown,
        Duration escapeAfter,
        int maxSwitches,
        Duration switchWindow,
        Duration quietPeriod) {

    public FailoverPolicy {
        regions = List.copyOf(regions);
    }

    /** The weights while {@code active} carries the traffic, in order of preference. */
    public Map<String, Integer> weightsFor(String active) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (String region : regions) {
            weights.put(region, region.equals(active) ? weight : 0);
        }
        return weights;
    }
}
