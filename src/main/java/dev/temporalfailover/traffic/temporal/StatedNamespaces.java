package dev.temporalfailover.traffic.temporal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one region's cluster last stated. What an update answered is newer than a list that began before it. Any thread.
 */
final class StatedNamespaces {
    private final Map<String, Answered> answered = new HashMap<>();
    private Map<String, ClusterNamespace> listed = Map.of();
    private Duration at;

    private record Answered(ClusterNamespace namespace, Duration at) {}

    /** A list that began and ended at these times. */
    synchronized void list(Map<String, ClusterNamespace> byName, Duration began, Duration ended) {
        answered.values().removeIf(answer -> answer.at().compareTo(began) < 0);
        Map<String, ClusterNamespace> now = new HashMap<>(byName);
        answered.forEach((name, answer) -> now.replace(name, answer.namespace()));
        listed = Map.copyOf(now);
        at = ended;
    }

    /** One namespace as the cluster described it now, or answered an update. */
    synchronized void answer(ClusterNamespace namespace, Duration now) {
        if (listed.containsKey(namespace.name())) {
            answered.put(namespace.name(), new Answered(namespace, now));
            Map<String, ClusterNamespace> with = new HashMap<>(listed);
            with.put(namespace.name(), namespace);
            listed = Map.copyOf(with);
        }
    }

    synchronized void forget() {
        answered.clear();
        listed = Map.of();
        at = null;
    }

    /** Empty if the last list is older than {@code within}. */
    synchronized Optional<Map<String, ClusterNamespace>> fresh(Duration now, Duration within) {
        return at == null || now.minus(at).compareTo(within) > 0 ? Optional.empty() : Optional.of(listed);
    }
}
