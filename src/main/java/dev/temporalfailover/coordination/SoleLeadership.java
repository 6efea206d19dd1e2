package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.Clock;
import java.time.Duration;

/**
 * Always leads, until closed. For exactly one instance per region: nothing here keeps a second one from leading too, then
 * only the compare-and-swap of each write keeps their writes apart.
 */
public final class SoleLeadership implements Leadership {
    private final String instance;
    private final Duration since;
    private volatile boolean closed;

    public SoleLeadership(String instance, Clock clock) {
        this.instance = instance;
        this.since = clock.steady();
    }

    @Override
    public boolean leads() {
        return !closed;
    }

    @Override
    public Duration since() {
        return since;
    }

    @Override
    public String holder() {
        return closed ? "" : instance;
    }

    @Override
    public void close() {
        closed = true;
    }
}
