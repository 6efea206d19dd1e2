package dev.temporalfailover.api;

import dev.temporalfailover.api.clients.ConnectionRendering;
import dev.temporalfailover.api.namespaces.NamespaceLines;
import dev.temporalfailover.api.readiness.ReadinessRendering;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.decision.Decision.Refuse;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.RouteEffect;
import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** States as views. What is on the steady clock becomes calendar time here, by the moment of the call. */
final class Rendering {
    private static final List<Verdict> WORST =
            List.of(Verdict.DOWN, Verdict.DEGRADED, Verdict.UNKNOWN, Verdict.HEALTHY);
    private static final Comparator<Evidence> WORST_FIRST =
            Comparator.<Evidence>comparingInt(e -> WORST.indexOf(e.verdict())).thenComparing(Evidence::subject);

    private final Moment now;
    private final PlaceRendering places;

    Rendering(Moment now) {
        this.now = now;
        this.places = new PlaceRendering(now);
    }

    Views.PolicyView policy(PolicyStatus s) {
        EpochRecord epoch = s.dns().epoch().orElse(null);
        Intents intents = s.intents().at(now.wall());
        return new Views.PolicyView(
                s.policy().name(),
                s.policy().regions(),
                s.leader(),
                s.holder(),
                s.at().wall().truncatedTo(ChronoUnit.MILLIS),
                age(s.at().steady()),
                epoch == null ? null : epoch.active(),
                epoch == null ? null : epoch.epoch(),
                epoch == null
                        ? null
                        : new Views.EpochView(
                                epoch.epoch(),
                                epoch.active(),
                                epoch.owner(),
                                epoch.reason(),
                                epoch.at(),
                                epoch.switches()),
                s.policy().regions().stream()
                        .map(r -> s.verdicts().getOrDefault(r, RegionVerdict.unknown(r, Duration.ZERO)))
                        .map(this::region)
                        .toList(),
                dns(s),
                routes(s),
                decision(s.decision()),
                hold(intents),
                acknowledgement(intents),
                request(intents),
                s.takenOver(),
                s.switching(),
                stages(s.stages()),
                s.advice(),
                places.places(s.elsewhere()),
                places.connectivity(s.elsewhere()),
                PlaceRendering.observers(s.observers()),
                limits(s.policy()),
                ReadinessRendering.view(s.readiness()),
                ConnectionRendering.view(s.connections(), now));
    }

    Views.ExplainView explain(PolicyStatus s) {
        EpochRecord epoch = s.dns().epoch().orElse(null);
        return new Views.ExplainView(
                s.policy().name(),
                epoch == null ? null : epoch.active(),
                epoch == null ? null : epoch.epoch(),
                s.at().wall().truncatedTo(ChronoUnit.MILLIS),
                age(s.at().steady()),
                decision(s.decision()),
                routes(s),
                places.places(s.elsewhere()),
                places.connectivity(s.elsewhere()),
                PlaceRendering.observers(s.observers()),
                s.advice(),
                NamespaceLines.lines(s),
                ReadinessRendering.view(s.readiness()),
                ConnectionRendering.view(s.connections(), now));
    }

    private static List<Views.RouteView> routes(PolicyStatus s) {
        return s.routes().stream()
                .map(r -> {
                    RouteEffect effect = s.effects().get(r.id());
                    return new Views.RouteView(
                            r.id(),
                            r.state().word(),
                            ordered(r.weights(), s.policy()),
                            r.epoch(),
                            r.detail(),
                            effect == null ? null : effect.effective(),
                            effect == null ? null : effect.detail());
                })
                .toList();
    }

    private Views.RegionView region(RegionVerdict v) {
        return new Views.RegionView(
                v.region(),
                v.verdict().name(),
                wall(v.since()),
                age(v.since()),
                age(v.at()),
                v.tier() == null ? null : v.tier().word(),
                v.why(),
                v.failingSince() == null ? null : wall(v.failingSince()),
                v.evidence().stream().sorted(WORST_FIRST).map(this::fact).toList());
    }

    private Views.EvidenceView fact(Evidence e) {
        return new Views.EvidenceView(e.subject(), e.verdict().name(), e.why(), wall(e.at()));
    }

    private Views.DnsView dns(PolicyStatus s) {
        DnsReading dns = s.dns();
        boolean unread = dns.state() == DnsReading.State.UNREAD;
        return new Views.DnsView(
                dns.state().word(),
                dns.detail(),
                dns.failing() && !unread,
                unread ? null : age(dns.at()),
                ordered(dns.weights(), s.policy()),
                ordered(s.resolver(), s.policy()));
    }

    static Views.DecisionView decision(Decision d) {
        Shift shift = d instanceof Shift found ? found : null;
        String to = shift != null
                ? shift.to()
                : d instanceof Refuse refuse && !refuse.wanted().isEmpty() ? refuse.wanted() : null;
        return new Views.DecisionView(
                d.word(),
                d.reason().word(),
                Words.summary(d),
                shift == null ? null : shift.from(),
                to,
                shift == null ? null : shift.automatic(),
                shift == null ? null : shift.forced(),
                shift == null ? null : shift.by(),
                rules(d.rules()));
    }

    static List<Views.RuleView> rules(List<Decision.Rule> rules) {
        return rules.stream()
                .map(r -> new Views.RuleView(r.name().word(), Words.question(r.name()), r.allows(), r.present()))
                .toList();
    }

    static Views.HoldView hold(Intents intents) {
        return intents.hold()
                .map(h -> new Views.HoldView(h.owner(), h.reason(), h.expires()))
                .orElse(null);
    }

    static Views.AcknowledgementView acknowledgement(Intents intents) {
        return intents.acknowledgement()
                .map(a -> new Views.AcknowledgementView(a.epoch(), a.by(), a.at()))
                .orElse(null);
    }

    static Views.RequestView request(Intents intents) {
        return intents.request()
                .map(r -> new Views.RequestView(
                        r.kind().word(), r.to(), r.by(), r.reason(), r.automatic(), r.force(), r.expires()))
                .orElse(null);
    }

    Views.AuditView audit(AuditEntry e) {
        return new Views.AuditView(
                e.policy(),
                e.epoch(),
                e.at(),
                e.instance(),
                e.by(),
                e.automatic(),
                e.forced(),
                e.reason(),
                e.asked(),
                e.from(),
                e.to(),
                new TreeMap<>(e.before()),
                new TreeMap<>(e.after()),
                e.result(),
                e.evidence().stream().map(this::fact).toList(),
                rules(e.rules()),
                e.steps(),
                stages(e.stages()));
    }

    private static Views.LimitsView limits(FailoverPolicy p) {
        return new Views.LimitsView(
                p.weight(),
                seconds(p.limits().holdDown()),
                seconds(p.limits().escapeAfter()),
                p.limits().maxSwitches(),
                seconds(p.limits().switchWindow()),
                seconds(p.limits().quietPeriod()));
    }

    private static List<Views.StageView> stages(Map<String, Duration> stages) {
        return stages.entrySet().stream()
                .map(e -> new Views.StageView(e.getKey(), seconds(e.getValue())))
                .toList();
    }

    /** In the policy's order of preference, then what the policy does not know. */
    private static <V> Map<String, V> ordered(Map<String, V> values, FailoverPolicy policy) {
        Map<String, V> sorted = new LinkedHashMap<>();
        policy.regions().stream().filter(values::containsKey).forEach(r -> sorted.put(r, values.get(r)));
        new TreeMap<>(values).forEach(sorted::putIfAbsent);
        return sorted;
    }

    private Instant wall(Duration steady) {
        return now.wall().minus(now.steady().minus(steady)).truncatedTo(ChronoUnit.MILLIS);
    }

    private double age(Duration steady) {
        return seconds(now.steady().minus(steady));
    }

    private static double seconds(Duration d) {
        return d.getSeconds() + d.getNano() / 1e9;
    }
}
