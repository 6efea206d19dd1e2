package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.telemetry.NamespaceTelemetry;
import dev.temporalfailover.telemetry.Telemetry;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long namespaces were active in two clusters at once, by the clusters' own words: a region that returns believes what it
 * knew, and accepts workflows that the other cluster's versions will end. As exact as the reads, one in {@code
 * namespaces.interval}. On the loop's thread only.
 */
final class DualActive {
    private static final int FEW = 5;

    private final String policy;
    private final int regions;
    private final NamespaceTelemetry telemetry;
    /** By namespace. */
    private final Map<String, Duration> since = new TreeMap<>();

    private Duration last = Duration.ZERO;

    DualActive(String policy, int regions, Telemetry telemetry) {
        this.policy = policy;
        this.regions = regions;
        this.telemetry = new NamespaceTelemetry(telemetry);
    }

    /** This instance does not lead, and so reads no namespaces. */
    void forget() {
        since.clear();
    }

    /** By namespace, since when it has been seen active in two clusters. */
    Map<String, Duration> since() {
        return since;
    }

    /** Looks at what was read. */
    void look(List<NamespaceReading> namespaces, Journal journal, Moment now) {
        if (!since.isEmpty()) {
            telemetry.dualActive(policy, now.steady().minus(last));
        }
        last = now.steady();
        Map<String, Duration> ended = new TreeMap<>();
        for (NamespaceReading n : namespaces) {
            if (n.contested()) {
                since.putIfAbsent(n.name(), now.steady());
            } else if (n.sides().size() == regions && since.containsKey(n.name())) {
                // Where a cluster is silent, nobody knows that it is over.
                ended.put(n.name(), now.steady().minus(since.remove(n.name())));
            }
        }
        if (!ended.isEmpty()) {
            Duration longest =
                    ended.values().stream().max(Comparator.naturalOrder()).orElseThrow();
            journal.over(
                    "DualActiveEnded",
                    ended.size() + " namespaces are no longer active in two regions, the longest was for "
                            + Judge.text(longest) + ": " + few(ended.keySet()));
        }
        journal.state(
                "what Temporal's clusters state of namespaces",
                since.isEmpty() ? "" : "contested",
                few(since.keySet()) + " active in two regions, each of which accepts workflows");
    }

    private static String few(Collection<String> names) {
        String more = names.size() > FEW ? " and " + (names.size() - FEW) + " more" : "";
        return String.join(", ", names.stream().limit(FEW).toList()) + more;
    }
}
