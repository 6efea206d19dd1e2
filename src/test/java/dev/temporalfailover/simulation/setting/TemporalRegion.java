package dev.temporalfailover.simulation.setting;

import java.util.ArrayList;
import java.util.List;

/** A region's Temporal with its true history. The newest fault that still lasts says how it is. */
public final class TemporalRegion {
    final String name;
    private final EventQueue time;
    private final List<Health> faults = new ArrayList<>();
    private long failedUntil = Long.MIN_VALUE;
    private long lateUntil = Long.MIN_VALUE;
    private long failsSince = -1;

    public TemporalRegion(String name, EventQueue time) {
        this.name = name;
        this.time = time;
    }

    public Health health() {
        return faults.isEmpty() ? Health.SERVING : faults.get(faults.size() - 1);
    }

    public void begins(Health fault) {
        note();
        faults.add(fault);
        since();
    }

    public void ends(Health fault) {
        note();
        faults.remove(fault);
        since();
    }

    public void heal() {
        note();
        faults.clear();
        since();
    }

    private void note() {
        if (health().fails()) {
            failedUntil = time.now();
        }
        if (health() == Health.SLOW) {
            lateUntil = time.now();
        }
    }

    private void since() {
        if (!health().fails()) {
            failsSince = -1;
        } else if (failsSince < 0) {
            failsSince = time.now();
        }
    }

    /** True if it has failed for so long without a break. */
    public boolean failedFor(long duration) {
        return failsSince >= 0 && time.now() - failsSince >= duration;
    }

    /** True if it failed for its clients at some time since then. */
    public boolean failedSince(long then) {
        return health().fails() || failedUntil >= then;
    }

    /** True if its answers came after the timeout at some time since then. */
    public boolean lateSince(long then) {
        return health() == Health.SLOW || lateUntil >= then;
    }
}
