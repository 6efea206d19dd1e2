package dev.temporalfailover.loop;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.traffic.StepOutcome;
import java.util.ArrayList;
import java.util.List;

/** One attempt to carry out a plan, or the part of one that rests on one claim. */
record PlanAttempt(Plan plan, Decision decision, Situation situation, String instance, List<Done> done) {

    record Done(Step step, StepOutcome outcome) {
        String text() {
            boolean plain = outcome.detail().isEmpty() || outcome.applied() && step.layer() != Step.Layer.TAKEOVER;
            return step + ": " + outcome.word() + (plain ? "" : " (" + outcome.detail() + ")");
        }
    }

    /** Nothing applied yet. */
    static PlanAttempt of(Plan plan, Decision decision, Situation s, String instance) {
        return new PlanAttempt(plan, decision, s, instance, new ArrayList<>());
    }

    void step(Step step, StepOutcome outcome) {
        done.add(new Done(step, outcome));
    }

    /** True if the DNS batch may or may not have been applied. */
    boolean uncertain() {
        return !done.isEmpty()
                && last().outcome().kind() == StepOutcome.StepResult.UNCERTAIN
                && last().step().layer() == Step.Layer.DNS;
    }

    /** True if its first step was applied. */
    boolean claimed() {
        return done.stream()
                .findFirst()
                .filter(first -> first.outcome().applied())
                .isPresent();
    }

    Step first() {
        return plan.steps().get(0);
    }

    boolean moved() {
        return done.stream().anyMatch(one -> one.outcome().applied());
    }

    /** The claim is the change of traffic; a route that failed after it is followed up under the same claim. */
    String result() {
        boolean claim = first().layer() != Step.Layer.ROUTE && first().layer() != Step.Layer.WORKERS && claimed();
        return claim || last().outcome().applied()
                ? "applied"
                : last().outcome().word();
    }

    Done last() {
        return done.get(done.size() - 1);
    }
}
