package dev.temporalfailover.probe.canary.workflow;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * The workflow; the SDK calls it by reflection. Its activity is called by name, without a proxy of its interface, which a
 * native executable would not have.
 */
@RegisterForReflection(targets = {EchoRun.class, EchoWorkflow.class})
public final class EchoRun implements EchoWorkflow {
    private final Duration deadline;

    EchoRun(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public String run(String word) {
        ActivityOptions options = ActivityOptions.newBuilder()
                .setScheduleToCloseTimeout(deadline)
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                // By the task queue, which is what is to be seen, not with the answer to the workflow task.
                .setDisableEagerExecution(true)
                .build();
        return Workflow.newUntypedActivityStub(options).execute(EchoActivity.TYPE, String.class, word);
    }
}
