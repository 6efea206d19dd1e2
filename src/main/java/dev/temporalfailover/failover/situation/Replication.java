package dev.temporalfailover.failover.situation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the replication between the regions' clusters, the last word of each even if that is old: with the source
 * dead, it is the estimate of what is lost.
 *
 * @param self this instance's region
 * @param lags by the region that writes and the region that is behind it
 */
public record Replication(String self, Map<String, Map<String, ReplicationLag>> lags) {
    /** Nothing is known, or nothing is replicated. */
    public static final Replication NONE = new Replication("", Map.of());

    public Replication {
        Map<String, Map<String, ReplicationLag>> copy = new LinkedHashMap<>();
        lags.forEach((from, to) -> copy.put(from, Map.copyOf(to)));
        lags = Map.copyOf(copy);
    }

    /** How far {@code to} is behind {@code from}; empty if nobody has told since this process started. */
    public Optional<ReplicationLag> lag(String from, String to) {
        return Optional.ofNullable(lags.getOrDefault(from, Map.of()).get(to));
    }

    /** How far the others are behind this region. */
    public Map<String, ReplicationLag> own() {
        return lags.getOrDefault(self, Map.of());
    }
}
