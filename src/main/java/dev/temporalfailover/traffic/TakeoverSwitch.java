package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import java.util.Optional;

/**
 * Whether this region has taken over from another one, as each of its instances answers Route 53's health checks. The way to
 * move DNS without Route 53's API.
 */
public interface TakeoverSwitch {

    /** The takeover in force here, also one that could not be stored yet. Never blocks. */
    Optional<Takeover> read();

    /** What the step stores, as text, stable from call to call. */
    String render(Step step);

    /** Begins, renews or ends the takeover; in memory alone where it cannot be stored. */
    StepOutcome apply(Step step);

    /** Whether all instances of the region can say so: it is stored. */
    Verification verify(Step step);
}
