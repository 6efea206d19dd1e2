package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks Route 53 whether the reads of a switch are allowed: a listing, and the state of a change. No call of the API tells
 * whether a write is, without writing or without rights that a switch does not need ({@code iam:SimulatePrincipalPolicy}).
 * Used by one thread at a time; holds it for at most the settings' timeout for each call; throws nothing.
 */
public final class Route53Reads implements AutoCloseable {
    /** Of no change: who may ask is told that there is none. */
    private static final String NO_CHANGE = "C0000000000000";

    private final String policy;
    private final String epochName;
    private final Route53Api api;

    public Route53Reads(Route53Settings settings, String policy, Clock clock) {
        this.policy = policy;
        this.epochName = RecordName.ofEpoch(settings.records().get(0).name());
        this.api = new Route53Api(Route53Clients.build(settings), settings.hostedZoneId(), clock);
    }

    private interface ReadCall {
        void send() throws Route53Api.Failed;
    }

    /** What is refused, or cannot be asked. */
    public List<DryCall> ask() {
        List<DryCall> found = new ArrayList<>();
        problem("ListResourceRecordSets", () -> api.list(epochName, null, null, RequestBudget.READ), false)
                .ifPresent(found::add);
        problem("GetChange", () -> api.inSync(NO_CHANGE), true).ifPresent(found::add);
        return found;
    }

    private Optional<DryCall> problem(String name, ReadCall call, boolean notFoundIsAnAnswer) {
        try {
            call.send();
            return Optional.empty();
        } catch (Route53Api.Failed e) {
            StepResult kind = e.fault().kind();
            boolean answered = notFoundIsAnAnswer && kind == StepResult.NOT_FOUND;
            // Who is throttled may ask; when is another question.
            return answered || kind == StepResult.THROTTLED
                    ? Optional.empty()
                    : Optional.of(DryCall.of(ReadinessReason.AWS_RIGHTS, policy, name + ": " + e.getMessage()));
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
