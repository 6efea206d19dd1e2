package dev.temporalfailover.real.replication;

import dev.temporalfailover.real.ground.Report;
import java.io.IOException;

/** The two clusters with one namespace, and where facts of them are reported. */
record Stage(TwoClusters clusters, Report report, Acceptance acceptance) {
    /** The namespace of most facts, global. */
    static final String PAY = "pay";

    TemporalCluster east() {
        return clusters.east();
    }

    TemporalCluster west() {
        return clusters.west();
    }

    /** A line of the report. */
    void fact(String name, boolean ok, String seen) {
        report.add(RealReplication.NAME, name, ok, seen);
    }

    /** Moves the namespace by the gaining cluster and waits until both say so; a fact only if that fails. */
    void settle(TemporalCluster active) throws IOException, InterruptedException {
        Move move = Move.to(clusters, active, PAY, acceptance, true);
        if (!move.done(active) || move.learnt().isEmpty()) {
            fact("the namespace is brought to " + active.region(), false, move.toString());
        }
    }
}
