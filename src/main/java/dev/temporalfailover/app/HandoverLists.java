package dev.temporalfailover.app;

import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.ReadinessReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the own cluster tells its leader which handovers run: who may not list them in {@code temporal-system} can hand
 * nothing over. By policy. Any thread.
 */
final class HandoverLists {
    /** One answer that is lost is no fault: the list is asked for every two seconds. */
    static final Duration LASTS = Duration.ofSeconds(10);

    private final Map<String, Failing> failing = new ConcurrentHashMap<>();

    private record Failing(Duration since, String problem) {}

    /** @param problem why the list was not given; empty if it was */
    void read(String policy, String problem, Duration now) {
        failing.compute(
                policy,
                (name, before) ->
                        problem.isEmpty() ? null : new Failing(before == null ? now : before.since(), problem));
    }

    /** What stands against each move of the policy. */
    List<DryCall> faults(String policy, Duration now) {
        Failing found = failing.get(policy);
        if (found == null || now.minus(found.since()).compareTo(LASTS) < 0) {
            return List.of();
        }
        return List.of(DryCall.of(
                ReadinessReason.HANDOVERS,
                policy,
                "planned moves cannot hand namespaces over: the own cluster does not list the running handovers in"
                        + " temporal-system: " + found.problem()));
    }
}
