package dev.temporalfailover.runbook;

import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Where a runbook's wishes are put. */
public interface Desk {

    /**
     * A policy as it is now.
     *
     * @param active who carries the traffic, empty while that is not known
     * @param healthy regions that are HEALTHY now
     */
    record State(FailoverPolicy policy, Optional<String> active, Set<String> healthy) {}

    /** Calendar time. */
    Instant now();

    /** All policies in the order of the configuration. */
    List<State> policies();

    /** Stores an intent. Throws {@link java.io.UncheckedIOException} if it could not be stored. */
    Intents intend(String policy, UnaryOperator<Intents> change);

    /** Probes everything of a region now. */
    void probeNow(String region);
}
