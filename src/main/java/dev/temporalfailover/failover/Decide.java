package dev.temporalfailover.failover;

import dev.temporalfailover.failover.Decision.Reason;
import dev.temporalfailover.failover.Decision.Refuse;
import dev.temporalfailover.failover.Decision.Rule;
import dev.temporalfailover.failover.Decision.Shift;
import dev.temporalfailover.failover.Decision.Stay;
import dev.temporalfailover.failover.Intents.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Situation + policy + now -> Stay, Shift or Refuse.
 *
 * <p>All rules are evaluated each time, in this order, and the first that stands against a move decides:
 * <pre>
 *   leader, DNS read                     else Stay
 *   somebody asks, or the active is DOWN else Stay
 *   DNS records are ours                 else Refuse
 *   no hold                              else Refuse, unless forced
 *   the target is HEALTHY                else Refuse, unless forced to a region of the policy
 *   quiet period over                    else Refuse, unless a person asked
 *   hold-down over, acknowledged, escape else Refuse, unless a person asked
 *   velocity cap not reached             else Refuse, unless a person asked
 * </pre>
 */
public final class Decide {
    private final Situation s;
    private final FailoverPolicy policy;
    private final Moment now;
    private final List<Rule> rules = new ArrayList<>();

    private Decide(Situation s, FailoverPolicy policy, Moment now) {
        this.s = s;
        this.policy = policy;
        this.now = now;
    }

    /** The decision now. */
    public static Decision decide(Situation situation, FailoverPolicy policy, Moment now) {
        return new Decide(situation, policy, now).decide();
    }

    /** What would move, before the rules are asked. {@code to} is null where no region could take the traffic. */
    private record Move(String to, Reason reason, boolean automatic, boolean forced, String by) {}

    private Decision decide() {
        Optional<String> active = s.dns().epoch().map(EpochRecord::active);
        Optional<Move> wanted = active.flatMap(this::wanted);
        boolean leader =
                rule(Reason.NOT_LEADER, s.leader(), s.leader() ? "this instance leads" : "another instance leads");
        boolean read = rule(Reason.DNS_UNREAD, s.dns().state() != DnsReading.State.UNREAD, dnsText());
        Reason calm = activeRule(active);
        boolean ours = rule(Reason.DNS_NOT_OURS, s.dns().state() == DnsReading.State.OWNED, dnsText());
        boolean free = heldRule();
        boolean fit = targetRule(wanted, active);
        boolean quiet = quietRule();
        boolean escape =
                wanted.isPresent() && escapes(active.get(), wanted.get().to());
        boolean settled = holdDownRule(escape);
        boolean slow = velocityRule();

        if (!leader || !read) {
            return new Stay(leader ? Reason.DNS_UNREAD : Reason.NOT_LEADER, rules);
        }
        if (wanted.isEmpty()) {
            return new Stay(active.isEmpty() ? Reason.DNS_NOT_OURS : calm, rules);
        }
        Move move = wanted.get();
        Reason against = !ours
                ? Reason.DNS_NOT_OURS
                : !free && !move.forced()
                        ? Reason.HELD
                        : !fit && !(move.forced() && policy.regions().contains(move.to()))
                                ? Reason.NO_HEALTHY_TARGET
                                : pace(move, quiet, settled, slow);
        if (against != null) {
            return new Refuse(against, move.to() == null ? "" : move.to(), rules);
        }
        boolean held = inHoldDown();
        boolean early = move.automatic() && move.reason() != Reason.TAKEN_OVER && held && escape;
        Reason reason = early ? Reason.ESCAPE : move.reason();
        boolean forced = move.forced() && (!free || !fit);
        return new Shift(reason, active.get(), move.to(), move.automatic(), forced, move.by(), rules);
    }

    /** The rules that slow down machines and never a person. */
    private static Reason pace(Move move, boolean quiet, boolean settled, boolean slow) {
        if (!move.automatic() || move.reason() == Reason.TAKEN_OVER) {
            return null;
        }
        return !quiet ? Reason.QUIET_PERIOD : !settled ? Reason.HOLD_DOWN : !slow ? Reason.VELOCITY_CAP : null;
    }

    private Optional<Move> wanted(String active) {
        Optional<Request> request = s.intents().request();
        if (request.isPresent() && !request.get().to().equals(active)) {
            Request r = request.get();
            boolean forced = r.force() && !r.automatic();
            return Optional.of(
                    new Move(r.to(), forced ? Reason.FORCED : Reason.REQUESTED, r.automatic(), forced, r.by()));
        }
        boolean givenBack = request.isPresent() && !request.get().automatic();
        if (!givenBack
                && !active.equals(s.self())
                && s.intents().takeover().isPresent()
                && s.intents().takeover().get().epoch() == s.dns().epoch().get().epoch()) {
            // Decided before, when the record could not be written; the rules on pace were asked then.
            return Optional.of(new Move(s.self(), Reason.TAKEN_OVER, true, false, "temporal-failover"));
        }
        if (s.verdict(active).verdict() != Verdict.DOWN) {
            return Optional.empty();
        }
        String target = policy.regions().stream()
                .filter(region -> !region.equals(active) && s.verdict(region).verdict() == Verdict.HEALTHY)
                .findFirst()
                .orElse(null);
        return Optional.of(new Move(target, Reason.ACTIVE_DOWN, true, false, "temporal-failover"));
    }

    private Reason activeRule(Optional<String> active) {
        if (active.isEmpty()) {
            rule(Reason.ACTIVE_UNKNOWN, false, "no epoch record says which region is active");
            return Reason.ACTIVE_UNKNOWN;
        }
        RegionVerdict verdict = s.verdict(active.get());
        Reason reason =
                switch (verdict.verdict()) {
                    case HEALTHY -> Reason.ACTIVE_HEALTHY;
                    case DEGRADED -> Reason.ACTIVE_DEGRADED;
                    case UNKNOWN -> Reason.ACTIVE_UNKNOWN;
                    case DOWN -> Reason.ACTIVE_DOWN;
                };
        rule(reason, reason == Reason.ACTIVE_DOWN, describe(verdict));
        return reason;
    }

    private boolean heldRule() {
        String text = s.intents()
                .hold()
                .map(h -> "held by " + h.owner() + " until " + h.expires() + ": " + h.reason())
                .orElse("no hold");
        return rule(Reason.HELD, s.intents().hold().isEmpty(), text);
    }

    private boolean targetRule(Optional<Move> wanted, Optional<String> active) {
        String to = wanted.map(Move::to).orElse(null);
        if (to != null) {
            boolean known = policy.regions().contains(to);
            RegionVerdict verdict = s.verdict(to);
            return rule(
                    Reason.NO_HEALTHY_TARGET,
                    known && verdict.verdict() == Verdict.HEALTHY,
                    known ? describe(verdict) : to + " is not a region of policy " + policy.name());
        }
        List<String> others = policy.regions().stream()
                .filter(region -> !Optional.of(region).equals(active))
                .map(region -> describe(s.verdict(region)))
                .toList();
        boolean any = policy.regions().stream()
                .anyMatch(region ->
                        !Optional.of(region).equals(active) && s.verdict(region).verdict() == Verdict.HEALTHY);
        return rule(Reason.NO_HEALTHY_TARGET, any, String.join("; ", others));
    }

    private boolean quietRule() {
        Duration up = now.steady().minus(s.started());
        return rule(
                Reason.QUIET_PERIOD,
                up.compareTo(policy.quietPeriod()) >= 0,
                "up for " + Judge.text(up) + ", quiet for " + Judge.text(policy.quietPeriod()));
    }

    private boolean inHoldDown() {
        return s.sinceSwitch().isPresent() && s.sinceSwitch().get().compareTo(policy.holdDown()) < 0 && !acknowledged();
    }

    private boolean acknowledged() {
        Optional<EpochRecord> record = s.dns().epoch();
        if (s.intents().acknowledgement().isEmpty() || record.isEmpty()) {
            return false;
        }
        var switches = record.get().switches();
        return switches.isEmpty()
                || !s.intents().acknowledgement().get().at().isBefore(switches.get(switches.size() - 1));
    }

    private boolean escapes(String active, String to) {
        return to != null
                && s.verdict(active).heldFor(Verdict.DOWN, policy.escapeAfter(), now.steady())
                && s.verdict(to).heldFor(Verdict.HEALTHY, policy.escapeAfter(), now.steady());
    }

    private boolean holdDownRule(boolean escape) {
        String text = s.sinceSwitch()
                .map(age -> "last automatic switch " + Judge.text(age) + " ago, hold-down "
                        + Judge.text(policy.holdDown()) + (acknowledged() ? ", acknowledged" : "")
                        + (escape ? ", escape: down and healthy for " + Judge.text(policy.escapeAfter()) : ""))
                .orElse("no automatic switch yet");
        return rule(Reason.HOLD_DOWN, !inHoldDown() || escape, text);
    }

    private boolean velocityRule() {
        long recent = s.dns().epoch().stream()
                .flatMap(record -> record.switches().stream())
                .filter(at -> at.plus(policy.switchWindow()).isAfter(now.wall()))
                .count();
        return rule(
                Reason.VELOCITY_CAP,
                recent < policy.maxSwitches(),
                recent + " automatic switches in " + Judge.text(policy.switchWindow()) + ", cap "
                        + policy.maxSwitches());
    }

    private String dnsText() {
        DnsReading dns = s.dns();
        String text = dns.state().name().toLowerCase(java.util.Locale.ROOT)
                + dns.epoch()
                        .map(e -> ", epoch " + e.epoch() + " active " + e.active())
                        .orElse("");
        return dns.detail().isEmpty() ? text : text + ": " + dns.detail();
    }

    private String describe(RegionVerdict v) {
        return v.region() + " " + v.verdict() + " for " + Judge.text(age(v)) + ": " + v.why();
    }

    /** A verdict may be some milliseconds newer than the tick that uses it. */
    private Duration age(RegionVerdict v) {
        Duration age = now.steady().minus(v.since());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private boolean rule(Reason name, boolean allows, String present) {
        rules.add(new Rule(name, allows, present));
        return allows;
    }
}
