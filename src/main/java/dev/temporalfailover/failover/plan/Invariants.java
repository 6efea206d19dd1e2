package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules that are never broken, checked against a decision and its plan before a step is applied. */
public final class Invariants {

    private Invariants() {}

    /** What is violated, one line each; empty if all is well. A violated plan must not be applied. */
    public static List<String> violated(Situation s, Decision decision, Plan plan) {
        List<String> found = new ArrayList<>();
        for (Step step : plan.steps()) {
            if (sum(step.after()) == 0) {
                found.add("weights-not-all-zero: " + step);
            }
            if (!step.before().keySet().equals(step.after().keySet())) {
                found.add("record-set-keeps-its-members: " + step);
            }
            if (step.record().epoch() <= step.epochBefore()) {
                found.add("epoch-grows: " + step);
            }
        }
        boolean dns = plan.steps().stream().anyMatch(step -> step.layer() == Step.Layer.DNS && step.epochBefore() > 0);
        if (dns && !(decision instanceof Decision.Shift)) {
            found.add("traffic-moves-by-decision-only: " + plan);
        }
        if (decision instanceof Decision.Shift shift) {
            Verdict target = s.verdict(shift.to()).verdict();
            boolean home = shift.reason() == Decision.Reason.ROLLED_BACK && target == Verdict.DEGRADED;
            if (target != Verdict.HEALTHY && !home && !shift.forced()) {
                found.add("target-is-healthy: " + shift.to() + " is " + target);
            }
            if (shift.reason() == Decision.Reason.ACTIVE_DOWN
                    && s.verdict(shift.from()).verdict() != Verdict.DOWN) {
                found.add("no-data-is-never-down: " + shift.from());
            }
            if (!s.leader()) {
                found.add("one-writer: not the leader");
            }
        }
        return found;
    }

    private static int sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToInt(Integer::intValue).sum();
    }
}
