package dev.temporalfailover.failover.readiness;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.Readiness;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.ReadinessReport;
import dev.temporalfailover.failover.verdict.Judge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Status of a policy + what this instance knows of its place -> whether each region could take the traffic, with every reason
 * against.
 *
 * <p>A fault of this place (a right that is missing, a route that somebody edited) stands against every region that traffic
 * could move to, because each place has a part in each move: it moves its own cluster's routes, and either place may have to
 * write the records. Against the region that carries the traffic stands only what concerns that region itself. Holds and the
 * rules on pace are no faults and not among the reasons.
 */
public final class ReadinessRules {
    /** Dry calls that ended longer ago say nothing any more. */
    public static final Duration ASKED_WITHIN = Duration.ofMinutes(15);

    private ReadinessRules() {}

    /** The report of an instance that leads, or that knows of no leader. */
    public static ReadinessReport report(PolicyStatus status, OwnPlace own) {
        Optional<String> active = status.dns().epoch().map(EpochRecord::active);
        List<ReasonAgainst> everywhere = new ArrayList<>(OwnFaults.of(status, own));
        everywhere.addAll(asked(status, own));
        everywhere.addAll(called(status, own, Optional.empty()));
        List<Readiness> regions = status.policy().regions().stream()
                .map(region -> {
                    boolean carries = active.filter(region::equals).isPresent();
                    List<ReasonAgainst> against = new ArrayList<>(RegionFaults.of(region, active, status));
                    if (!carries) {
                        against.addAll(PlaceFaults.of(region, own.region(), active, status));
                        against.addAll(everywhere);
                    }
                    against.addAll(called(status, own, Optional.of(region)));
                    if (region.equals(own.region())) {
                        against.addAll(PollerFaults.of(status));
                    } else {
                        against.addAll(PollerFaults.told(region, status));
                    }
                    return new Readiness(region, carries, against);
                })
                .toList();
        List<String> unknown = new ArrayList<>(own.unknown());
        status.policy().regions().stream()
                .filter(region -> !region.equals(own.region()))
                .forEach(region -> PollerFaults.notTold(region, status).ifPresent(unknown::add));
        return new ReadinessReport(regions, unknown);
    }

    private static List<ReasonAgainst> asked(PolicyStatus status, OwnPlace own) {
        Optional<Duration> age = own.asked().map(at -> status.at().steady().minus(at));
        if (age.filter(a -> a.compareTo(ASKED_WITHIN) <= 0).isPresent()) {
            return List.of();
        }
        String text = age.map(a -> "the dry calls of this instance last ended " + Judge.text(a) + " ago")
                .orElse("the dry calls of this instance have not ended yet");
        return List.of(new ReasonAgainst(ReadinessReason.UNCHECKED, text));
    }

    private static List<ReasonAgainst> called(PolicyStatus status, OwnPlace own, Optional<String> region) {
        String policy = status.policy().name();
        return own.faults().stream()
                .filter(call -> call.region().equals(region))
                .filter(call ->
                        call.policy().filter(name -> !name.equals(policy)).isEmpty())
                .map(ReadinessRules::against)
                .toList();
    }

    private static ReasonAgainst against(DryCall call) {
        return new ReasonAgainst(call.reason(), call.problem());
    }
}
