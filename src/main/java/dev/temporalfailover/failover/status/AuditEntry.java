package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.verdict.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The one record of one change of traffic, or of an attempt that ended without one.
 *
 * @param policy the policy whose traffic moved
 * @param epoch the epoch it wrote or tried to write
 * @param by the person, alert or instance that caused it asked
 * @param forced true if a person overrode the target's health or a hold; never for the end of a takeover, which moves nothing itself
 * @param result {@code applied}, or the {@code StepOutcome} word that ended it
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
        String from,
        String to,
        Map<String, Integer> before,
        Map<String, Integer> after,
        String result,
        List<Evidence> evidence,
        List<Decision.Rule> rules,
        List<String> steps,
        Map<String, Duration> stages) {}
