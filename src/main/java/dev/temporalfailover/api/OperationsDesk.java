package dev.temporalfailover.api;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.runbook.Desk;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The running service as a runbook sees it. */
record OperationsDesk(Operations operations) implements Desk {

    @Override
    public Instant now() {
        return operations.now().wall();
    }

    @Override
    public List<State> policies() {
        return operations.status().stream()
                .map(s -> new State(
                        s.policy(),
                        s.dns().epoch().map(EpochRecord::active),
                        s.verdicts().values().stream()
                                .filter(v -> v.verdict() == Verdict.HEALTHY)
                                .map(RegionVerdict::region)
                                .collect(Collectors.toSet())))
                .toList();
    }

    @Override
    public Intents intend(String policy, UnaryOperator<Intents> change) {
        return operations.intend(policy, change);
    }

    @Override
    public void probeNow(String region) {
        operations.probeNow(region);
    }
}
