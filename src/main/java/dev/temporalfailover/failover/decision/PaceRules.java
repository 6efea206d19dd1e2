package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Ramp;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.Optional;

/** The rules that slow down machines and never a person. */
final class PaceRules {
    private PaceRules() {}

    static Rule quietPeriodOver(Case c) {
        Duration up = c.now().steady().minus(c.s().started());
        Duration quiet = c.policy().quietPeriod();
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
                        + Judge.text(policy.holdDown()) + (acknowledged(c.s()) ? ", acknowledged" : "")
                        + (escape ? ", escape: down and healthy for " + Judge.text(policy.escapeAfter()) : ""))
                .orElse("no automatic switch yet");
        return new Rule(Reason.HOLD_DOWN, !inHoldDown(c) || escape, text);
    }

    static boolean inHoldDown(Case c) {
        Optional<Duration> since = c.s().sinceSwitch();
        return since.isPresent() && since.get().compareTo(c.policy().holdDown()) < 0 && !acknowledged(c.s());
    }

    static Rule velocityCapNotReached(Case c) {
        FailoverPolicy policy = c.policy();
        long recent = c.s().dns().epoch().stream()
                .flatMap(record -> record.switches().stream())
                .filter(at -> at.plus(policy.switchWindow()).isAfter(c.now().wall()))
                .count();
        String text = recent + " automatic switches in " + Judge.text(policy.switchWindow()) + ", cap "
                + policy.maxSwitches();
        return new Rule(Reason.VELOCITY_CAP, recent < policy.maxSwitches(), text);
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

    private static boolean acknowledged(Situation s) {
        Optional<EpochRecord> record = s.dns().epoch();
        if (s.intents().acknowledgement().isEmpty() || record.isEmpty()) {
            return false;
        }
        var switches = record.get().switches();
        return switches.isEmpty()
                || !s.intents().acknowledgement().get().at().isBefore(switches.get(switches.size() - 1));
    }

    /**
     * Only out of a dead region: a failback waits for the whole hold-down. And only if other places confirm it, even if
     * it is requested: an alert may come from a place that is cut off.
     */
    private static boolean escapes(Case c) {
        Optional<String> to = c.wish().flatMap(Wish::to);
        return to.isPresent()
                && held(c, c.active().orElseThrow(), Verdict.DOWN)
                && held(c, to.get(), Verdict.HEALTHY)
                && EvidenceRule.ask(c).allows();
    }

    private static boolean held(Case c, String region, Verdict verdict) {
        return c.s().verdict(region)
                .heldFor(verdict, c.policy().escapeAfter(), c.now().steady());
    }
}
