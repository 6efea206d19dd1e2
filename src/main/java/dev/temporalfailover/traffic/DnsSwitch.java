package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The weighted DNS records of one policy and their epoch record. Called by the policy's loop thread only. */
public interface DnsSwitch {

    /** The name whose records are moved, as it stands in plans and audit lines. */
    String recordName();

    /** False for a policy that has no records and only watches; then there is nothing to read, and nothing fails. */
    default boolean hasRecords() {
        return true;
    }

    /** Reads records and epoch. Throws nothing: what cannot be read is {@link DnsReading#stale} or UNREAD. */
    DnsReading read(Duration now);

    /** The exact change batch of the step as text, stable from call to call; what a dry run prints and hashes. */
    String render(Step step);

    /** Sends the batch once, as a compare-and-swap against what was last read. */
    StepOutcome apply(Step step);

    /** Whether the change has reached all authoritative servers. Asks once. */
    Verification verify(StepOutcome applied);

    /** What a client's resolver answers now, as shares by region that sum to 1; empty if unknown. Asks once. */
    Map<String, Double> clientView();

    /**
     * Whether canary clients that use the records are answered by the regions as the weights say; empty if there are none.
     * Asks once.
     *
     * @param weights by region, as written
     * @param since how long ago they were written
     */
    default Optional<Verification> clients(Map<String, Integer> weights, Duration since) {
        return Optional.empty();
    }
}
