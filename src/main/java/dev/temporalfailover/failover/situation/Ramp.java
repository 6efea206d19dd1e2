package dev.temporalfailover.failover.situation;

import java.util.Map;
import java.util.Optional;

/**
 * A failback under way: a region that does not carry the traffic has a share of it.
 *
 * @param to the region that is given the traffic back
 * @param weight what it has now
 * @param share the same in percent of all, for people
 */
public record Ramp(String to, int weight, int share) {

    /** The failback under way according to the record, if any. */
    public static Optional<Ramp> of(EpochRecord record) {
        int all = record.weights().values().stream().mapToInt(Integer::intValue).sum();
        return record.weights().entrySet().stream()
                .filter(entry -> entry.getValue() > 0 && !entry.getKey().equals(record.active()))
                .filter(entry -> record.weights().getOrDefault(record.active(), 0) > 0)
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Ramp(
                        entry.getKey(), entry.getValue(), Math.max(1, Math.round(entry.getValue() * 100f / all))));
    }
}
