package dev.temporalfailover.outside;

import java.util.Map;

/** One line of a Prometheus text page. */
public record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
        labels = Map.copyOf(labels);
    }

    /** False for a value that no counter and no number of connections has: negative, infinite or none. */
    public boolean counts() {
        return value >= 0 && Double.isFinite(value);
    }

    /** The label's value, empty without it. */
    public String label(String key) {
        return labels.getOrDefault(key, "");
    }
}
