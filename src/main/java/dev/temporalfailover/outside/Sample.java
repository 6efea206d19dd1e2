package dev.temporalfailover.outside;

import java.util.Map;

/** One line of a Prometheus text page. */
public record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
        labels = Map.copyOf(labels);
    }

    /** The label's value, empty without it. */
    public String label(String key) {
        return labels.getOrDefault(key, "");
    }
}
