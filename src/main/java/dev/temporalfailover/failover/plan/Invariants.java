package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks a decision and its plan against every {@link Invariant} before a step is applied. */
public final class Invariants {
    private final List<Breach> found = new ArrayList<>();

    /**
     * One rule that a plan would break.
     *
     * @param what the step or region, for people
     */
    public record Breach(Invariant invariant, String what) {
        @Override
        public String toString() {
            return invariant.word() + ": " + what;
        }
    }

    private Invariants() {}

    /** What is broken; empty if all is well. A plan that breaks one must not be applied. */
    public static List<Breach> broken(Situation s, Decision decision, Plan plan) {
        Invariants check = new Invariants();
        plan.steps().forEach(check::step);
        plan.steps().stream()
                .filter(step -> step.layer() == Step.Layer.NAMESPACES)
                .forEach(step -> check.namespaces(s, step));
        plan.steps().stream()
                .filter(step -> step.layer() == Step.Layer.WORKERS)
                .forEach(step -> check.workers(s, step));
        boolean moves = plan.steps().stream()
                .anyMatch(step -> step.layer() == Step.Layer.DNS && step.epochBefore() > 0 || step.claims());
        check.unless(!moves || decision instanceof Shift, Invariant.TRAFFIC_MOVES_BY_DECISION_ONLY, plan);
        if (decision instanceof Shift shift) {
            check.shift(s, shift);
            plan.steps().stream().filter(Step::claims).forEach(step -> check.claim(s, shift, step));
        }
        return check.found;
    }

    private void step(Step step) {
        unless(sum(step.after()) > 0, Invariant.WEIGHTS_NOT_ALL_ZERO, step);
        boolean same = step.before().keySet().equals(step.after().keySet());
        unless(same, Invariant.RECORD_SET_KEEPS_ITS_MEMBERS, step);
        boolean back = step.layer() != Step.Layer.DNS && step.claim().takesBack(step.was());
        boolean ends = step.layer() == Step.Layer.TAKEOVER && step.turn() == Step.Turn.ENDS;
        unless(step.claim().after(step.was()) || back || ends, Invariant.EPOCH_GROWS, step);
    }

    private void namespaces(Situation s, Step step) {
        String to = step.record().active();
        unless(s.leader(), Invariant.ONE_WRITER, "not the leader");
        if (step.batch().ask() == NamespaceBatch.Ask.CALL_OFF) {
            unless(step.after().equals(step.before()), Invariant.NAMESPACES_FOLLOW_THE_CLAIM, step);
            return;
        }
        unless(step.after().getOrDefault(to, 0) == sum(step.after()), Invariant.NAMESPACES_FOLLOW_THE_CLAIM, step);
        boolean update = step.batch().ask() == NamespaceBatch.Ask.UPDATE;
        boolean gained = update && to.equals(s.self()) && NamespaceRule.serves(s, to);
        boolean left = step.namespaces().stream()
                .allMatch(n -> update ? NamespaceRule.believes(n, s.self(), to) : NamespaceRule.hasIt(n, to, s));
        unless(gained || left, Invariant.NAMESPACES_STAY_ACTIVE_SOMEWHERE, step);
    }

    private void workers(Situation s, Step step) {
        unless(s.leader(), Invariant.ONE_WRITER, "not the leader");
        String self = s.self();
        boolean came = !step.namespaces().isEmpty()
                && step.namespaces().stream()
                        .allMatch(n ->
                                n.side(self).filter(own -> own.activeIn(self)).isPresent());
        boolean here = step.record().active().equals(self) && step.claim().after(step.was());
        unless(came && here, Invariant.WORKERS_RESTART_WHERE_NAMESPACES_CAME, step);
    }

    private void shift(Situation s, Shift shift) {
        Verdict target = s.verdict(shift.to()).verdict();
        boolean home = shift.reason() == Decision.Reason.ROLLED_BACK && target == Verdict.DEGRADED;
        unless(
                target == Verdict.HEALTHY || home || shift.forced(),
                Invariant.TARGET_IS_HEALTHY,
                shift.to() + " is " + target);
        boolean down = s.verdict(shift.from()).verdict() == Verdict.DOWN;
        unless(down || shift.reason() != Decision.Reason.ACTIVE_DOWN, Invariant.NO_DATA_IS_NEVER_DOWN, shift.from());
        unless(s.leader(), Invariant.ONE_WRITER, "not the leader");
    }

    private void claim(Situation s, Shift shift, Step step) {
        unless(TakeoverRule.confirmed(s, shift), Invariant.TAKEOVER_IS_CONFIRMED, step);
        boolean here = shift.to().equals(s.self()) && s.verdict(s.self()).verdict() != Verdict.DOWN;
        unless(here, Invariant.TAKEOVER_SERVES_HERE, step);
    }

    private void unless(boolean well, Invariant invariant, Object what) {
        if (!well) {
            found.add(new Breach(invariant, what.toString()));
        }
    }

    private static int sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToInt(Integer::intValue).sum();
    }
}
