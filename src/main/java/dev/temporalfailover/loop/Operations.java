package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.PolicyStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What HTTP and alerts may ask of the running service. All methods are callable from any thread and do not wait for the
 * loop.
 */
public interface Operations {

    /** This instance's region. */
    String region();

    /** This instance's name. */
    String instance();

    Moment now();

    /** All policies in the order of the configuration. */
    List<PolicyStatus> status();

    /**
     * The plan that a requested move to {@code to} would carry out now; empty for an unknown policy or region. Throws
     * {@link LoopBusy}.
     */
    Optional<PrintedPlan> plan(String policy, String to);

    /** Stores an intent and wakes the loop. Throws {@link java.io.UncheckedIOException} if it could not be stored. */
    Intents intend(String policy, UnaryOperator<Intents> change);

    /** Probes all targets of a region now, outside the schedule. */
    void probeNow(String region);

    /** The newest audit entries, newest first. */
    List<AuditEntry> decisions(int limit);

    /** Calls {@code listener} after each tick that changed something; the returned handle ends it. */
    AutoCloseable subscribe(Consumer<PolicyStatus> listener);
}
