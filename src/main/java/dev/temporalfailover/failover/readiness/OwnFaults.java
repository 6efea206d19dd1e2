package dev.temporalfailover.failover.readiness;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.RouteEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps this place from doing its part of a move, of what its loop knows. */
final class OwnFaults {
    private OwnFaults() {}

    static List<ReasonAgainst> of(PolicyStatus status, OwnPlace own) {
        List<ReasonAgainst> found = new ArrayList<>();
        if (!own.leads()) {
            String why = own.leaderTrouble().isEmpty() ? "" : ": " + own.leaderTrouble();
            found.add(new ReasonAgainst(ReadinessReason.LEADER, "no instance of " + own.region() + " leads" + why));
        }
        if (!own.intentsTrouble().isEmpty()) {
            found.add(new ReasonAgainst(ReadinessReason.INTENTS, own.intentsTrouble()));
        } else if (!own.intentsLive()) {
            found.add(new ReasonAgainst(
                    ReadinessReason.INTENTS,
                    "what people and alerts asked for cannot be read, and a hold may be in it"));
        }
        if (status.leader()) {
            records(status.dns()).ifPresent(found::add);
            status.routes().forEach(route -> route(route, status).ifPresent(found::add));
        }
        own.blindRoutes()
                .forEach(
                        route -> found.add(
                                new ReasonAgainst(
                                        ReadinessReason.EFFECT_UNSEEN,
                                        route
                                                + ": neither a proxy (mesh.proxies) nor a canary client (way) can say whether it takes effect")));
        return found;
    }

    private static Optional<ReasonAgainst> records(DnsReading dns) {
        if (dns.unclaimed() || dns.state() == DnsReading.State.ADOPTABLE) {
            return Optional.of(new ReasonAgainst(ReadinessReason.NOT_ADOPTED, dns.detail()));
        }
        boolean owned = dns.state() == DnsReading.State.OWNED;
        if (owned && !dns.failing() && dns.unwritten().isEmpty()) {
            return Optional.empty();
        }
        String what = !owned
                ? dns.state().word() + ": " + dns.detail()
                : dns.failing()
                        ? "cannot be read: " + dns.detail()
                        : "cannot be written: " + dns.unwritten().get();
        return Optional.of(new ReasonAgainst(ReadinessReason.RECORDS, what));
    }

    private static Optional<ReasonAgainst> route(RouteReading route, PolicyStatus status) {
        if (route.unclaimed()) {
            return Optional.of(against(ReadinessReason.NOT_ADOPTED, route, route.detail()));
        }
        if (route.state() != RouteReading.RouteState.OWNED) {
            return Optional.of(
                    against(ReadinessReason.ROUTES, route, route.state().word() + ": " + route.detail()));
        }
        Optional<Long> epoch = status.dns().epoch().map(EpochRecord::epoch);
        if (epoch.filter(record -> record != route.epoch()).isPresent()) {
            String mark = route.epoch() == 0 ? "no mark" : "the mark of epoch " + route.epoch();
            return Optional.of(
                    against(ReadinessReason.ROUTES, route, "has " + mark + ", the record has epoch " + epoch.get()));
        }
        RouteEffect effect = status.effects().get(route.id());
        return effect == null || effect.effective()
                ? Optional.empty()
                : Optional.of(against(ReadinessReason.EFFECT, route, "not in effect: " + effect.detail()));
    }

    private static ReasonAgainst against(ReadinessReason reason, RouteReading route, String text) {
        return new ReasonAgainst(reason, route.id() + " " + text);
    }
}
