package dev.temporalfailover.telemetry.pool;

import java.util.Map;

/** One line of a Prometheus text page. */
record Sample(String name, Map<String, String> labels, double value) {
    Sample {
        labels = Map.copyOf(labels);
    }

    String label(String key) {
        return labels.getOrDefault(key, "");
    }
}
