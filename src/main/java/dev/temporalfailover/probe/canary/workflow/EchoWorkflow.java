package dev.temporalfailover.probe.canary.workflow;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Answers what it is told, by way of one activity. */
@WorkflowInterface
public interface EchoWorkflow {
    /** The workflow's type, as Temporal's pages show it. */
    String TYPE = "TemporalFailoverCanary";

    @WorkflowMethod(name = TYPE)
    String run(String word);
}
