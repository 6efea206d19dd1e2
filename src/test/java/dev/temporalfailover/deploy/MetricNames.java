package dev.temporalfailover.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.telemetry.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the metric and label names of a PromQL query against what the service declares. */
final class MetricNames {
    private static final Pattern SELECTOR = Pattern.compile("(temporal_failover_[a-z_]+)(?:\\{([^}]*)\\})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern GROUPING = Pattern.compile("(?:by|ignoring|on|without) \\(([^)]*)\\)");
    /** Labels that Prometheus, a histogram or our registry adds to every metric. */
    private static final Set<String> ADDED = Set.of("le", "instance", "job", "pod", "namespace", "home_region");

    private MetricNames() {}

    /** What is not declared, one line each. A query that names no metric of ours is a finding as well. */
    static List<String> undeclared(String query) {
        List<String> found = new ArrayList<>();
        List<Metrics> used = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(query);
        while (selector.find()) {
            Optional<Metrics> declared = metric(selector.group(1));
            if (declared.isEmpty()) {
                found.add("no metric " + selector.group(1));
                continue;
            }
            Metrics metric = declared.get();
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

    /** With the expressions of the rules of {@code alerts/} in place of the names that they record. */
    static String asked(String expression) {
        String asked = expression;
        List<JsonNode> rules = new ArrayList<>();
        Manifests.yaml("alerts/temporal-failover.rules.yml").path("groups").forEach(group -> group.path("rules")
                .forEach(rules::add));
        // The later ones are made of the earlier.
        for (int i = rules.size() - 1; i >= 0; i--) {
            if (rules.get(i).has("record")) {
                asked = asked.replaceAll(
                        Pattern.quote(rules.get(i).path("record").asText()) + "(?![\\w:])",
                        Matcher.quoteReplacement("(" + rules.get(i).path("expr").asText() + ")"));
            }
        }
        return asked;
    }

    /** The metric that is exported under this name. */
    static Optional<Metrics> metric(String name) {
        for (Metrics metric : Metrics.values()) {
            boolean histogram = metric.type() == Metrics.MetricType.HISTOGRAM;
            List<String> names = histogram
                    ? List.of(metric.exported() + "_bucket", metric.exported() + "_count", metric.exported() + "_sum")
                    : List.of(metric.exported());
            if (names.contains(name)) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }
}
