package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.WorkerReading;
import java.util.List;

/** The Deployments of workers in this cluster that one policy restarts. Called by the policy's loop thread only. */
public interface WorkerSwitch {

    /** Of a policy that restarts none. */
    WorkerSwitch NONE = new WorkerSwitch() {
        @Override
        public List<WorkerReading> read() {
            return List.of();
        }

        @Override
        public String render(Step step) {
            throw new IllegalStateException("no workers are restarted");
        }

        @Override
        public StepOutcome apply(Step step) {
            throw new IllegalStateException("no workers are restarted");
        }
    };

    /** The configured Deployments as last read, in the configuration's order. Never blocks and throws nothing. */
    List<WorkerReading> read();

    /** The exact patch of the step as text, stable from call to call. */
    String render(Step step);

    /**
     * Begins a rolling restart by one patch with a test of the version that was read; the same patch writes the step's claim as
     * the mark. Waits no longer than one call's deadline.
     */
    StepOutcome apply(Step step);
}
