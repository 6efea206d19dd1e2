package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Caller;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.ask.Asks;
import dev.temporalfailover.api.ask.Checks;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.status.History;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.LoopBusy;
import dev.temporalfailover.loop.Operations;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** What people ask for becomes an intent. Nothing here moves traffic. */
final class Actions {
    /** The longest hold; it always ends by itself. */
    static final Duration MAX_HOLD = Intents.Hold.LONGEST;

    /** A requested move that could not begin by then is forgotten, so that it never surprises. */
    static final Duration REQUEST_HOLDS = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(Actions.class);

    private final Operations operations;
    private final WhoActs who;

    Actions(Operations operations) {
        this.operations = operations;
        this.who = new WhoActs(operations);
    }

    Views.AcceptedView move(Kind kind, Caller caller, Asks.MoveRequest ask, Checks checks) {
        PolicyStatus status = who.policyOf(ask.policy(), checks);
        FailoverPolicy policy = status.policy();
        boolean first = kind == Kind.FAILBACK && ask.to() == null;
        String to = first ? policy.regions().get(0) : checks.of(() -> who.region(policy, ask.to()));
        String by = checks.of(() -> caller.name("by", ask.by()));
        String reason = checks.of(() -> caller.reason(ask.reason(), "by", ask.by()));
        checks.done();
        possible(kind, status, to);
        if (ask.planHash() != null) {
            who.requireLeader(status, "planHash");
        }
        Optional<PrintedPlan> plan = status.leader() ? plan(status, to, ask.planHash()) : Optional.empty();
        boolean force = Boolean.TRUE.equals(ask.force());
        Intents.Request request = new Intents.Request(kind, to, by, reason, false, force, until(REQUEST_HOLDS));
        Optional<List<Decision.Rule>> asked = against(status, request);
        Intents stored = store(
                status,
                i -> i.withRequest(Optional.of(request)),
                (kind == Kind.FAILBACK ? "failback" : "failover") + " to " + to + (force ? ", forced" : ""),
                by,
                reason);
        List<Decision.Rule> against = asked.orElseGet(() -> held(stored, force));
        return new Views.AcceptedView(
                policy.name(),
                kind == Kind.FAILBACK ? "failback" : "failover",
                against.isEmpty()
                        ? "stored; " + who.leads(status) + " acts at its next tick"
                        : "stored until " + request.expires() + ", but these rules stop it as long as they say no",
                Rendering.hold(stored.at(operations.now().wall())),
                null,
                Rendering.request(stored),
                plan.map(p -> PlanRendering.view(status, to, p)).orElse(null),
                Rendering.rules(against));
    }

    /** Throws a {@link Refusal} if the traffic is there already, or if this is the word for another direction. */
    private void possible(Kind kind, PolicyStatus status, String to) {
        Optional<String> active = status.dns().epoch().map(EpochRecord::active);
        // Asking for the region that the record still names gives back a takeover that could not be written.
        boolean givesBack = status.takenOver().contains(to);
        if (active.equals(Optional.of(to)) && !givesBack && !shares(status)) {
            throw Refusal.conflict("to", to + " carries the traffic already");
        }
        List<String> regions = status.policy().regions();
        if (kind == Kind.FAILBACK && active.isEmpty() && !to.equals(regions.get(0))) {
            who.requireLeader(status, "to");
        }
        if (kind == Kind.FAILBACK
                && active.filter(now -> regions.indexOf(now) < regions.indexOf(to))
                        .isPresent()) {
            throw Refusal.conflict(
                    "to",
                    active.get() + " carries the traffic and is preferred to " + to
                            + ", so this would be no failback; use failover");
        }
    }

    /** The plan of now; a {@link Refusal} if it is not the one that was agreed to. */
    private Optional<PrintedPlan> plan(PolicyStatus status, String to, String agreed) {
        String policy = status.policy().name();
        if (agreed == null) {
            try {
                return operations.plan(policy, to);
            } catch (LoopBusy waitsForRoute53) {
                return Optional.empty(); // Nobody asked for it, and the request must not wait for it.
            }
        }
        PrintedPlan now = operations
                .plan(policy, to)
                .orElseThrow(() -> Refusal.conflict("planHash", "there is no plan now for a move to " + to));
        if (!now.hash().equals(agreed.trim())) {
            throw Refusal.replanned(PlanRendering.view(status, to, now));
        }
        return Optional.of(now);
    }

    private Optional<List<Decision.Rule>> against(PolicyStatus status, Intents.Request request) {
        try {
            return status.leader() ? operations.against(status.policy().name(), request) : Optional.empty();
        } catch (LoopBusy waitsForRoute53) {
            return Optional.empty();
        }
    }

    /** What also an instance knows that does not decide. */
    private static List<Decision.Rule> held(Intents stored, boolean force) {
        return stored
                .hold()
                .filter(h -> !force)
                .map(h -> new Decision.Rule(
                        Decision.Reason.HELD,
                        false,
                        "held by " + h.owner() + " until " + h.expires() + ": " + h.reason()))
                .stream()
                .toList();
    }

    /** True while a failback is under way: asking for the region that carries the rest calls it off. */
    private static boolean shares(PolicyStatus status) {
        return status.dns().epoch().stream().anyMatch(record -> record.weights().entrySet().stream()
                .anyMatch(e -> e.getValue() > 0 && !e.getKey().equals(record.active())));
    }

    Views.AcceptedView hold(Caller caller, Asks.HoldRequest ask, Checks checks) {
        PolicyStatus status = who.policyOf(ask.policy(), checks);
        String owner = checks.of(() -> caller.name(ask.word(), ask.who()));
        String reason = checks.of(() -> caller.reason(ask.reason(), ask.word(), ask.who()));
        Duration duration = checks.of(() -> Asks.duration("duration", ask.duration(), MAX_HOLD));
        checks.done();
        Intents.Hold hold = new Intents.Hold(owner, reason, until(duration));
        Intents stored =
                store(status, i -> i.withHold(Optional.of(hold)), "hold until " + hold.expires(), owner, reason);
        return accepted(status, "hold", "nothing moves until " + hold.expires(), stored);
    }

    Views.AcceptedView release(Caller caller, Asks.ReleaseRequest ask, Checks checks) {
        PolicyStatus status = who.policyOf(ask.policy(), checks);
        String by = checks.of(() -> caller.name("by", ask.by()));
        String what = ask.what() == null ? "hold" : ask.what();
        if (!what.equals("hold") && !what.equals("request")) {
            checks.wrong("what", "what must be hold or request");
        }
        checks.done();
        boolean hold = what.equals("hold");
        Intents stored =
                store(status, i -> hold ? released(i, status) : withdrawn(i), "release of the " + what, by, "");
        return accepted(status, "release", hold ? "no hold is in force" : "no requested move is pending", stored);
    }

    private Intents released(Intents stored, PolicyStatus status) {
        if (stored.at(operations.now().wall()).hold().isEmpty()) {
            throw Refusal.conflict("what", "no hold of this region is in force" + who.heldElsewhere(status));
        }
        return stored.withHold(Optional.empty()).withAlertsSince(Optional.empty());
    }

    private Intents withdrawn(Intents stored) {
        if (stored.at(operations.now().wall()).request().isEmpty()) {
            throw Refusal.conflict(
                    "what", "no requested move is pending; one that has begun is called off by failover");
        }
        return stored.withRequest(Optional.empty());
    }

    Views.AcceptedView acknowledge(Caller caller, Asks.AcknowledgeRequest ask, Checks checks) {
        PolicyStatus status = who.policyOf(ask.policy(), checks);
        String by = checks.of(() -> caller.name("by", ask.by()));
        checks.done();
        who.requireLeader(status, "");
        EpochRecord epoch = status.dns()
                .epoch()
                .orElseThrow(() ->
                        Refusal.conflict("epoch", "no epoch record has been read, so there is nothing to acknowledge"));
        if (ask.epoch() != null && ask.epoch() != epoch.epoch()) {
            throw Refusal.conflict("epoch", "the epoch is now " + epoch.epoch() + ", not " + ask.epoch());
        }
        Intents.Acknowledgement seen =
                new Intents.Acknowledgement(epoch.epoch(), by, operations.now().wall());
        Intents stored =
                store(status, i -> i.withAcknowledgement(seen), "acknowledgement of epoch " + epoch.epoch(), by, "");
        return accepted(status, "acknowledge", "the hold-down up to epoch " + epoch.epoch() + " is lifted", stored);
    }

    /** In whole seconds, since people read it. */
    private Instant until(Duration from) {
        return operations.now().wall().plus(from).truncatedTo(ChronoUnit.SECONDS);
    }

    private Views.AcceptedView accepted(PolicyStatus status, String action, String note, Intents stored) {
        Intents now = stored.at(operations.now().wall());
        return new Views.AcceptedView(
                status.policy().name(),
                action,
                note,
                Rendering.hold(now),
                Rendering.acknowledgement(now),
                Rendering.request(now),
                null,
                null);
    }

    private Intents store(PolicyStatus status, UnaryOperator<Intents> change, String what, String by, String why) {
        try {
            Intents stored = operations.intend(status.policy().name(), change);
            LOG.infof(
                    "intent stored: %s of policy %s, by %s%s",
                    what, status.policy().name(), by, why.isEmpty() ? "" : ": " + why);
            operations.asked(History.asked(status, operations.now(), operations.instance(), by, false, what, why));
            return stored;
        } catch (UncheckedIOException failed) {
            throw Refusal.later("could not be stored: " + failed.getCause().getMessage());
        }
    }
}
