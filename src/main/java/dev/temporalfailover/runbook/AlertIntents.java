package dev.temporalfailover.runbook;

import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What alerts change in the intents. Machines never overrule people. */
final class AlertIntents {

    private AlertIntents() {}

    /**
     * A hold until {@code expires}; a person's hold stays as it is. No alerts hold longer than {@link Hold#LONGEST_BY_ALERTS} in
     * all, whichever they are: who has only their token cannot keep the traffic where it is.
     */
    static Intents hold(Intents now, Alert alert, Instant at, Instant expires) {
        Optional<Hold> standing = now.at(at).hold();
        if (standing.isPresent() && !byAlert(standing.get().owner())) {
            return now;
        }
        Instant since = now.at(at).alertsSince().orElse(at);
        Instant last = since.plus(Hold.LONGEST_BY_ALERTS);
        if (!at.isBefore(last)) {
            return now;
        }
        Hold hold = new Hold(alert.by(), reason(alert), expires.isBefore(last) ? expires : last);
        return now.withHold(Optional.of(hold)).withAlertsSince(Optional.of(since));
    }

    /**
     * A requested move until {@code expires}; a person's request stays as it is.
     *
     * @param from only if this region carries the traffic then
     */
    static Intents move(
            Intents now, Kind kind, Optional<String> from, String to, Alert alert, Instant at, Instant expires) {
        Optional<Request> standing = now.at(at).request();
        if (standing.isPresent() && !standing.get().automatic()) {
            return now;
        }
        Request request = new Request(kind, to, alert.by(), reason(alert), true, false, expires, from);
        return now.withRequest(Optional.of(request));
    }

    /** Without the hold and the request of this alert. A request that was carried out already is not undone. */
    static Intents withdraw(Intents now, Alert alert) {
        return now.withHold(now.hold().filter(h -> !alert.asked(h.owner())))
                .withRequest(now.request().filter(r -> !alert.asked(r.by())));
    }

    private static boolean byAlert(String owner) {
        return owner.startsWith("alert:");
    }

    private static String reason(Alert alert) {
        String name = alert.label("alertname");
        String action = alert.label(Runbook.ACTION).toLowerCase(Locale.ROOT);
        return (name.isEmpty() ? "an alert" : "alert " + name) + " requests " + action;
    }
}
