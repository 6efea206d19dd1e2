package dev.temporalfailover.failover.situation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of one named failover policy. Weights are the steady state: the first region in the order of preference
 * carries the traffic, the others stand by with weight 0.
 *
 * @param name for example {@code temporal-api-failover}
 * @param regions in order of preference, at least two
 * @param weight what the carrying region gets, 1..255
 * @param limits what its automatic switches must keep to
 * @param evidence what other places must say before a region is left by our own decision
 * @param failback how traffic returns to a preferred region
 * @param maxReplicationLag a planned move waits until the target's cluster is no further behind; empty: for nothing
 * @param handover how a planned move takes namespaces along; empty: at once
 */
public record FailoverPolicy(
        String name,
        List<String> regions,
        int weight,
        SwitchLimits limits,
        EvidencePolicy evidence,
        FailbackPolicy failback,
        Optional<Duration> maxReplicationLag,
        Optional<HandoverPolicy> handover) {

    public FailoverPolicy {
        regions = List.copyOf(regions);
    }

    /** A policy that waits for no replication. */
    public FailoverPolicy(
            String name,
            List<String> regions,
            int weight,
            SwitchLimits limits,
            EvidencePolicy evidence,
            FailbackPolicy failback) {
        this(name, regions, weight, limits, evidence, failback, Optional.empty(), Optional.empty());
    }

    /** A policy that asks no other place and fails back only by hand. */
    public FailoverPolicy(String name, List<String> regions, int weight, SwitchLimits limits) {
        this(name, regions, weight, limits, EvidencePolicy.ALONE, FailbackPolicy.MANUAL);
    }

    /** This policy with other evidence required. */
    public FailoverPolicy with(EvidencePolicy changed) {
        return new FailoverPolicy(name, regions, weight, limits, changed, failback, maxReplicationLag, handover);
    }

    /** This policy with another way back. */
    public FailoverPolicy with(FailbackPolicy changed) {
        return new FailoverPolicy(name, regions, weight, limits, evidence, changed, maxReplicationLag, handover);
    }

    /** This policy with another limit of replication lag. */
    public FailoverPolicy withMaxReplicationLag(Optional<Duration> changed) {
        return new FailoverPolicy(name, regions, weight, limits, evidence, failback, changed, handover);
    }

    /** This policy with another way to hand namespaces over. */
    public FailoverPolicy withHandover(Optional<HandoverPolicy> changed) {
        return new FailoverPolicy(name, regions, weight, limits, evidence, failback, maxReplicationLag, changed);
    }

    /** How long namespaces may take to move: at least {@code least}, and as long as their handover may. */
    public Duration namespacesWithin(Duration least) {
        return handover.map(HandoverPolicy::timeout)
                .filter(timeout -> timeout.compareTo(least) > 0)
                .orElse(least);
    }

    /** The weights while {@code active} carries the traffic, in order of preference. */
    public Map<String, Integer> weightsFor(String active) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (String region : regions) {
            weights.put(region, region.equals(active) ? weight : 0);
        }
        return weights;
    }

    /** True if going from one region to the other is a failback: to a region that is preferred. */
    public boolean isBack(String from, String to) {
        int target = regions.indexOf(to);
        return target >= 0 && target < regions.indexOf(from);
    }

    /**
     * Whether the record is what was asked for. Also once a failback in steps has begun: it goes on by itself, and its request
     * must not begin it again.
     */
    public boolean fulfilled(Intents.Request request, EpochRecord record) {
        long carrying = record.weights().values().stream().filter(w -> w > 0).count();
        boolean all = request.to().equals(record.active()) && carrying <= 1;
        boolean begun = isBack(record.active(), request.to())
                && !request.force()
                && record.weights().getOrDefault(request.to(), 0) > 0;
        return all || begun;
    }

    /** The share of the next step of a failback that has given {@code to} the weight {@code has}. */
    public int nextStep(String from, String to, int has) {
        // By weights, not by shares: a share of a small weight is rounded and would be found undone for ever.
        return failback.steps().stream()
                .filter(step -> weightsDuring(from, to, step).get(to) > has)
                .findFirst()
                .orElse(100);
    }

    /** The weights of a step: {@code to} gets its share of the traffic, in percent, and {@code active} the rest. */
    public Map<String, Integer> weightsDuring(String active, String to, int share) {
        if (share >= 100) {
            return weightsFor(to);
        }
        // Neither side may round to nothing: the step would be a switch, or none.
        int part = Math.max(1, Math.min(weight - 1, Math.round(weight * share / 100f)));
        Map<String, Integer> weights = weightsFor(active);
        weights.put(active, weight - part);
        weights.put(to, part);
        return weights;
    }
}
