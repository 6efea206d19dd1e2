package dev.temporalfailover.api;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.loop.Operations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a region should get traffic, as Route 53's health checks ask it.
 *
 * <p>A region should not if it is DOWN, or if it is known that another region carries the traffic. So with 100/0
 * weights the standby's check turns green only when it has taken over, not as soon as the primary's turns red; while
 * both are red Route 53 answers by weight, which is to stay. If it is unknown (no epoch read, a loop that stands still)
 * the answer is yes: missing data takes no region out of DNS.
 */
final class TrafficHealth {
    /** A status older than this is not used. */
    static final Duration FRESH = Duration.ofSeconds(60);

    private final Operations operations;

    TrafficHealth(Operations operations) {
        this.operations = operations;
    }

    /**
     * The answer.
     *
     * @param yes 200 or 503
     * @param reason one line
     */
    record TrafficAnswer(boolean yes, String region, String reason) {}

    /** Whether the region should get traffic; empty for an unknown region or policy. */
    Optional<TrafficAnswer> wants(String region, String policy) {
        List<PolicyStatus> asked = asked(region, policy);
        if (asked.isEmpty()) {
            // Before the first tick we know our own name only, and nothing else.
            boolean starting = operations.status().isEmpty() && region.equals(operations.region());
            return starting ? Optional.of(new TrafficAnswer(true, region, "unknown: starting")) : Optional.empty();
        }
        List<String> against = new ArrayList<>();
        for (PolicyStatus status : asked) {
            TrafficAnswer one = wants(region, status);
            if (one.yes()) {
                return Optional.of(one);
            }
            against.add(one.reason());
        }
        return Optional.of(new TrafficAnswer(false, region, String.join("; ", against)));
    }

    private TrafficAnswer wants(String region, PolicyStatus status) {
        String name = "policy " + status.policy().name() + ": ";
        if (stale(status)) {
            return new TrafficAnswer(true, region, name + "unknown: the loop has not run for a while");
        }
        RegionVerdict verdict = status.verdicts().get(region);
        if (verdict != null && verdict.verdict() == Verdict.DOWN) {
            return new TrafficAnswer(false, region, name + region + " is DOWN: " + verdict.why());
        }
        if (status.takenOver().contains(region)) {
            return new TrafficAnswer(false, region, name + operations.region() + " has taken over from it");
        }
        if (region.equals(operations.region()) && !status.takenOver().isEmpty()) {
            return new TrafficAnswer(
                    true, region, name + "has taken over from " + String.join(", ", status.takenOver()));
        }
        Optional<EpochRecord> record = status.dns().epoch();
        if (record.isEmpty()) {
            return new TrafficAnswer(true, region, name + "it is unknown which region carries the traffic");
        }
        String active = record.get().active();
        int weight = record.get().weights().getOrDefault(region, 0);
        boolean is = active.equals(region);
        String carries = is ? "carries the traffic" : active + " carries the traffic";
        return new TrafficAnswer(
                is || weight > 0, region, name + carries + (weight > 0 && !is ? ", with a share here" : ""));
    }

    /**
     * Whether this region has taken over from the other; empty for an unknown region or policy. Without a policy's name it
     * must have in all policies that know the region.
     */
    Optional<TrafficAnswer> takenOver(String region, String policy) {
        List<PolicyStatus> asked = asked(region, policy);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        String self = operations.region();
        if (asked.stream().anyMatch(this::stale)) {
            // As if this instance did not answer: the inverted health check then leaves the other region's record in
            // DNS.
            return Optional.of(
                    new TrafficAnswer(false, region, "unknown: a loop of " + self + " has not run for a while"));
        }
        boolean all = asked.stream().allMatch(s -> s.takenOver().contains(region));
        return Optional.of(new TrafficAnswer(
                all, region, self + (all ? " has taken over from " : " has not taken over from ") + region));
    }

    private List<PolicyStatus> asked(String region, String policy) {
        return operations.status().stream()
                .filter(s -> policy == null || s.policy().name().equals(policy))
                .filter(s -> s.policy().regions().contains(region))
                .toList();
    }

    private boolean stale(PolicyStatus status) {
        return operations.now().steady().minus(status.at().steady()).compareTo(FRESH) > 0;
    }
}
