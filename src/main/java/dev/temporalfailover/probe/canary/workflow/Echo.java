package dev.temporalfailover.probe.canary.workflow;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The activity; the SDK calls it by reflection. */
@RegisterForReflection(targets = {Echo.class, EchoActivity.class})
public final class Echo implements EchoActivity {
    @Override
    public String echo(String word) {
        return word;
    }
}
