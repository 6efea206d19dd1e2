package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.simulation.world.World;
import dev.temporalfailover.simulation.world.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must be written down. */
final class AuditRules {
    private final World world;
    private final Rules rules;
    private final Map<Long, List<AuditEntry>> audits = new HashMap<>();

    AuditRules(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    void audited(AuditEntry entry) {
        if (entry.steps().get(0).startsWith("DNS")) {
            audits.computeIfAbsent(entry.epoch(), e -> new ArrayList<>()).add(entry);
        }
        if (entry.forced() && !entry.reason().equals("forced")) {
            rules.broken("forceIsNamed", "%s is forced as %s", entry.epoch(), entry.reason());
        }
    }

    /** At the end: each change of the zone has one record that says so, but where its writer died before it could write it. */
    void everyChangeIsAuditedOnce() {
        for (Zone.Commit c : world.zone.history) {
            List<AuditEntry> of = audits.getOrDefault(c.after().epoch(), List.of()).stream()
                    .filter(e -> e.instance().equals(c.after().owner())
                            && e.to().equals(c.after().active()))
                    .toList();
            long applied = of.stream().filter(e -> e.result().equals("applied")).count();
            boolean died = c.sent().writer().generation() != c.sent().generation();
            boolean open = of.stream().anyMatch(e -> e.result().equals("uncertain"));
            if (applied > 1 || applied == 0 && !open && !died) {
                rules.broken(
                        "everyChangeIsAuditedOnce",
                        "epoch %d has %d records: %s",
                        c.after().epoch(),
                        applied,
                        of.stream().map(AuditEntry::result).toList());
            }
        }
    }
}
