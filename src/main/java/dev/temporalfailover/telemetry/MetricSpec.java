package dev.temporalfailover.telemetry;

import dev.temporalfailover.telemetry.DeclaredMetric.MetricType;
import java.util.List;

/**
 * What is declared of a metric.
 *
 * @param suffix its name behind {@link Metrics#PREFIX}
 * @param labels their names, in the order of their values
 */
public record MetricSpec(String suffix, MetricType type, String unit, String help, List<String> labels) {

    static MetricSpec counter(String suffix, String unit, String help) {
        return new MetricSpec(suffix, MetricType.COUNTER, unit, help, List.of());
    }

    static MetricSpec gauge(String suffix, String unit, String help) {
        return new MetricSpec(suffix, MetricType.GAUGE, unit, help, List.of());
    }

    /** A gauge that is 0 or 1. */
    static MetricSpec flag(String suffix, String help) {
        return gauge(suffix, "0 or 1", help);
    }

    /** Of durations. */
    static MetricSpec histogram(String suffix, String help) {
        return new MetricSpec(suffix, MetricType.HISTOGRAM, "seconds", help, List.of());
    }

    MetricSpec by(String... names) {
        return new MetricSpec(suffix, type, unit, help, List.of(names));
    }
}
