package dev.temporalfailover.probe.canary.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Answers what it is told. */
@ActivityInterface
public interface EchoActivity {
    /** The activity's type, as Temporal's pages show it. */
    String TYPE = "CanaryEcho";

    @ActivityMethod(name = TYPE)
    String echo(String word);
}
