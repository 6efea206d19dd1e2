package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.observe.JudgedPolicy;
import dev.temporalfailover.observe.Observatory;
import dev.temporalfailover.observe.Voting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The judging part of a witness, for the simulation: no loop, no Lease, no switches. */
public final class SimulatedWitness {
    private final Observatory observatory;
    private final String policy;
    private Map<String, RegionVerdict> verdicts = Map.of();

    public SimulatedWitness(FailoverPolicy policy, Thresholds thresholds, Duration staleAfter) {
        this.policy = policy.name();
        observatory = new Observatory(
                List.of(new JudgedPolicy(policy.name(), policy.regions(), thresholds, Set.of(Service.FRONTEND))),
                target -> staleAfter,
                Voting.ALONE);
    }

    /** Takes a probe's result in. True if a verdict may have changed. */
    public boolean accept(ProbeResult result, Duration now) {
        boolean changed = observatory.accept(result, now);
        if (changed) {
            verdicts = observatory.judgeChanged(now).get(policy).verdicts();
        }
        return changed;
    }

    /** Judges everything again. */
    public void judge(Duration now) {
        verdicts = observatory.judgeAll(now).get(policy).verdicts();
    }

    public Map<String, RegionVerdict> verdicts() {
        return verdicts;
    }
}
