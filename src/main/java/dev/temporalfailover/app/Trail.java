package dev.temporalfailover.app;

import dev.temporalfailover.coordination.ClusterEvents;
import dev.temporalfailover.coordination.ConfigMapHistory;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.History;
import dev.temporalfailover.telemetry.AuditLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where records go: the audit log always, and where there is a cluster its history and its Events. */
final class Trail {
    private final AuditLog audit;
    private volatile Optional<ConfigMapHistory> history = Optional.empty();
    private volatile Optional<ClusterEvents> events = Optional.empty();

    Trail(AuditLog audit) {
        this.audit = audit;
    }

    /** Called once, before the first record. */
    void join(Optional<ConfigMapHistory> kept, ClusterEvents news) {
        history = kept;
        events = Optional.of(news);
    }

    /** A change of traffic, or an attempt. */
    void add(AuditEntry entry) {
        audit.add(entry);
        history.ifPresent(kept -> kept.add(entry));
    }

    /** The record of a change has got more stages; its line in the audit log was written when it was made. */
    void grown(AuditEntry entry) {
        history.ifPresent(kept -> kept.add(entry));
    }

    /** What a person or an alert asked. */
    void asked(AuditEntry entry) {
        add(entry);
        String why = entry.asked().isEmpty() ? "" : ": " + entry.asked();
        events.ifPresent(news -> news.requested(entry.policy() + ": " + entry.reason() + " by " + entry.by() + why));
    }

    List<AuditEntry> newest(int limit) {
        List<AuditEntry> all = new ArrayList<>(audit.newest(AuditLog.KEPT));
        history.ifPresent(kept -> all.addAll(kept.read()));
        List<AuditEntry> merged = History.merged(all);
        return merged.subList(0, Math.min(limit, merged.size()));
    }
}
