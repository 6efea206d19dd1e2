package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Caller;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.access.RequestText;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.loop.Operations;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** What people ask for becomes an intent. Nothing here moves traffic. */
final class Actions {
    /** The longest hold; it always ends by itself. */
    static final Duration MAX_HOLD = Duration.ofHours(24);

    /** A requested move that could not begin by then is forgotten, so that it never surprises. */
    static final Duration REQUEST_HOLDS = Duration.ofMinutes(10);

    /** Rules that never stand against a person's request, or that only say that nothing is wrong. */
    private static final Set<Decision.Reason> NOT_FOR_PEOPLE = EnumSet.of(
            Decision.Reason.ACTIVE_HEALTHY,
            Decision.Reason.ACTIVE_DEGRADED,
            Decision.Reason.ACTIVE_UNKNOWN,
            Decision.Reason.QUIET_PERIOD,
            Decision.Reason.HOLD_DOWN,
            Decision.Reason.VELOCITY_CAP,
            Decision.Reason.NO_HEALTHY_TARGET);

    private static final Logger LOG = Logger.getLogger(Actions.class);

    private final Operations operations;

    Actions(Operations operations) {
        this.operations = operations;
    }

    Views.AcceptedView move(Kind kind, Caller caller, Asks.MoveRequest ask) {
        PolicyStatus status = policy(ask.policy());
        String policy = status.policy().name();
        List<String> regions = status.policy().regions();
        boolean first = kind == Kind.FAILBACK && ask.to() == null;
        String to = first ? regions.get(0) : RequestText.of("to", ask.to());
        if (!regions.contains(to)) {
            throw Refusal.bad("to", "policy " + policy + " has the regions " + String.join(", ", regions));
        }
        String by = caller.name("by", ask.by());
        String reason = caller.reason(ask.reason(), "by", ask.by());
        Optional<String> active = status.dns().epoch().map(EpochRecord::active);
        // Asking for the region that the record still names gives back a takeover that could not be written.
        boolean givesBack = status.takenOver().contains(to);
        if (active.equals(Optional.of(to)) && !givesBack && !shares(status)) {
            throw Refusal.conflict("to", to + " carries the traffic already");
        }
        if (ask.planHash() != null) {
            leads(status, "planHash");
        }
        Optional<PrintedPlan> plan = status.leader() ? operations.plan(policy, to) : Optional.empty();
        if (ask.planHash() != null
                && !plan.map(PrintedPlan::hash)
                        .equals(Optional.of(ask.planHash().trim()))) {
            throw plan.map(p -> Refusal.replanned(Rendering.plan(policy, to, p)))
                    .orElseGet(() -> Refusal.conflict("planHash", "there is no plan now"));
        }
        boolean force = Boolean.TRUE.equals(ask.force());
        Moment now = operations.now();
        Intents.Request request = new Intents.Request(
                kind, to, by, reason, false, force, now.wall().plus(REQUEST_HOLDS));
        Intents stored = store(policy, i -> i.withRequest(Optional.of(request)), kind + " to " + to, by);
        List<Views.RuleView> against = against(status, to, force);
        String note = against.isEmpty()
                ? "stored; the leader acts at its next tick"
                : "stored until " + request.expires() + ", but rules forbid it now";
        return new Views.AcceptedView(
                policy,
                kind == Kind.FAILBACK ? "failback" : "failover",
                note,
                Rendering.hold(stored.at(now.wall())),
                null,
                Rendering.request(stored),
                plan.map(p -> Rendering.plan(policy, to, p)).orElse(null),
                against);
    }

    /** Only the leader reads the records, so only its plan is meaningful; any other plan would be empty. */
    static void leads(PolicyStatus status, String field) {
        if (!status.leader()) {
            String holder = status.holder() == null || status.holder().isEmpty() ? "unknown" : status.holder();
            throw Refusal.conflict(field, "only the leader reads the records and can plan; the leader is " + holder);
        }
    }

    /** True while a failback is under way: asking for the region that carries the rest calls it off. */
    private static boolean shares(PolicyStatus status) {
        return status.dns().epoch().stream().anyMatch(record -> record.weights().entrySet().stream()
                .anyMatch(e -> e.getValue() > 0 && !e.getKey().equals(record.active())));
    }

    Views.AcceptedView hold(Caller caller, Asks.HoldRequest ask) {
        String policy = policy(ask.policy()).policy().name();
        String owner = caller.name("owner", ask.owner());
        String reason = caller.reason(ask.reason(), "owner", ask.owner());
        Duration duration = Asks.duration("duration", ask.duration(), MAX_HOLD);
        Intents.Hold hold =
                new Intents.Hold(owner, reason, operations.now().wall().plus(duration));
        Intents stored = store(policy, i -> i.withHold(Optional.of(hold)), "hold", owner);
        return accepted(policy, "hold", "nothing moves until " + hold.expires(), stored);
    }

    Views.AcceptedView release(Caller caller, Asks.ReleaseRequest ask) {
        String policy = policy(ask.policy()).policy().name();
        String by = caller.name("by", ask.by());
        String what = ask.what() == null ? "hold" : ask.what();
        if (!what.equals("hold") && !what.equals("request")) {
            throw Refusal.bad("what", "must be hold or request");
        }
        boolean hold = what.equals("hold");
        Intents stored = store(
                policy,
                i -> hold ? i.withHold(Optional.empty()) : i.withRequest(Optional.empty()),
                "release of the " + what,
                by);
        return accepted(policy, "release", hold ? "no hold is in force" : "no requested move is pending", stored);
    }

    Views.AcceptedView acknowledge(Caller caller, Asks.AcknowledgeRequest ask) {
        PolicyStatus status = policy(ask.policy());
        String by = caller.name("by", ask.by());
        EpochRecord epoch = status.dns()
                .epoch()
                .orElseThrow(() ->
                        Refusal.conflict("epoch", "no epoch record has been read, so there is nothing to acknowledge"));
        if (ask.epoch() != null && ask.epoch() != epoch.epoch()) {
            throw Refusal.conflict("epoch", "the epoch is now " + epoch.epoch());
        }
        Intents.Acknowledgement seen =
                new Intents.Acknowledgement(epoch.epoch(), by, operations.now().wall());
        Intents stored = store(
                status.policy().name(),
                i -> i.withAcknowledgement(seen),
                "acknowledgement of epoch " + epoch.epoch(),
                by);
        return accepted(
                status.policy().name(),
                "acknowledge",
                "the hold-down up to epoch " + epoch.epoch() + " is lifted",
                stored);
    }

    /** The named policy, or the only one. */
    PolicyStatus policy(String name) {
        List<PolicyStatus> all = operations.status();
        if (all.isEmpty()) {
            throw Refusal.later("starting: no policy has been evaluated yet");
        }
        List<String> names = all.stream().map(s -> s.policy().name()).toList();
        if (name == null || name.isEmpty()) {
            if (all.size() > 1) {
                throw Refusal.bad("policy", "is needed, one of " + String.join(", ", names));
            }
            return all.get(0);
        }
        return all.stream()
                .filter(s -> s.policy().name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.unknown("policy", "known: " + String.join(", ", names)));
    }

    private Views.AcceptedView accepted(String policy, String action, String note, Intents stored) {
        Intents now = stored.at(operations.now().wall());
        return new Views.AcceptedView(
                policy,
                action,
                note,
                Rendering.hold(now),
                Rendering.acknowledgement(now),
                Rendering.request(now),
                null,
                null);
    }

    private static List<Views.RuleView> against(PolicyStatus status, String to, boolean force) {
        List<Views.RuleView> found = new java.util.ArrayList<>(Rendering.rules(status.decision().rules().stream()
                .filter(r -> !r.allows() && !NOT_FOR_PEOPLE.contains(r.name()))
                // Any instance takes intents; that another one leads does not stand against them.
                .filter(r -> r.name() != Decision.Reason.NOT_LEADER)
                .filter(r -> r.name() != Decision.Reason.HELD || !force)
                .toList()));
        boolean healthy = Optional.ofNullable(status.verdicts().get(to))
                .filter(v -> v.verdict() == Verdict.HEALTHY)
                .isPresent();
        if (!healthy && !force) {
            Decision.Rule rule = new Decision.Rule(Decision.Reason.NO_HEALTHY_TARGET, false, to + " is not HEALTHY");
            found.addAll(Rendering.rules(List.of(rule)));
        }
        return found;
    }

    private Intents store(String policy, UnaryOperator<Intents> change, String what, String by) {
        try {
            Intents stored = operations.intend(policy, change);
            LOG.infof("intent stored: %s of policy %s, by %s", what, policy, by);
            return stored;
        } catch (UncheckedIOException failed) {
            throw Refusal.later("could not be stored: " + failed.getCause().getMessage());
        }
    }
}
