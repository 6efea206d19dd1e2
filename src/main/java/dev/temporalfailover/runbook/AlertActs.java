package dev.temporalfailover.runbook;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.status.History;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.loop.Operations;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What one alert stores, with the note that it was dealt with, in one write. */
final class AlertActs {
    private final Operations operations;

    AlertActs(Operations operations) {
        this.operations = operations;
    }

    AlertResult hold(Alert alert, PolicyStatus status, Instant now) {
        Instant expires = alert.startsAt().plus(Runbook.STALE_AFTER);
        Intents[] held = {Intents.NONE};
        Optional<AlertResult> before = once(alert, AlertAction.HOLD, status, intents -> {
            held[0] = AlertIntents.hold(intents, alert, now, expires);
            return held[0];
        });
        if (before.isPresent()) {
            return before.get();
        }
        Optional<Intents.Hold> own = held[0].at(now).hold().filter(h -> alert.asked(h.owner()));
        if (own.isPresent()) {
            asked(status, alert, "hold until " + own.get().expires(), own.get().reason());
            return Runbook.result(
                    alert, AlertOutcome.STORED, "held until " + own.get().expires());
        }
        return Runbook.result(
                alert,
                AlertOutcome.REFUSED,
                held[0].at(now).hold().isPresent()
                        ? "a person's hold is in force already"
                        : "alerts have held since " + held[0].alertsSince().orElse(now)
                                + ", as long as they may; only a person can hold now");
    }

    /**
     * Stores what a firing alert asks for, and that it did, by one write; a result if it was dealt with before, here or by
     * another instance.
     */
    private Optional<AlertResult> once(
            Alert alert, AlertAction action, PolicyStatus status, UnaryOperator<Intents> change) {
        Dealt.News[] news = {Dealt.News.NEW};
        operations.intend(status.policy().name(), intents -> {
            Dealt dealt = new Dealt(intents, alert, action);
            news[0] = dealt.firing();
            return switch (news[0]) {
                case OLD -> intents;
                case ECHO -> dealt.noted(intents);
                case NEW -> {
                    Intents after = change.apply(intents);
                    yield asksFor(after, alert) ? dealt.noted(after) : after;
                }
            };
        });
        return switch (news[0]) {
            case NEW -> Optional.empty();
            case OLD ->
                Optional.of(Runbook.result(alert, AlertOutcome.DUPLICATE, "it, or a later one, was processed already"));
            case ECHO ->
                Optional.of(Runbook.result(
                        alert,
                        AlertOutcome.STORED,
                        "another alert that began within " + Dealt.REPLICA_WITHIN.toMinutes()
                                + " minutes asks for the same: one incident, which ends when both are resolved"));
        };
    }

    private static boolean asksFor(Intents after, Alert alert) {
        return after.hold().filter(h -> alert.asked(h.owner())).isPresent()
                || after.request().filter(r -> alert.asked(r.by())).isPresent();
    }

    AlertResult move(Alert alert, AlertAction action, PolicyStatus status, Instant now) {
        FailoverPolicy policy = status.policy();
        String region = alert.label("region");
        boolean back = action == AlertAction.FAILBACK;
        if (!policy.regions().contains(region) && !(back && region.isEmpty())) {
            return Runbook.result(alert, AlertOutcome.REFUSED, Runbook.unknownRegion(region));
        }
        String explicit = alert.label(Runbook.TO);
        if (!explicit.isEmpty() && !policy.regions().contains(explicit)) {
            return Runbook.result(
                    alert, AlertOutcome.REFUSED, "label " + Runbook.TO + " names no region of policy " + policy.name());
        }
        // Only the leader reads the records. Another instance stores the request as it is; the leader finds out whether
        // there is something to leave.
        Optional<String> carrying = status.dns().epoch().map(EpochRecord::active);
        if (carrying.isEmpty() && status.leader()) {
            return Runbook.result(alert, AlertOutcome.UNAVAILABLE, "which region carries the traffic is not known yet");
        }
        if (!back && carrying.filter(active -> !region.equals(active)).isPresent()) {
            return Runbook.result(
                    alert, AlertOutcome.REFUSED, "nothing to leave: " + carrying.get() + " carries the traffic");
        }
        String to = back
                ? (region.isEmpty() ? policy.regions().get(0) : region)
                : explicit.isEmpty() ? other(status, region) : explicit;
        if (to.equals(back ? carrying.orElse("") : region)) {
            return Runbook.result(alert, AlertOutcome.REFUSED, to + " carries the traffic already");
        }
        Instant expires = alert.startsAt().plus(Runbook.STALE_AFTER);
        Kind kind = back ? Kind.FAILBACK : Kind.FAILOVER;
        Optional<String> from = back ? Optional.empty() : Optional.of(region);
        Intents[] asked = {Intents.NONE};
        Optional<AlertResult> before = once(alert, action, status, intents -> {
            asked[0] = AlertIntents.move(intents, kind, from, to, alert, now, expires);
            return asked[0];
        });
        if (before.isPresent()) {
            return before.get();
        }
        Optional<Intents.Request> own = asked[0].request().filter(r -> alert.asked(r.by()));
        own.ifPresent(request -> asked(status, alert, action.word() + " to " + to, request.reason()));
        return own.isPresent()
                ? Runbook.result(
                        alert, AlertOutcome.STORED, action.word() + " to " + to + " requested, until " + expires)
                : Runbook.result(alert, AlertOutcome.REFUSED, "a person's request is pending");
    }

    /** Of the other regions the first that is healthy, else the first; the rules refuse it as long as it is not healthy. */
    private static String other(PolicyStatus status, String leave) {
        List<String> others = status.policy().regions().stream()
                .filter(region -> !region.equals(leave))
                .toList();
        return others.stream()
                .filter(region -> Optional.ofNullable(status.verdicts().get(region))
                        .filter(v -> v.verdict() == Verdict.HEALTHY)
                        .isPresent())
                .findFirst()
                .orElse(others.get(0));
    }

    /** What is resolved asks for nothing any more. */
    AlertResult withdraw(Alert alert, AlertAction action, PolicyStatus status) {
        boolean[] changed = {false};
        operations.intend(status.policy().name(), intents -> {
            Dealt dealt = new Dealt(intents, alert, action);
            Intents without = dealt.withdrawn(intents);
            changed[0] = !without.equals(intents);
            return dealt.noted(without);
        });
        if (changed[0]) {
            asked(status, alert, "withdrawal of what it asked", "the alert is resolved");
        }
        return Runbook.result(
                alert,
                AlertOutcome.RELEASED,
                changed[0] ? "resolved; its request is withdrawn" : "resolved; it had nothing pending");
    }

    private void asked(PolicyStatus status, Alert alert, String what, String why) {
        operations.asked(History.asked(status, operations.now(), operations.instance(), alert.by(), true, what, why));
    }
}
