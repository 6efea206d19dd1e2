package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the rules are asked about, and which of them bind it.
 *
 * @param active the region that the epoch record calls active, if there is a record
 * @param wish what would move; empty while no active region is known
 */
record Case(Situation s, FailoverPolicy policy, Moment now, Optional<String> active, Optional<Wish> wish) {

    static Case of(Situation s, FailoverPolicy policy, Moment now) {
        Optional<String> active = s.dns().epoch().map(EpochRecord::active);
        return new Case(s, policy, now, active, active.flatMap(region -> Wish.of(region, s, policy, now)));
    }

    boolean activeKnown() {
        return active.isPresent();
    }

    boolean nothingWanted() {
        return activeKnown() && wish.isEmpty();
    }

    boolean forced() {
        return wished(Wish::forced);
    }

    boolean forcedWithinPolicy() {
        return wished(
                w -> w.forced() && w.to().filter(policy.regions()::contains).isPresent());
    }

    /** We leave a region that we call DOWN, or an alert asks for it, which may come from a place that is cut off. */
    boolean needsEvidence() {
        return wished(w -> w.reason() == Reason.ACTIVE_DOWN
                || w.reason() == Reason.REQUESTED && w.drive() == Wish.Drive.MACHINE && !failsBack(w));
    }

    /** A failback leaves a region that serves. */
    private boolean failsBack(Wish w) {
        return w.to().filter(to -> policy.isBack(w.from(), to)).isPresent()
                && s.verdict(w.from()).verdict() != Verdict.DOWN;
    }

    /** Temporal's clusters are known to replicate, or must be. */
    boolean replicates() {
        return activeKnown()
                && (policy.maxReplicationLag().isPresent()
                        || !s.replication().lags().isEmpty());
    }

    /** The region that is left serves, and nobody forces it: what is not replicated yet need not be lost. */
    boolean planned() {
        return wished(w -> !w.forced()
                && w.reason() != Reason.TAKEN_OVER
                && w.reason() != Reason.ROLLED_BACK
                && s.verdict(w.from()).verdict() != Verdict.DOWN);
    }

    /** A takeover was decided before, under all rules; a failback that harms is taken back at once. */
    boolean undelayed() {
        return wished(w -> !w.automatic() || w.reason() == Reason.TAKEN_OVER || w.reason() == Reason.ROLLED_BACK);
    }

    boolean begunByMachine() {
        return wished(w -> w.drive() == Wish.Drive.MACHINE);
    }

    boolean furtherStep() {
        return wished(w -> w.drive() == Wish.Drive.BEGUN && w.reason() == Reason.FAILBACK);
    }

    /** For example {@code us-east-1 DOWN for 12 s: 4 of 5 failed}. */
    String describe(RegionVerdict v) {
        // A verdict may be some milliseconds newer than the tick that uses it.
        Duration age = now.steady().minus(v.since());
        String text = Judge.text(age.isNegative() ? Duration.ZERO : age);
        return v.region() + " " + v.verdict() + " for " + text + ": " + v.why();
    }

    private boolean wished(Predicate<Wish> is) {
        return wish.filter(is).isPresent();
    }
}
