package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Refuse;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.decision.Decision.Stay;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Ramp;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Situation + policy + now -> Stay, Shift or Refuse.
 *
 * <p>All rules are evaluated each time, in this order, and the first that stands against a move decides:
 * <pre>
 *   leader, DNS read                      else Stay
 *   somebody asks, the active is DOWN,
 *   or a failback is due                  else Stay
 *   DNS records are ours                  else Refuse
 *   no hold, here or in another region    else Refuse, unless forced
 *   the target is HEALTHY, and no other
 *   place sees it DOWN                    else Refuse, unless forced to a region of the policy
 *   other places confirm that the active
 *   is DOWN                               else Refuse, if we leave it by ourselves
 *   quiet period over                     else Refuse, unless a person asked
 *   hold-down over, acknowledged, escape  else Refuse, unless a person asked or the move has begun
 *   velocity cap not reached              else Refuse, unless a person asked or the move has begun
 *   the last step was long enough ago     else Refuse, if it is a further step
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

    private Decision decide() {
        Optional<String> active = s.dns().epoch().map(EpochRecord::active);
        Optional<Wish> wanted = active.flatMap(region -> Wish.of(region, s, policy, now));
        boolean leader = rule(Reason.NOT_LEADER, s.leader(), leaderText());
        boolean read = rule(Reason.DNS_UNREAD, s.dns().state() != DnsReading.State.UNREAD, dnsText());
        Reason calm = activeRule(active);
        boolean ours = rule(Reason.DNS_NOT_OURS, s.dns().state() == DnsReading.State.OWNED, dnsText());
        boolean free = heldRule();
        boolean fit = targetRule(wanted, active);
        Optional<Reason> doubt = evidenceRule(active);
        boolean quiet = quietRule();
        // What cuts a hold-down short must be true for others too, whoever asked: an alert may come from where we are
        // cut off.
        boolean escape = wanted.isPresent() && doubt.isEmpty() && escapes(active.get(), wanted.get());
        boolean settled = holdDownRule(escape);
        boolean slow = velocityRule();
        boolean stepped = stepRule();

        if (!leader || !read) {
            return new Stay(leader ? Reason.DNS_UNREAD : Reason.NOT_LEADER, rules);
        }
        if (wanted.isEmpty()) {
            return new Stay(active.isEmpty() ? Reason.DNS_NOT_OURS : calm, rules);
        }
        Wish wish = wanted.get();
        Reason against = !ours
                ? Reason.DNS_NOT_OURS
                : !free && !wish.forced()
                        ? Reason.HELD
                        : !fit && !(wish.forced() && policy.regions().contains(wish.to()))
                                ? Reason.NO_HEALTHY_TARGET
                                : wish.reason() == Reason.ACTIVE_DOWN && doubt.isPresent()
                                        ? doubt.get()
                                        : pace(wish, quiet, settled, slow, stepped);
        if (against != null) {
            return new Refuse(against, wish.to() == null ? "" : wish.to(), rules);
        }
        boolean early = wish.automatic() && wish.paced() && inHoldDown() && escape;
        boolean forced = wish.forced() && (!free || !fit);
        return new Shift(
                early ? Reason.ESCAPE : wish.reason(),
                wish.from(),
                wish.to(),
                wish.automatic(),
                forced,
                wish.by(),
                rules,
                wish.share());
    }

    /** The rules that slow down machines and never a person. */
    private static Reason pace(Wish wish, boolean quiet, boolean settled, boolean slow, boolean stepped) {
        if (!wish.automatic() || wish.reason() == Reason.TAKEN_OVER || wish.reason() == Reason.ROLLED_BACK) {
            return null;
        }
        if (!quiet) {
            return Reason.QUIET_PERIOD;
        }
        if (!wish.paced()) {
            return stepped || wish.reason() != Reason.FAILBACK ? null : Reason.STEPPING;
        }
        return !settled ? Reason.HOLD_DOWN : !slow ? Reason.VELOCITY_CAP : null;
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
        Optional<String> held = HoldRule.ask(s, now);
        return rule(Reason.HELD, held.isEmpty(), held.orElse("no hold"));
    }

    private boolean targetRule(Optional<Wish> wanted, Optional<String> active) {
        String leaving = active.orElse("");
        String to = wanted.map(Wish::to).orElse(null);
        if (to == null) {
            List<String> others = policy.regions().stream()
                    .filter(region -> !region.equals(leaving))
                    .toList();
            String text =
                    others.stream().map(region -> fitness(region, leaving)).collect(Collectors.joining("; "));
            boolean any = others.stream().anyMatch(region -> Wish.fit(region, leaving, s, policy, now));
            return rule(Reason.NO_HEALTHY_TARGET, any, text);
        }
        if (!policy.regions().contains(to)) {
            return rule(Reason.NO_HEALTHY_TARGET, false, to + " is not a region of policy " + policy.name());
        }
        // Taking a failback's share away is no move to a new region: the one that carries the rest need only be up.
        boolean home = wanted.get().reason() == Reason.ROLLED_BACK;
        return rule(Reason.NO_HEALTHY_TARGET, home || Wish.fit(to, leaving, s, policy, now), fitness(to, leaving));
    }

    private String fitness(String region, String leaving) {
        return describe(s.verdict(region))
                + EvidenceRule.seenDown(region, leaving, s, policy.evidence(), now.steady())
                        .map(place -> ", but " + place + " sees it DOWN")
                        .orElse("");
    }

    private Optional<Reason> evidenceRule(Optional<String> active) {
        if (active.isEmpty()) {
            return Optional.empty();
        }
        EvidenceRule.Result result = EvidenceRule.ask(active.get(), s, policy.evidence(), now.steady());
        rule(result.against().orElse(Reason.UNCONFIRMED), result.against().isEmpty(), result.present());
        return result.against();
    }

    private boolean quietRule() {
        Duration up = now.steady().minus(s.started());
        String quiet = Judge.text(policy.quietPeriod());
        return rule(
                Reason.QUIET_PERIOD,
                up.compareTo(policy.quietPeriod()) >= 0,
                s.leader()
                        ? "up for " + Judge.text(up) + ", quiet for " + quiet
                        : quiet + " from when this instance leads");
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

    /** Only out of a dead region: a failback waits for the whole hold-down. */
    private boolean escapes(String active, Wish wish) {
        return wish.to() != null
                && s.verdict(active).heldFor(Verdict.DOWN, policy.escapeAfter(), now.steady())
                && s.verdict(wish.to()).heldFor(Verdict.HEALTHY, policy.escapeAfter(), now.steady());
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

    private boolean stepRule() {
        Optional<Ramp> ramp = s.dns().epoch().flatMap(Ramp::of);
        Duration wait = policy.failback().stepInterval();
        boolean due = ramp.isEmpty() || s.sinceChange().compareTo(wait) >= 0;
        String text = ramp.map(r -> r.to() + " has " + r.share() + " % since " + Judge.text(s.sinceChange())
                        + ", next step after " + Judge.text(wait))
                .orElse("no failback under way");
        return rule(Reason.STEPPING, due, text);
    }

    private String leaderText() {
        boolean witness = !policy.regions().contains(s.self());
        return s.leader() ? "this instance leads" : witness ? "a witness moves nothing" : "this instance does not lead";
    }

    private String dnsText() {
        DnsReading dns = s.dns();
        String text = dns.state().name().toLowerCase(Locale.ROOT)
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
