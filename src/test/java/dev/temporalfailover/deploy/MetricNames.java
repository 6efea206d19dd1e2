package dev.temporalfailover.deploy;

import dev.temporalfailover.telemetry.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the metric and label names of a PromQL query against what the service declares. */
final class MetricNames {
    private static final Pattern SELECTOR = Pattern.compile("(temporal_failover_[a-z_]+)(?:\\{([^}]*)\\})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern GROUPING = Pattern.compile("(?:by|ignoring|on|without) \\(([^)]*)\\)");
    /** Labels that Prometheus or a histogram adds. */
    private static final Set<String> ADDED = Set.of("le", "instance", "job", "pod", "namespace");

    private MetricNames() {}

    /** What is not declared, one line each. A query that names no metric of ours is a finding as well. */
    static List<String> undeclared(String query) {
        List<String> found = new ArrayList<>();
        List<Metrics> used = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(query);
        while (selector.find()) {
            Metrics metric = metric(selector.group(1));
            if (metric == null) {
                found.add("no metric " + selector.group(1));
                continue;
            }
            used.add(metric);
            Matcher label = LABEL.matcher(selector.group(2) == null ? "" : selector.group(2));
            while (label.find()) {
                if (!metric.labels().contains(label.group(1)) && !ADDED.contains(label.group(1))) {
                    found.add(metric.exported() + " has no label " + label.group(1));
                }
            }
        }
        Matcher grouping = GROUPING.matcher(query);
        while (grouping.find()) {
            Arrays.stream(grouping.group(1).split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty() && !ADDED.contains(name))
                    .filter(name -> used.stream().noneMatch(m -> m.labels().contains(name)))
                    .forEach(name -> found.add("grouped by " + name + ", which no metric of the query has"));
        }
        if (used.isEmpty()) {
            found.add("names no metric of ours: " + query);
        }
        return found;
    }

    private static Metrics metric(String name) {
        for (Metrics metric : Metrics.values()) {
            boolean histogram = metric.type() == Metrics.MetricType.HISTOGRAM;
            List<String> names = histogram
                    ? List.of(metric.exported() + "_bucket", metric.exported() + "_count", metric.exported() + "_sum")
                    : List.of(metric.exported());
            if (names.contains(name)) {
                return metric;
            }
        }
        return null;
    }
}
