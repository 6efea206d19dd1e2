package dev.temporalfailover.loop;

import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.ReplicationLag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the newest lag between each two regions of a policy, also when who told it tells no more. On the loop's thread only. */
final class ReplicationMemory {
    private final String self;
    private final List<String> regions;
    private final Map<String, Map<String, ReplicationLag>> newest = new HashMap<>();

    ReplicationMemory(String self, List<String> regions) {
        this.self = self;
        this.regions = regions;
    }

    /** @param own how far others are behind this region, as its cluster states it now; empty if it does not */
    Replication look(Map<String, ReplicationLag> own, Elsewhere elsewhere) {
        keep(self, own);
        for (Opinion opinion : elsewhere.opinions()) {
            if (!opinion.place().equals(self)) {
                keep(opinion.place(), opinion.replication());
            }
        }
        return new Replication(self, newest);
    }

    private void keep(String from, Map<String, ReplicationLag> told) {
        if (!regions.contains(from)) {
            return;
        }
        told.forEach((to, lag) -> {
            if (regions.contains(to)) {
                newest.computeIfAbsent(from, f -> new HashMap<>())
                        .merge(to, lag, (old, now) -> now.at().compareTo(old.at()) >= 0 ? now : old);
            }
        });
    }
}
