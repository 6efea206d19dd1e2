package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.Elsewhere.Connectivity;
import dev.temporalfailover.failover.Opinion;
import dev.temporalfailover.failover.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is counted of observers, other places and the exchange with them. Callable from any thread. */
public final class PlaceTelemetry {
    private final Meters meters;
    /** By policy, then by region. */
    private final Map<String, Map<String, Set<String>>> outvoted = new HashMap<>();

    PlaceTelemetry(Meters meters) {
        this.meters = meters;
    }

    /** The observers that a leader knows, itself among them; 0 and 0 where this instance does not lead. */
    public void observers(int heard, int silent) {
        meters.set(Metrics.OBSERVERS, heard, "heard");
        meters.set(Metrics.OBSERVERS, silent, "silent");
    }

    /** Who is outvoted in one policy, by region; empty where this instance does not lead. */
    public synchronized void outvoted(String policy, Map<String, Set<String>> byRegion) {
        Map<String, Set<String>> before = all();
        outvoted.put(policy, Map.copyOf(byRegion));
        Map<String, Set<String>> now = all();
        before.forEach((region, names) -> names.stream()
                .filter(name -> !now.getOrDefault(region, Set.of()).contains(name))
                .forEach(name -> meters.set(Metrics.OUTVOTED, 0, region, name)));
        now.forEach((region, names) -> names.forEach(name -> meters.set(Metrics.OUTVOTED, 1, region, name)));
    }

    private Map<String, Set<String>> all() {
        Map<String, Set<String>> all = new HashMap<>();
        outvoted.values()
                .forEach(regions -> regions.forEach((region, names) ->
                        all.computeIfAbsent(region, r -> new HashSet<>()).addAll(names)));
        return all;
    }

    /** How many instances share the probe budget. */
    public void fleet(int members) {
        meters.set(Metrics.FLEET, members);
    }

    /** How old a place's newest word is; where there was none, how long we have been up. */
    public void opinionAge(String place, Duration age) {
        meters.set(Metrics.OPINION_AGE, age.toMillis() / 1000.0, place);
    }

    /** What a place last said on a policy. */
    public void opinion(String policy, Opinion opinion) {
        opinion.words().keySet().forEach(region -> {
            for (Verdict verdict : Verdict.values()) {
                double is = verdict == opinion.on(region) ? 1 : 0;
                String word = verdict.name().toLowerCase(Locale.ROOT);
                meters.set(Metrics.OPINION, is, policy, opinion.place(), region, word);
            }
        });
    }

    /** So many streams are open. {@code kind}: report, watch, observer or watcher. */
    public void streams(String kind, int open) {
        meters.set(Metrics.EXCHANGE_STREAMS, open, kind);
    }

    /** A message came in. {@code kind} as in {@link #streams}; {@code result}: what became of it, of a small set. */
    public void message(String kind, String result) {
        meters.count(Metrics.EXCHANGE_MESSAGES, 1, kind, result);
    }

    /** The last look at what this instance should reach. */
    public void connectivity(Connectivity checks) {
        meters.set(Metrics.CONNECTIVITY, checks.reached(), "reached");
        meters.set(Metrics.CONNECTIVITY, checks.total() - checks.reached(), "failed");
    }
}
