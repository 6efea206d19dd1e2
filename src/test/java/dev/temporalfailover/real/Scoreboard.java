package dev.temporalfailover.real;

import dev.temporalfailover.emulator.route53.AcceptedChange;
import dev.temporalfailover.emulator.route53.RecordSet;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** When which racer moved its traffic. A racer is known by the first label of its record. Thread-safe. */
final class Scoreboard {
    private final Map<String, String> active = new ConcurrentHashMap<>();
    private final Map<String, List<Duration>> moves = new ConcurrentHashMap<>();
    private volatile long began = System.nanoTime();

    /** From now on times are measured and counted. Answers where everybody's traffic goes. */
    Map<String, String> fault() {
        began = System.nanoTime();
        moves.clear();
        return Map.copyOf(active);
    }

    /** An accepted batch: the region with all the weight has the traffic. */
    void accepted(AcceptedChange batch) {
        for (AcceptedChange.Change change : batch.changes()) {
            RecordSet records = change.records();
            if (change.action() != AcceptedChange.Action.DELETE
                    && records.type().equals("A")
                    && records.weight() == 100) {
                serves(records.name().substring(0, records.name().indexOf('.')), records.setIdentifier());
            }
        }
    }

    /** The racer's traffic goes there now. */
    void serves(String racer, String region) {
        String before = active.put(racer, region);
        if (before != null && !before.equals(region)) {
            moves.computeIfAbsent(racer, r -> new CopyOnWriteArrayList<>())
                    .add(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** Where the racer's traffic goes; empty if that is not known yet. */
    String region(String racer) {
        return active.getOrDefault(racer, "");
    }

    int count(String racer) {
        return moves.getOrDefault(racer, List.of()).size();
    }

    /** Times of all its moves since the fault, {@code 1.9 s, 61.0 s}. */
    String times(String racer) {
        List<String> all = moves.getOrDefault(racer, List.of()).stream()
                .map(time -> String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3))
                .toList();
        return all.isEmpty() ? "not moved" : String.join(", ", all);
    }
}
