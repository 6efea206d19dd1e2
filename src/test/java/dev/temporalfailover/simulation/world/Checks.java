package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import java.util.Map;
import java.util.Optional;

/** What the world tells the invariants ({@code simulation.rules}) whenever something happens that could break one. */
public interface Checks {
    /** A leader sends a batch to the zone. */
    void sent(Zone.Sent batch);

    /** The zone changes. */
    void committed(Zone.Commit commit);

    void routeWritten(Instance writer, Cluster.Route before, Step step);

    /** A leader is about to make a namespace active elsewhere, in its own region's cluster. */
    void namespaceMoved(Instance writer, String name, Step step);

    /** A leader restarts its cluster's workers; {@code before} is how they stood. */
    void workersRestarted(Instance writer, Cluster.Workers before, Step step);

    void judged(Instance leader, Map<String, RegionVerdict> verdicts);

    void audited(Instance by, AuditEntry entry);

    /** A line of the log of an instance. */
    void noted(Instance by, String note);

    /** An instance stores a takeover, or keeps it in memory, or ends it. */
    void takeover(Instance by, Optional<Intents.Takeover> before, Optional<Intents.Takeover> after);

    /** An instance publishes its status. */
    void published(Instance by);
}
