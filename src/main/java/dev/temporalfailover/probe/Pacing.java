package dev.temporalfailover.probe;

import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.verdict.Target;
import java.time.Duration;

/** Says how often a target is asked. Called on the prober's thread; must return at once and must not throw. */
@FunctionalInterface
public interface Pacing {
    /** As configured. */
    Pacing CONFIGURED = (target, checks, interval) -> Pace.configured(interval);

    /**
     * The pace of one target.
     *
     * @param checks how many targets of this prober have the same address: their probes add up there
     * @param interval the check's configured interval
     */
    Pace pace(Target target, int checks, Duration interval);
}
