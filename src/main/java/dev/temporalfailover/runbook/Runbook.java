package dev.temporalfailover.runbook;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
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

    private final Operations operations;
    private final AlertActs acts;
    private final Incidents incidents = new Incidents();

    /** @param operations takes the intents */
    public Runbook(Operations operations) {
        this.operations = operations;
        this.acts = new AlertActs(operations);
    }

    /**
     * Acts on a payload.
     *
     * @param sender the authenticated user that sent it; else empty
     * @throws BadPayload if it is not of version 4; then nothing was done
     */
    public AlertsAnswer receive(byte[] body, String sender) throws BadPayload {
        Payload payload = Payload.parse(body);
        List<AlertResult> results = new ArrayList<>();
        for (Alert alert : payload.alerts()) {
            results.add(act(alert.sentBy(sender)));
        }
        results.addAll(payload.others());
        int listed = Math.min(results.size(), Payload.MAX_ALERTS);
        long cut = payload.cut() + results.size() - listed;
        return new AlertsAnswer(results.subList(0, listed), payload.truncated(), cut);
    }

    private AlertResult act(Alert alert) {
        Instant now = operations.now().wall();
        Optional<AlertAction> asked = AlertAction.of(alert.label(ACTION));
        if (asked.isEmpty()) {
            return result(alert, AlertOutcome.REFUSED, ACTION + " must be probe, hold, failover or failback");
        }
        AlertAction action = asked.get();
        Incidents.Handled resolved =
                new Incidents.Handled(alert.fingerprint(), alert.startsAt(), "resolved " + action.word());
        if (alert.startsAt().isAfter(now.plus(Moment.CLOCK_SKEW))) {
            // Resolved, it would count as the later one of each that begins until then.
            return result(
                    alert,
                    alert.firing() ? AlertOutcome.REFUSED : AlertOutcome.IGNORED,
                    "begins in the future, at " + alert.startsAt());
        }
        if (alert.firing()) {
            if (alert.startsAt().plus(STALE_AFTER).isBefore(now)) {
                return result(
                        alert,
                        AlertOutcome.STALE,
                        "began at " + alert.startsAt() + ", more than " + STALE_AFTER + " ago");
            }
            if (incidents.has(resolved)) {
                return result(alert, AlertOutcome.DUPLICATE, "this incident was resolved already");
            }
        }
        Incidents.Handled key =
                alert.firing() ? new Incidents.Handled(alert.fingerprint(), alert.startsAt(), action.word()) : resolved;
        if (!incidents.first(key)) {
            return result(alert, AlertOutcome.DUPLICATE, "this incident was processed already");
        }
        AlertResult result;
        try {
            result = alert.firing() ? fire(alert, action, now) : resolve(alert, action);
        } catch (UncheckedIOException unavailable) {
            incidents.forget(key);
            return result(
                    alert,
                    AlertOutcome.UNAVAILABLE,
                    "could not be stored: " + unavailable.getCause().getMessage());
        } catch (RuntimeException unexpected) {
            incidents.forget(key);
            throw unexpected;
        }
        if (result.result() != AlertOutcome.STORED && result.result() != AlertOutcome.RELEASED) {
            // Refused for what is true now; the same incident may ask again when that has changed.
            incidents.forget(key);
        }
        return result;
    }

    private AlertResult fire(Alert alert, AlertAction action, Instant now) {
        String region = alert.label("region");
        if (action == AlertAction.PROBE) {
            boolean known = operations.status().stream()
                    .anyMatch(s -> s.policy().regions().contains(region));
            if (!known) {
                return result(alert, AlertOutcome.REFUSED, unknownRegion(region));
            }
            operations.probeNow(region);
            return result(alert, AlertOutcome.STORED, "probing " + region + " now");
        }
        Optional<PolicyStatus> status = policy(alert);
        if (status.isEmpty()) {
            return result(alert, AlertOutcome.REFUSED, "label policy must name one of " + names());
        }
        return action == AlertAction.HOLD
                ? acts.hold(alert, status.get(), now)
                : acts.move(alert, action, status.get(), now);
    }

    private AlertResult resolve(Alert alert, AlertAction action) {
        Optional<PolicyStatus> status = policy(alert);
        if (action == AlertAction.PROBE || status.isEmpty()) {
            return result(alert, AlertOutcome.IGNORED, "resolved; nothing to withdraw");
        }
        return acts.withdraw(alert, action, status.get());
    }

    private Optional<PolicyStatus> policy(Alert alert) {
        List<PolicyStatus> all = operations.status();
        String name = alert.label("policy");
        if (name.isEmpty()) {
            return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
        }
        return all.stream().filter(s -> s.policy().name().equals(name)).findFirst();
    }

    private List<String> names() {
        return operations.status().stream().map(s -> s.policy().name()).toList();
    }

    static String unknownRegion(String region) {
        return region.isEmpty() ? "label region is missing" : "label region names no known region: " + region;
    }

    static AlertResult result(Alert alert, AlertOutcome result, String detail) {
        return new AlertResult(alert.fingerprint(), alert.label(ACTION), result, detail);
    }
}
