package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Step.Layer;
import dev.temporalfailover.failover.verdict.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The one record of one change of traffic, of an attempt that ended without one, or of what a person or an alert asked.
 *
 * @param policy the policy whose traffic moved
 * @param epoch the epoch it wrote or tried to write
 * @param by the person, alert or instance that caused it asked
 * @param forced true if a person overrode the target's health or a hold; never for the end of a takeover, which moves nothing itself
 * @param result {@code applied}, or the {@code StepOutcome} word that ended it
 * @param asked the reason that a person typed or an alert gave; empty if nobody asked
 * @param evidence what the verdicts rested on
 * @param rules every rule's value at the time
 * @param steps each step with its exact request's first line and how it ended
 * @param stages fault to detected, decided, written, insync and so on, each measured from the one before
 */
public record AuditEntry(
        String policy,
        long epoch,
        Instant at,
        String instance,
        String by,
        boolean automatic,
        boolean forced,
        String reason,
        String asked,
        String from,
        String to,
        Map<String, Integer> before,
        Map<String, Integer> after,
        String result,
        List<Evidence> evidence,
        List<Decision.Rule> rules,
        List<String> steps,
        Map<String, Duration> stages) {
    /** Its result, if it is what somebody asked and not a change of traffic. */
    public static final String STORED = "stored";

    /** Its reason, if it is the part of a change that follows a record already written. */
    public static final String FOLLOW = "follow";

    /** Its reason, if a takeover ended. */
    public static final String TAKEOVER_ENDED = "takeover_ended";

    /** Whether it is a change of traffic that the epoch record states, or a part of one, that was made. */
    public boolean change() {
        return result.equals("applied") && !reason.equals(TAKEOVER_ENDED) && !takesOver();
    }

    /** A takeover stands on an epoch that somebody else may have written: it is a change of its own. */
    private boolean takesOver() {
        return !reason.equals(FOLLOW) && !steps.isEmpty() && steps.get(0).startsWith(Layer.TAKEOVER.name() + " ");
    }

    /** The same with other steps and stages. */
    public AuditEntry with(List<String> otherSteps, Map<String, Duration> otherStages) {
        return new AuditEntry(
                policy,
                epoch,
                at,
                instance,
                by,
                automatic,
                forced,
                reason,
                asked,
                from,
                to,
                before,
                after,
                result,
                evidence,
                rules,
                otherSteps,
                otherStages);
    }
}
