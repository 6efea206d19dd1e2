package dev.temporalfailover.failover.readiness;

import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.verdict.Judge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps a move to a region from being confirmed or followed by the other places. */
final class PlaceFaults {
    private PlaceFaults() {}

    static List<ReasonAgainst> of(String region, String self, Optional<String> active, PolicyStatus status) {
        if (!status.policy().regions().contains(self)) {
            return List.of();
        }
        EvidencePolicy evidence = status.policy().evidence();
        List<ReasonAgainst> found = new ArrayList<>();
        for (String place : evidence.places()) {
            boolean takesPart =
                    place.equals(region) || active.filter(place::equals).isPresent();
            if (takesPart && status.policy().regions().contains(place)) {
                leader(place, status, evidence).ifPresent(found::add);
            }
        }
        active.flatMap(from -> behind(from, region, status)).ifPresent(found::add);
        if (evidence.required() != EvidencePolicy.Required.ALONE) {
            confirmation(self, active, status, evidence).ifPresent(found::add);
        }
        return found;
    }

    /** Whether a planned move would wait for replication now. */
    private static Optional<ReasonAgainst> behind(String from, String to, PolicyStatus status) {
        Optional<Duration> limit = status.policy().maxReplicationLag();
        Optional<ReplicationLag> lag = status.replication().lag(from, to);
        Duration now = status.at().steady();
        boolean within = limit.isEmpty()
                || lag.filter(l -> l.known(now) && l.behind().compareTo(limit.get()) <= 0)
                        .isPresent();
        if (within) {
            return Optional.empty();
        }
        String text = lag.filter(l -> l.known(now))
                .map(l -> "is " + Judge.text(l.behind()) + " behind " + from + ", limit " + Judge.text(limit.get()))
                .orElse("may be behind " + from + ": its history has told no complete lag for "
                        + Judge.text(ReplicationLag.FRESH));
        return Optional.of(new ReasonAgainst(ReadinessReason.REPLICATION, text));
    }

    private static Optional<ReasonAgainst> leader(String place, PolicyStatus status, EvidencePolicy evidence) {
        Optional<Opinion> opinion = status.elsewhere().of(place);
        Duration now = status.at().steady();
        boolean fresh = opinion.filter(o -> o.fresh(evidence.fresh(), now)).isPresent();
        if (fresh && opinion.get().role() == Opinion.Role.LEADER) {
            return Optional.empty();
        }
        String text = fresh
                ? "no instance of " + place + " leads, says " + opinion.get().instance()
                : "the leader of " + heard(place, opinion, now);
        return Optional.of(new ReasonAgainst(ReadinessReason.LEADER, text));
    }

    /** Whether more than half of all places could say that the active region is gone, if that region said nothing. */
    private static Optional<ReasonAgainst> confirmation(
            String self, Optional<String> active, PolicyStatus status, EvidencePolicy evidence) {
        Duration now = status.at().steady();
        boolean other = active.filter(region -> !region.equals(self)).isPresent();
        int places = 1 + evidence.places().size();
        int could = 1;
        List<String> texts = new ArrayList<>();
        for (String place : evidence.places()) {
            Optional<Opinion> opinion = status.elsewhere().of(place);
            if (active.filter(place::equals).isPresent()) {
                texts.add(place + " may be gone");
            } else if (opinion.filter(o -> o.fresh(evidence.fresh(), now)).isEmpty()) {
                texts.add(heard(place, opinion, now));
            } else if (opinion.get().role() == Opinion.Role.OBSERVER) {
                texts.add(place + " is heard by one observer alone");
            } else {
                could++;
            }
        }
        Optional<Connectivity> checks = status.elsewhere().connectivity();
        if (other && checks.isPresent()) {
            boolean vote =
                    checks.get().connected() && now.minus(checks.get().at()).compareTo(evidence.fresh()) <= 0;
            places++;
            could += vote ? 1 : 0;
            if (!vote) {
                texts.add("connectivity " + checks.get().reached() + " of "
                        + checks.get().total());
            }
        }
        return could * 2 > places
                ? Optional.empty()
                : Optional.of(new ReasonAgainst(
                        ReadinessReason.EVIDENCE,
                        could + " of " + places + " places could confirm that "
                                + active.orElse("the active region") + " is down, more than half must: "
                                + String.join("; ", texts)));
    }

    private static String heard(String place, Optional<Opinion> opinion, Duration now) {
        return opinion.map(o -> place + " is silent, last heard " + Judge.text(now.minus(o.at())) + " ago")
                .orElse(place + " was never heard");
    }
}
