package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.RouteReading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The mesh routes of one policy in this cluster. Called by the policy's loop thread only. */
public interface RouteSwitch {

    /** Reads all configured routes. Throws nothing: what cannot be read is UNREADABLE. */
    List<RouteReading> read();

    /** The exact patch of the step as text, stable from call to call. */
    String render(Step step);

    /** Sends the patch once, with tests on resourceVersion and the old weights. */
    StepOutcome apply(Step step);

    /**
     * Whether the object still has the written weights, and the configured proxies use them. Asks each once; waits no
     * longer than their configured timeout and one call's to the API server, and throws nothing.
     */
    Verification verify(Step step);

    /**
     * Whether canary clients that use the object are answered by the regions as the step's weights say; empty if there are
     * none. Asks each once, waits no longer than its timeout, and throws nothing.
     *
     * @param since how long ago the step was applied
     */
    default Optional<Verification> clients(Step step, Duration since) {
        return Optional.empty();
    }

    /** What a person should fix around the routes, for example a DestinationRule without outlier detection. */
    List<String> advice();
}
