package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.situation.EpochRecord;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Our annotations on a route: the epoch that its weights rest on, the weights, and the region in whose takeover they were
 * written while the record said otherwise.
 */
final class RouteMarks {
    static final String EPOCH = "temporal-failover.dev/epoch";
    static final String WEIGHTS = "temporal-failover.dev/weights";
    static final String TAKEOVER = "temporal-failover.dev/takeover";
    private static final int MAX_LENGTH = 1024;

    private RouteMarks() {}

    /** True if either is there, whatever it says. */
    static boolean any(JsonNode object) {
        JsonNode annotations = object.at("/metadata/annotations");
        return annotations.has(EPOCH) || annotations.has(WEIGHTS);
    }

    /** The epoch, empty where it is absent or not one that another can follow. */
    static OptionalLong epoch(JsonNode object) {
        String text = object.at("/metadata/annotations").path(EPOCH).asText("");
        OptionalLong epoch = EpochRecord.number(text);
        return epoch.equals(OptionalLong.of(EpochRecord.LAST)) ? OptionalLong.empty() : epoch;
    }

    /** The region that took over, empty where the record says what the weights are. */
    static Optional<String> takeover(JsonNode object) {
        String text = object.at("/metadata/annotations").path(TAKEOVER).asText("");
        return Optional.of(text).filter(region -> !region.isEmpty() && region.length() <= MAX_LENGTH);
    }

    /** The weights, empty where they are absent or unreadable. */
    static Optional<Map<String, Integer>> weights(JsonNode object) {
        String text = object.at("/metadata/annotations").path(WEIGHTS).asText("");
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Map<String, Integer> weights = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String number = part.substring(equals + 1);
            if (equals <= 0 || !number.matches("[0-9]{1,7}")) {
                return Optional.empty();
            }
            if (weights.put(part.substring(0, equals), Integer.parseInt(number)) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(weights);
    }

    /** For example {@code us-east-1=100,us-west-2=0}, sorted. */
    static String text(Map<String, Integer> weights) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(weights).forEach((region, weight) -> text.append(text.isEmpty() ? "" : ",")
                .append(region)
                .append('=')
                .append(weight));
        return text.toString();
    }
}
