package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.WayAnswers;
import dev.temporalfailover.failover.status.WorkflowRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What HTTP and alerts can request from the running service. All methods are callable from any thread; {@link #plan} and
 * {@link #against} wait for the loop, the others do not.
 */
public interface Operations {

    /** This instance's region. */
    String region();

    /** This instance's name. */
    String instance();

    Moment now();

    /** What this process was answered, if it is a canary client; empty for an instance. */
    default Optional<List<WayAnswers>> canary() {
        return Optional.empty();
    }

    /** How the last workflow of this process ended; empty if it is no canary client that runs one. */
    default Optional<WorkflowRun> workflow() {
        return Optional.empty();
    }

    /** All policies in the order of the configuration. */
    List<PolicyStatus> status();

    /**
     * The plan that a requested move to {@code to} would carry out now; empty for an unknown policy or region. Throws
     * {@link LoopBusy}.
     */
    Optional<PrintedPlan> plan(String policy, String to);

    /**
     * The rules that would stop this request now; none if it would begin, empty if this instance does not lead. Throws
     * {@link LoopBusy}.
     */
    Optional<List<Decision.Rule>> against(String policy, Intents.Request request);

    /** Where the API of the region's leader is, {@code host:port}; empty if unknown. */
    Optional<String> leaderApi();

    /** Stores an intent and wakes the loop. Throws {@link java.io.UncheckedIOException} if it could not be stored. */
    Intents intend(String policy, UnaryOperator<Intents> change);

    /**
     * Makes a namespace of Temporal in this region's cluster, for all regions of the policy. Waits for it, bounded; a policy that
     * is not known here is refused.
     */
    Registered createNamespace(String policy, NewNamespace wanted);

    /** Probes all targets of a region now, outside the schedule. */
    void probeNow(String region);

    /** Threads that no longer go on, and for how long; by name. Empty while all is well. */
    Map<String, Duration> silentThreads();

    /** Writes down what somebody asked: audit, Event, history. Returns at once. */
    void asked(AuditEntry entry);

    /** What happened, newest first; of other instances of this region too, also before this one began. */
    List<AuditEntry> decisions(int limit);

    /** Calls {@code listener} after each tick that changed something; the returned handle ends it. */
    AutoCloseable subscribe(Consumer<PolicyStatus> listener);
}
