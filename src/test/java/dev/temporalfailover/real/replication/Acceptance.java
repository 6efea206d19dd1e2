package dev.temporalfailover.real.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Whether a cluster takes starts of a namespace, and whether a signal to a workflow that does not exist tells the same. Each
 * look is a signal, a start and a signal; where the signals agree, the start must too.
 */
final class Acceptance {
    private final List<String> odd = new ArrayList<>();
    private int agreed;
    private int taken;
    private int refused;

    /** True if a start was accepted just now. */
    boolean accepts(TemporalCluster cluster, String namespace) throws InterruptedException {
        Answer before = cluster.frontend().signal(namespace);
        Answer start = cluster.frontend().start(namespace, "start-" + UUID.randomUUID());
        Answer after = cluster.frontend().signal(namespace);
        if (before.ok() == after.ok() && before.standby() == after.standby()) {
            boolean same = before.ok() == start.ok() && before.standby() == start.standby();
            if (same) {
                agreed++;
                taken += start.ok() ? 1 : 0;
                refused += start.standby() ? 1 : 0;
            } else {
                odd.add(cluster.region() + ": signal " + before + ", start " + start);
            }
        }
        return start.ok();
    }

    /** True if it was refused as a namespace of the other cluster is. */
    boolean standsBy(TemporalCluster cluster, String namespace) throws InterruptedException {
        return !accepts(cluster, namespace)
                && cluster.frontend().signal(namespace).standby();
    }

    boolean alwaysAgreed() {
        return odd.isEmpty() && taken > 0 && refused > 0;
    }

    @Override
    public String toString() {
        return agreed + " of " + (agreed + odd.size()) + " looks agree: " + taken + " accepted, " + refused
                + " refused as standby" + (odd.isEmpty() ? "" : "; " + odd.get(0));
    }
}
