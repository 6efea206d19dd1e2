package dev.temporalfailover.deploy;

import dev.temporalfailover.exchange.ExchangeMeters;
import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.failover.Worded;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.failover.status.WorkflowRun;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Tier;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.runbook.AlertOutcome;
import dev.temporalfailover.telemetry.Metrics;
import dev.temporalfailover.telemetry.NamespaceCounts;
import dev.temporalfailover.traffic.StepOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the label values of a PromQL query against what the service can write there. */
final class LabelValues {
    private static final Pattern SELECTOR = Pattern.compile("(temporal_failover_[a-z_]+)\\{([^}]*)\\}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    /** What an operator names: its values are not ours. */
    private static final Set<String> FREE = Set.of(
            "region",
            "policy",
            "path",
            "place",
            "observer",
            "pool",
            "route",
            "instance",
            "home_region",
            "thread",
            "step");

    /** By metric and label, or by label alone where it means the same everywhere. */
    private static final Map<String, Set<String>> KNOWN = Map.ofEntries(
            of("verdict", Verdict.values()),
            of("check", Check.values()),
            of("service", Service.values()),
            of("tier", Tier.values()),
            of("reason", Decision.Reason.values()),
            of("REGION_NOT_READY.reason", ReadinessReason.values()),
            of("stage", Stage.values()),
            of("outcome", WorkflowRun.WorkflowOutcome.values()),
            of("layer", Step.Layer.values()),
            Map.entry("decision", Set.of("stay", "shift", "refuse")),
            of("PROBES.result", Outcome.values()),
            of("STEPS.result", StepOutcome.StepResult.values()),
            of("DNS_STATE.state", DnsReading.State.values()),
            of("NAMESPACES.state", NamespaceCounts.NamespaceState.values()),
            of("ROUTES.state", RouteReading.RouteState.values()),
            of("EXCHANGE_STREAMS.kind", ExchangeMeters.Stream.values()),
            Map.entry("EXCHANGE_MESSAGES.kind", and(words(ExchangeMeters.Stream.values()), Set.of("connection"))),
            Map.entry(
                    "EXCHANGE_MESSAGES.result",
                    and(words(ExchangeMeters.MessageResult.values()), words(RefusalReason.values()))),
            Map.entry(
                    "ALERTS_RECEIVED.result",
                    Arrays.stream(AlertOutcome.values()).map(AlertOutcome::word).collect(Collectors.toSet())),
            literals("view", "wanted", "api", "resolver", "proxy", "client"),
            literals("phase", "dns", "tcp", "tls"),
            literals("CONNECTS.result", "ok", "failed"),
            literals("READS.result", "ok", "failed"),
            literals("INTENTS.result", "stored", "refused", "denied", "unavailable"),
            literals("OBSERVERS.state", "heard", "silent"),
            literals("CONNECTIVITY_CHECKS.state", "reached", "failed"));

    private LabelValues() {}

    /** The values that no code of ours can write, one line each. */
    static List<String> impossible(String query) {
        List<String> found = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(query);
        while (selector.find()) {
            Optional<Metrics> metric = MetricNames.metric(selector.group(1));
            Matcher matcher = MATCHER.matcher(selector.group(2));
            while (metric.isPresent() && matcher.find()) {
                String label = matcher.group(1);
                String value = matcher.group(3);
                if (FREE.contains(label) || label.equals("source") || value.startsWith("$")) {
                    continue;
                }
                Set<String> known =
                        KNOWN.getOrDefault(metric.get().name() + "." + label, KNOWN.getOrDefault(label, Set.of()));
                String[] values = matcher.group(2).contains("~") ? value.split("\\|") : new String[] {value};
                Arrays.stream(values)
                        .filter(one -> !known.contains(one))
                        .forEach(one -> found.add(metric.get().exported() + " has no " + label + " " + one + ", only "
                                + new TreeSet<>(known)));
            }
        }
        return found;
    }

    private static Map.Entry<String, Set<String>> of(String label, Worded... values) {
        return Map.entry(label, words(values));
    }

    private static Set<String> words(Worded... values) {
        return Arrays.stream(values).map(Worded::word).collect(Collectors.toSet());
    }

    /** Values without an enum; each stands in the sources as a text of its own. */
    private static Map.Entry<String, Set<String>> literals(String label, String... values) {
        String sources = Manifests.files("src/main/java", ".java").stream()
                .map(file -> Manifests.text(file.toString()))
                .collect(Collectors.joining());
        for (String value : values) {
            if (!sources.contains("\"" + value + "\"")) {
                throw new IllegalStateException("no code writes " + label + " " + value);
            }
        }
        return Map.entry(label, Set.of(values));
    }

    private static Set<String> and(Set<String> some, Set<String> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toSet());
    }
}
