package dev.temporalfailover.traffic.istio.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.outside.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one of Envoy's routes sends its calls. Istio leaves destinations of weight 0 out, and writes a single one without a
 * weight.
 *
 * @param regions shares by region, of 1 in all if there are no strangers
 * @param strangers clusters that no region is configured for; empty weight or not
 */
record Shares(Map<String, Double> regions, List<String> strangers) {
    /** Weights are whole numbers of 32 bits; shares that differ by less are the same. */
    private static final double SAME = 1e-9;

    private static final long MAX_WEIGHT = 0xFFFF_FFFFL;
    private static final int MAX_NAME = 120;

    static Shares of(JsonNode route, Wanted wanted) {
        Map<String, Long> weights = new TreeMap<>();
        JsonNode action = route.path("route");
        for (JsonNode cluster : action.at("/weighted_clusters/clusters")) {
            long weight =
                    Math.min(MAX_WEIGHT, Math.max(0, cluster.path("weight").asLong(0)));
            weights.merge(cluster.path("name").asText(""), weight, Long::sum);
        }
        if (action.path("cluster").isTextual()) {
            weights.put(action.path("cluster").asText(), 1L);
        }
        double sum = weights.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Double> regions = new TreeMap<>();
        wanted.destinations().keySet().forEach(region -> regions.put(region, 0.0));
        List<String> strangers = new ArrayList<>();
        weights.forEach((cluster, weight) -> {
            String region = wanted.region(cluster);
            if (region == null) {
                strangers.add(Line.of(cluster, MAX_NAME));
            } else if (sum > 0) {
                regions.merge(region, weight / sum, Double::sum);
            }
        });
        return new Shares(regions, strangers);
    }

    /** Whether these are the wanted shares. */
    boolean carry(Wanted wanted) {
        return strangers.isEmpty()
                && regions.entrySet().stream()
                        .allMatch(one -> Math.abs(one.getValue() - wanted.share(one.getKey())) < SAME);
    }

    /** For a person, for example {@code us-east-1 90 %, us-west-2 10 %}. */
    String text() {
        List<String> parts = new ArrayList<>();
        regions.forEach((region, share) -> {
            if (share > 0) {
                parts.add(String.format(Locale.ROOT, "%s %.4g %%", region, share * 100));
            }
        });
        strangers.stream().limit(3).forEach(parts::add);
        return parts.isEmpty() ? "no destination" : String.join(", ", parts);
    }
}
