package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Worded;
import java.time.Duration;

/**
 * How a planned move hands Temporal's namespaces over: the cluster that has them stops their writes, lets the other one catch up,
 * and then gives them up.
 *
 * @param timeout from the claim on; a handover that has not ended by then is told
 * @param afterwards what happens then
 */
public record HandoverPolicy(Duration timeout, Afterwards afterwards) {
    /** What happens to namespaces that were not handed over in time. */
    public enum Afterwards implements Worded {
        /** They stay where they are, and are handed over as soon as that is possible. */
        WAIT,
        /** They are made active where the traffic is, without what was not replicated. */
        MOVE
    }

    /** True while the gaining side leaves them alone. {@code under}: how long the claim has been known. */
    public boolean waits(Duration under) {
        return afterwards == Afterwards.WAIT || under.compareTo(timeout) < 0;
    }
}
