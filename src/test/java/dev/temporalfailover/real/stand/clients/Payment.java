package dev.temporalfailover.real.stand.clients;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/** The clients' workflow: one activity, whose worker signs the result. */
@WorkflowInterface
public interface Payment {

    /** Returns the name of the worker that ran the activity. */
    @WorkflowMethod
    String pay(String id);

    /** What a worker does for it. */
    @ActivityInterface
    interface Charge {

        /** Returns the worker's name. */
        String charge(String id);
    }

    /** The workflow's code. */
    final class Charged implements Payment {
        private final Charge charge = Workflow.newActivityStub(
                Charge.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(5))
                        .build());

        @Override
        public String pay(String id) {
            return charge.charge(id);
        }
    }
}
