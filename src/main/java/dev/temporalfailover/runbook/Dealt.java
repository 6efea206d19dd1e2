package dev.temporalfailover.runbook;

import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Incident;
import dev.temporalfailover.failover.situation.Intents.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One alert among those that were dealt with before, as they are stored beside the intents: any instance, and the next leader,
 * knows them.
 */
final class Dealt {
    /** Two alerts that ask for the same and began so close to each other are one incident, told by two replicas. */
    static final Duration REPLICA_WITHIN = Duration.ofMinutes(5);

    /** What a firing alert is. */
    enum News {
        /** It acts. */
        NEW,
        /** A replica's word of what was asked for already. */
        ECHO,
        /** It, or a later one of the same fingerprint, was dealt with already. */
        OLD
    }

    private final Alert alert;
    private final String action;
    private final List<Incident> known;

    Dealt(Intents now, Alert alert, AlertAction action) {
        this.alert = alert;
        this.action = action.word();
        this.known = now.incidents();
    }

    News firing() {
        if (any(i -> own(i) && !i.startsAt().isBefore(alert.startsAt()))) {
            return News.OLD;
        }
        return others().isEmpty() ? News.NEW : News.ECHO;
    }

    /** These intents without what the resolved alert had asked for, unless a later one or a replica asks for it still. */
    Intents withdrawn(Intents now) {
        boolean later = any(i -> own(i) && i.startsAt().isAfter(alert.startsAt()));
        if (later) {
            return now;
        }
        Optional<Incident> other = others().stream().findFirst();
        return other.isEmpty()
                ? AlertIntents.withdraw(now, alert)
                : handedOver(now, "alert:" + other.get().fingerprint());
    }

    /** The same with this alert among them. */
    Intents noted(Intents now) {
        List<Incident> all = new ArrayList<>(now.incidents());
        all.removeIf(i -> own(i) && i.startsAt().equals(alert.startsAt()));
        all.add(new Incident(alert.fingerprint(), alert.startsAt(), action, alert.asks(), !alert.firing()));
        return now.withIncidents(all);
    }

    private Intents handedOver(Intents now, String to) {
        Optional<Hold> hold = now.hold().map(h -> alert.asked(h.owner()) ? new Hold(to, h.reason(), h.expires()) : h);
        Optional<Request> request = now.request()
                .map(r -> alert.asked(r.by())
                        ? new Request(r.kind(), r.to(), to, r.reason(), r.automatic(), r.force(), r.expires(), r.from())
                        : r);
        return now.withHold(hold).withRequest(request);
    }

    private List<Incident> others() {
        return known.stream()
                .filter(i -> !i.resolved()
                        && !i.fingerprint().equals(alert.fingerprint())
                        && i.action().equals(action)
                        && i.asks().equals(alert.asks())
                        && Duration.between(i.startsAt(), alert.startsAt())
                                        .abs()
                                        .compareTo(REPLICA_WITHIN)
                                <= 0)
                .toList();
    }

    private boolean own(Incident i) {
        return i.fingerprint().equals(alert.fingerprint()) && i.action().equals(action);
    }

    private boolean any(Predicate<Incident> is) {
        return known.stream().anyMatch(is);
    }
}
