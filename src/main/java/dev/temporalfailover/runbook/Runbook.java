package dev.temporalfailover.runbook;

import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Kind;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Alerts -> intents. Labels of an alert say what is wanted:
 *
 * <pre>
 *   temporal_failover_action  probe, hold, failover or failback; without it the alert is ignored
 *   region                    what the alert is about: the region to probe, to leave, or to go back to
 *   temporal_failover_to      failover only: where to go instead of the first healthy other region
 *   policy                    may be left out if there is only one
 * </pre>
 *
 * <p>Each incident (fingerprint and startsAt) acts once an action. A resolved alert withdraws the hold and the pending
 * request that the same alert had asked for, and nothing else: it never moves traffic back. An incident older than
 * {@link #STALE_AFTER} is refused, and what an alert asked for ends when it becomes so, unless the hold's bound is earlier.
 */
public final class Runbook {
    /** The label that makes an alert an action. */
    public static final String ACTION = "temporal_failover_action";

    /** The label that names a failover's target. */
    public static final String TO = "temporal_failover_to";

    /** An alert about something that began longer ago is history. */
    public static final Duration STALE_AFTER = Duration.ofHours(1);

    /** An incident that begins in the future by more than this was stamped by a broken clock. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final Desk desk;
    private final Incidents incidents = new Incidents();

    /** @param desk takes the intents */
    public Runbook(Desk desk) {
        this.desk = desk;
    }

    /**
     * Acts on a payload.
     *
     * @param sender the user that sent it, if somebody vouches for its name; else empty
     * @throws BadPayload if it is not of version 4; then nothing was done
     */
    public AlertsAnswer receive(byte[] body, String sender) throws BadPayload {
        Payload payload = Payload.parse(body);
        List<AlertResult> results = new ArrayList<>();
        for (Alert alert : payload.alerts()) {
            results.add(act(alert.sentBy(sender)));
        }
        return new AlertsAnswer(results, payload.truncated());
    }

    private AlertResult act(Alert alert) {
        String action = alert.label(ACTION);
        Instant now = desk.now();
        if (action.isEmpty()) {
            return result(alert, "ignored", "no label " + ACTION);
        }
        if (!List.of("probe", "hold", "failover", "failback").contains(action)) {
            return result(alert, "refused", ACTION + " must be probe, hold, failover or failback");
        }
        Incidents.Incident resolved = new Incidents.Incident(alert.fingerprint(), alert.startsAt(), "resolved " + action);
        if (alert.firing()) {
            if (alert.startsAt().plus(STALE_AFTER).isBefore(now)) {
                return result(alert, "stale", "began at " + alert.startsAt() + ", more than " + STALE_AFTER + " ago");
            }
            if (alert.startsAt().isAfter(now.plus(CLOCK_SKEW))) {
                return result(alert, "refused", "begins in the future, at " + alert.startsAt());
            }
            if (incidents.has(resolved)) {
                return result(alert, "duplicate", "this incident was resolved already");
            }
        }
        Incidents.Incident key = alert.firing() ? new Incidents.Incident(alert.fingerprint(), alert.startsAt(), action) : resolved;
        if (!incidents.first(key)) {
            return result(alert, "duplicate", "this incident was processed already");
        }
        AlertResult result;
        try {
            result = alert.firing() ? fire(alert, action, now) : resolve(alert, action);
        } catch (UncheckedIOException unavailable) {
            incidents.forget(key);
            return result(
                    alert,
                    "unavailable",
                    "could not be stored: " + unavailable.getCause().getMessage());
        } catch (RuntimeException unexpected) {
            incidents.forget(key);
            throw unexpected;
        }
        if (!result.result().equals("stored") && !result.result().equals("released")) {
            // Refused for what is true now; the same incident may ask again when that has changed.
            incidents.forget(key);
        }
        return result;
    }

    private AlertResult fire(Alert alert, String action, Instant now) {
        String region = alert.label("region");
        if (action.equals("probe")) {
            boolean known =
                    desk.policies().stream().anyMatch(s -> s.policy().regions().contains(region));
            if (!known) {
                return result(alert, "refused", unknownRegion(region));
            }
            desk.probeNow(region);
            return result(alert, "stored", "probing " + region + " now");
        }
        Optional<Desk.State> state = policy(alert);
        if (state.isEmpty()) {
            return result(alert, "refused", "label policy must name one of " + names());
        }
        return action.equals("hold") ? hold(alert, state.get(), now) : move(alert, action, state.get(), now);
    }

    private AlertResult hold(Alert alert, Desk.State state, Instant now) {
        Instant expires = alert.startsAt().plus(STALE_AFTER);
        Intents stored = desk.intend(state.policy().name(), intents -> AlertIntents.hold(intents, alert, now, expires));
        return stored.hold().filter(h -> alert.asked(h.owner())).isPresent()
                ? result(alert, "stored", "held until " + expires)
                : result(alert, "refused", "a person's hold is in force already");
    }

    private AlertResult move(Alert alert, String action, Desk.State state, Instant now) {
        FailoverPolicy policy = state.policy();
        String region = alert.label("region");
        boolean back = action.equals("failback");
        if (!policy.regions().contains(region) && !(back && region.isEmpty())) {
            return result(alert, "refused", unknownRegion(region));
        }
        String explicit = alert.label(TO);
        if (!explicit.isEmpty() && !policy.regions().contains(explicit)) {
            return result(alert, "refused", "label " + TO + " names no region of policy " + policy.name());
        }
        if (state.active().isEmpty()) {
            return result(alert, "unavailable", "which region carries the traffic is not known yet");
        }
        String active = state.active().get();
        if (!back && !region.equals(active)) {
            return result(alert, "refused", "nothing to leave: " + active + " carries the traffic");
        }
        String to = back
                ? (region.isEmpty() ? policy.regions().get(0) : region)
                : explicit.isEmpty() ? other(state, region) : explicit;
        if (to.equals(active)) {
            return result(alert, "refused", to + " carries the traffic already");
        }
        Instant expires = alert.startsAt().plus(STALE_AFTER);
        Kind kind = back ? Kind.FAILBACK : Kind.FAILOVER;
        Intents stored = desk.intend(policy.name(), intents -> AlertIntents.move(intents, kind, to, alert, now, expires));
        return stored.request().filter(r -> alert.asked(r.by())).isPresent()
                ? result(alert, "stored", action + " to " + to + " requested, until " + expires)
                : result(alert, "refused", "a person's request is pending");
    }

    /** Of the other regions the first that is healthy, else the first; the rules refuse it as long as it is not healthy. */
    private static String other(Desk.State state, String leave) {
        List<String> others = state.policy().regions().stream()
                .filter(region -> !region.equals(leave))
                .toList();
        return others.stream().filter(state.healthy()::contains).findFirst().orElse(others.get(0));
    }

    private AlertResult resolve(Alert alert, String action) {
        Optional<Desk.State> state = policy(alert);
        if (action.equals("probe") || state.isEmpty()) {
            return result(alert, "ignored", "resolved; nothing to withdraw");
        }
        boolean[] changed = {false};
        desk.intend(state.get().policy().name(), intents -> {
            Intents without = AlertIntents.withdraw(intents, alert);
            changed[0] = !without.equals(intents);
            return without;
        });
        return result(
                alert,
                "released",
                changed[0] ? "resolved; its request is withdrawn" : "resolved; it had nothing pending");
    }

    private Optional<Desk.State> policy(Alert alert) {
        List<Desk.State> all = desk.policies();
        String name = alert.label("policy");
        if (name.isEmpty()) {
            return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
        }
        return all.stream().filter(s -> s.policy().name().equals(name)).findFirst();
    }

    private List<String> names() {
        return desk.policies().stream().map(s -> s.policy().name()).toList();
    }

    private static String unknownRegion(String region) {
        return region.isEmpty() ? "label region is missing" : "label region names no known region: " + region;
    }

    private static AlertResult result(Alert alert, String result, String detail) {
        return new AlertResult(alert.fingerprint(), alert.label(ACTION), result, detail);
    }
}
