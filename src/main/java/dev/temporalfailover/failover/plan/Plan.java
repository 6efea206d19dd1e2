package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.RouteReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ordered steps from what is to what is wanted.
 *
 * <p>DNS comes first: its batch is the fence that claims the epoch, and it is one atomic change. This cluster's routes
 * follow, each by itself. Every prefix is safe: before the batch nothing has changed; after it each route still points
 * where it did, and the next tick plans the rest from what is true.
 *
 * @param reason why, for the audit
 */
public record Plan(List<Step> steps, String reason) {

    /** Nothing to do. */
    public static final Plan NOTHING = new Plan(List.of(), "");

    public Plan {
        steps = List.copyOf(steps);
    }

    /**
     * The steps that carry out the decision, or that make this cluster's routes follow the epoch that was read.
     *
     * @param recordName the DNS record's name
     * @param owner this instance's name
     */
    public static Plan plan(
            Decision decision,
            DnsReading dns,
            List<RouteReading> routes,
            FailoverPolicy policy,
            String recordName,
            String owner,
            boolean leader,
            Moment now) {
        if (!leader) {
            return NOTHING;
        }
        if (dns.state() == DnsReading.State.ADOPTABLE) {
            return adopt(dns, routes, recordName, owner, now);
        }
        if (dns.state() != DnsReading.State.OWNED || dns.epoch().isEmpty()) {
            return NOTHING;
        }
        EpochRecord present = dns.epoch().get();
        List<Step> steps = new ArrayList<>();
        EpochRecord wanted = present;
        String reason = "follow";
        if (decision instanceof Decision.Shift shift) {
            reason = shift.reason().word();
            boolean step = shift.share() < 100;
            Map<String, Integer> weights = policy.weightsDuring(shift.from(), shift.to(), shift.share());
            String active = step ? shift.from() : shift.to();
            wanted = present.next(active, weights, owner, reason, now.wall(), isSwitch(shift, present));
            steps.add(new Step(Step.Layer.DNS, recordName, dns.weights(), weights, present.epoch(), wanted));
        } else if (dns.failing()) {
            // The epoch may have moved on behind our back; following an old one would be a stale write.
            return NOTHING;
        }
        for (RouteReading route : routes) {
            if (route.state() == RouteReading.State.OWNED && route.epoch() < wanted.epoch()) {
                steps.add(new Step(
                        Step.Layer.ROUTE, route.id(), route.weights(), wanted.weights(), route.epoch(), wanted));
            }
        }
        return new Plan(steps, steps.isEmpty() ? "" : reason);
    }

    /** What counts for hold-down and velocity cap: the first step of a failback does, what follows or takes it back does not. */
    private static boolean isSwitch(Decision.Shift shift, EpochRecord present) {
        boolean follows =
                shift.reason() == Decision.Reason.FAILBACK && present.weights().getOrDefault(shift.to(), 0) > 0;
        boolean takesBack = shift.to().equals(present.active());
        return shift.automatic() && !follows && !takesBack;
    }

    /** The first epoch is above what routes carry from an epoch record that somebody deleted, or they would never follow. */
    private static Plan adopt(DnsReading dns, List<RouteReading> routes, String recordName, String owner, Moment now) {
        Optional<String> carrying = dns.weights().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .findFirst();
        if (carrying.isEmpty()) {
            return NOTHING;
        }
        long epoch = 1 + routes.stream().mapToLong(RouteReading::epoch).max().orElse(0);
        EpochRecord first =
                new EpochRecord(epoch, carrying.get(), dns.weights(), owner, "adopted", now.wall(), List.of());
        return new Plan(
                List.of(new Step(Step.Layer.DNS, recordName, dns.weights(), dns.weights(), 0, first)), "adopted");
    }
}
