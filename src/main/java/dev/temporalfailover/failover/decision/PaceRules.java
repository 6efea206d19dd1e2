package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Ramp;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules that slow down machines and never a person. */
final class PaceRules {
    private static final String NOT_READ = "not known: the record that has the switches is not read here";

    private PaceRules() {}

    static Rule quietPeriodOver(Case c) {
        Duration up = c.now().steady().minus(c.s().started());
        Duration quiet = c.policy().limits().quietPeriod();
        String text = c.s().leader()
                ? "up for " + Judge.text(up) + ", quiet for " + Judge.text(quiet)
                : Judge.text(quiet) + " after this instance begins to lead";
        return new Rule(Reason.QUIET_PERIOD, up.compareTo(quiet) >= 0, text);
    }

    /** Over, acknowledged, or cut short by an escape. */
    static Rule holdDownOver(Case c) {
        FailoverPolicy policy = c.policy();
        boolean escape = escapes(c);
        String text = c.s().sinceSwitch()
                .map(age -> "last automatic switch " + Judge.text(age) + " ago, hold-down "
                        + Judge.text(policy.limits().holdDown())
                        + (acknowledged(c.s()) ? ", acknowledged" : "")
                        + (inHoldDown(c) ? untilOver(c, age) : ""))
                .orElse(unread(c) ? NOT_READ : "no automatic switch yet");
        return new Rule(Reason.HOLD_DOWN, !inHoldDown(c) || escape, text);
    }

    static boolean inHoldDown(Case c) {
        Optional<Duration> since = c.s().sinceSwitch();
        return since.isPresent() && since.get().compareTo(c.policy().limits().holdDown()) < 0 && !acknowledged(c.s());
    }

    /** A switch by a clock that is ahead counts, but not one further ahead than the window: it would count for ever. */
    static Rule velocityCapNotReached(Case c) {
        FailoverPolicy policy = c.policy();
        Instant from = c.now().wall().minus(policy.limits().switchWindow());
        Instant to = c.now().wall().plus(policy.limits().switchWindow());
        long recent = c.s().dns().epoch().stream()
                .flatMap(record -> record.switches().stream())
                .filter(at -> at.isAfter(from) && !at.isAfter(to))
                .count();
        String text =
                recent + " automatic switches in " + Judge.text(policy.limits().switchWindow()) + ", cap "
                        + policy.limits().maxSwitches()
                        + (recent < policy.limits().maxSwitches() ? "" : "; only a person can move traffic now");
        text = unread(c) ? NOT_READ : text;
        return new Rule(Reason.VELOCITY_CAP, recent < policy.limits().maxSwitches(), text);
    }

    static Rule stepIntervalOver(Case c) {
        Optional<Ramp> ramp = c.s().dns().epoch().flatMap(Ramp::of);
        Duration since = c.s().sinceChange();
        Duration wait = c.policy().failback().stepInterval();
        String text = ramp.map(r -> r.to() + " has " + r.share() + " % since " + Judge.text(since)
                        + ", next step after " + Judge.text(wait))
                .orElse("no failback under way");
        return new Rule(Reason.STEPPING, ramp.isEmpty() || since.compareTo(wait) >= 0, text);
    }

    private static boolean unread(Case c) {
        return c.s().dns().epoch().isEmpty();
    }

    private static boolean acknowledged(Situation s) {
        Optional<EpochRecord> record = s.dns().epoch();
        if (s.intents().acknowledgement().isEmpty() || record.isEmpty()) {
            return false;
        }
        var switches = record.get().switches();
        return switches.isEmpty()
                || !s.intents().acknowledgement().get().at().isBefore(switches.get(switches.size() - 1));
    }

    /** When it ends, when an escape would come, and what a person can do meanwhile. */
    private static String untilOver(Case c, Duration age) {
        Duration left = c.policy().limits().holdDown().minus(age);
        return "; it ends in " + Judge.text(left) + "; " + escapeText(c)
                + "; acknowledge ends it, and a person's failover does not wait for it";
    }

    private static String escapeText(Case c) {
        Optional<String> to = c.wish().flatMap(Wish::to);
        if (to.isEmpty()) {
            return "no escape while no region has to be left";
        }
        String from = c.active().orElseThrow();
        Duration left = Stream.of(left(c, from, Verdict.DOWN), left(c, to.get(), Verdict.HEALTHY))
                .max(Comparator.naturalOrder())
                .get();
        String both = from + " DOWN and " + to.get() + " HEALTHY without a break for "
                + Judge.text(c.policy().limits().escapeAfter());
        return left.isZero() ? "escape: " + both : "escape in " + Judge.text(left) + " at the earliest: " + both;
    }

    /** How long the verdict must still hold; all of the time if it is another one now. */
    private static Duration left(Case c, String region, Verdict verdict) {
        Duration needed = c.policy().limits().escapeAfter();
        RegionVerdict is = c.s().verdict(region);
        Duration held = is.verdict() == verdict ? c.now().steady().minus(is.since()) : Duration.ZERO;
        Duration left = needed.minus(held);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Only out of a region that is DOWN: a failback waits for the whole hold-down. What other places say was asked before. */
    private static boolean escapes(Case c) {
        Optional<String> to = c.wish().flatMap(Wish::to);
        return to.isPresent() && held(c, c.active().orElseThrow(), Verdict.DOWN) && held(c, to.get(), Verdict.HEALTHY);
    }

    private static boolean held(Case c, String region, Verdict verdict) {
        return c.s().verdict(region)
                .heldFor(verdict, c.policy().limits().escapeAfter(), c.now().steady());
    }
}
