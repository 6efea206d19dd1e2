package dev.temporalfailover.simulation;

import java.util.ArrayList;
import java.util.List;

/** A region's Temporal with its true history. The newest fault that still lasts says how it is. */
final class TemporalRegion {
    final String name;
    private final EventQueue time;
    private final List<Health> faults = new ArrayList<>();
    private long failedUntil = Long.MIN_VALUE;

    TemporalRegion(String name, EventQueue time) {
        this.name = name;
        this.time = time;
    }

    Health health() {
        return faults.isEmpty() ? Health.SERVING : faults.get(faults.size() - 1);
    }

    void begins(Health fault) {
        note();
        faults.add(fault);
    }

    void ends(Health fault) {
        note();
        faults.remove(fault);
    }

    void heal() {
        note();
        faults.clear();
    }

    private void note() {
        if (health().fails()) {
            failedUntil = time.now();
        }
    }

    /** True if it failed for its clients at some time since then. */
    boolean failedSince(long then) {
        return health().fails() || failedUntil >= then;
    }
}
