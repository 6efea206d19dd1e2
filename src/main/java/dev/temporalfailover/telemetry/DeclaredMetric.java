package dev.temporalfailover.telemetry;

import java.util.List;

/** A metric that the service exports, as it is declared. */
public interface DeclaredMetric {
    /** Before every name. */
    String PREFIX = "temporal_failover_";

    /** How it is exported; a histogram also has {@code _bucket}, {@code _count}, {@code _sum} and {@code _max}. */
    enum MetricType {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /** What is declared of it. */
    MetricSpec spec();

    /** The full name as scraped. */
    default String exported() {
        return PREFIX + spec().suffix();
    }

    /** How it is exported. */
    default MetricType type() {
        return spec().type();
    }

    /** The unit, for people. */
    default String unit() {
        return spec().unit();
    }

    /** What it means, one line. */
    default String help() {
        return spec().help();
    }

    /** Label names in the order of values. */
    default List<String> labels() {
        return spec().labels();
    }
}
