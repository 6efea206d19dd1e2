package dev.temporalfailover.loop;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.situation.WorkerReading.WorkerState;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.WorkerSwitch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Deployments of workers in memory; a test ends their rollouts. */
final class FakeWorkers implements WorkerSwitch {
    final Map<String, WorkerReading> workers = new TreeMap<>();
    final List<Step> applied = new ArrayList<>();
    final List<String> tried = new ArrayList<>();
    final Map<String, StepResult> refuses = new TreeMap<>();

    void add(String id) {
        state(id, WorkerState.READY, Claim.NONE);
    }

    void state(String id, WorkerState state, Claim claim) {
        workers.put(id, new WorkerReading(id, state, claim, Optional.empty(), true, ""));
    }

    @Override
    public List<WorkerReading> read() {
        return List.copyOf(workers.values());
    }

    @Override
    public String render(Step step) {
        return step.toString();
    }

    @Override
    public StepOutcome apply(Step step) {
        tried.add(step.object());
        StepResult result = refuses.getOrDefault(step.object(), StepResult.APPLIED);
        if (result == StepResult.APPLIED) {
            applied.add(step);
            WorkerReading rolling = new WorkerReading(
                    step.object(),
                    WorkerState.ROLLING,
                    step.claim(),
                    step.batch().newest(step.record().active()),
                    true,
                    "0 of 2 pods are new");
            workers.put(step.object(), rolling);
        } else {
            // As the switch does it: the others are tried first.
            workers.put(
                    step.object(),
                    new WorkerReading(step.object(), WorkerState.REFUSED, Claim.NONE, Optional.empty(), false, "no"));
        }
        return new StepOutcome(result, result == StepResult.APPLIED ? "" : "forbidden", "");
    }
}
