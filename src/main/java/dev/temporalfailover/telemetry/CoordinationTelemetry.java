package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is counted of observers and other places. Callable from any thread; a policy's methods from one at a time. */
public final class CoordinationTelemetry {
    private final Meters meters;
    private final Map<String, Set<Outvoted>> outvoted = new HashMap<>();
    /** By policy and then observer; an observer's own names are told with each policy alike. */
    private final Map<String, Map<String, Integer>> skewed = new HashMap<>();

    private record Outvoted(String region, String observer) {}

    /** @param registry where the meters live */
    public CoordinationTelemetry(MeterRegistry registry) {
        meters = new Meters(Telemetry.sole(registry));
        meters.set(Metrics.FLEET_MEMBERS, 0);
    }

    /** The observers whose votes are counted; zeros and no outvoted observer while this instance does not lead. */
    public void observers(String policy, int heard, int silent, Map<String, Set<String>> byRegion) {
        meters.set(Metrics.OBSERVERS, heard, policy, "heard");
        meters.set(Metrics.OBSERVERS, silent, policy, "silent");
        Set<Outvoted> now = new HashSet<>();
        byRegion.forEach((region, names) -> names.forEach(name -> now.add(new Outvoted(region, name))));
        Set<Outvoted> before;
        synchronized (outvoted) {
            before = outvoted.put(policy, now);
        }
        if (before != null) {
            before.stream()
                    .filter(one -> !now.contains(one))
                    .forEach(one -> meters.remove(Metrics.OBSERVER_OUTVOTED, policy, one.region(), one.observer()));
        }
        now.forEach(one -> meters.set(Metrics.OBSERVER_OUTVOTED, 1, policy, one.region(), one.observer()));
    }

    /** How many names of each observer do not count, by what a policy's loop saw. */
    public synchronized void skewed(String policy, String place, Map<String, List<String>> byObserver) {
        Set<String> before = skewedObservers();
        Map<String, Integer> now = new HashMap<>();
        byObserver.forEach((observer, names) -> now.put(observer, names.size()));
        skewed.put(policy, now);
        Set<String> after = skewedObservers();
        before.stream()
                .filter(observer -> !after.contains(observer))
                .forEach(observer -> meters.remove(Metrics.CONFIGURATION_SKEW, place, observer));
        after.forEach(observer -> meters.set(
                Metrics.CONFIGURATION_SKEW,
                skewed.values().stream()
                        .mapToInt(of -> of.getOrDefault(observer, 0))
                        .max()
                        .orElse(0),
                place,
                observer));
    }

    private Set<String> skewedObservers() {
        return skewed.values().stream().flatMap(of -> of.keySet().stream()).collect(Collectors.toSet());
    }

    /** How many policies another place reports that are not configured here. */
    public void skewed(String place, int names) {
        if (names == 0) {
            meters.remove(Metrics.CONFIGURATION_SKEW, place, "");
        } else {
            meters.set(Metrics.CONFIGURATION_SKEW, names, place, "");
        }
    }

    /** So many instances share the probe budget. */
    public void members(int members) {
        meters.set(Metrics.FLEET_MEMBERS, members);
    }

    /** What other places say, and what is reached. */
    public void elsewhere(FailoverPolicy policy, Elsewhere elsewhere, Duration now) {
        for (String place : policy.evidence().places()) {
            Optional<Opinion> opinion = elsewhere.of(place);
            Duration age = opinion.map(o -> now.minus(o.at())).orElse(now);
            meters.set(Metrics.OPINION_AGE, age.toNanos() / 1e9, place);
            for (String region : policy.regions()) {
                Verdict said = opinion.map(o -> o.on(region, policy.evidence().fresh()))
                        .orElse(null);
                for (Verdict v : Verdict.values()) {
                    String word = v.word();
                    meters.set(Metrics.OPINION_VERDICT, v == said ? 1 : 0, policy.name(), place, region, word);
                }
            }
        }
        elsewhere.connectivity().ifPresent(checks -> {
            meters.set(Metrics.CONNECTIVITY_CHECKS, checks.reached(), "reached");
            meters.set(Metrics.CONNECTIVITY_CHECKS, checks.total() - checks.reached(), "failed");
        });
    }

    /** So many streams of a kind are open: report, watch, observer, watcher. */
    public void streams(String kind, int open) {
        meters.set(Metrics.EXCHANGE_STREAMS, open, kind);
    }

    /** Messages of a kind were ok, refused or failed. */
    public void messages(String kind, String result, int count) {
        meters.count(Metrics.EXCHANGE_MESSAGES, count, kind, result);
    }
}
