package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.observe.Observatory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The judging part of a witness, for the simulation: no loop, no Lease, no switches. */
public final class SimulatedWitness {
    private final Observatory observatory;
    private Map<String, RegionVerdict> verdicts = Map.of();

    public SimulatedWitness(FailoverPolicy policy, Thresholds thresholds, Duration staleAfter) {
        observatory = new Observatory(policy.regions(), thresholds, Set.of(Service.FRONTEND), target -> staleAfter);
    }

    /** Takes a probe's result in. True if a verdict may have changed. */
    public boolean accept(ProbeResult result, Duration now) {
        boolean changed = observatory.accept(result, now);
        if (changed) {
            verdicts = observatory.judgeRegion(result.target().region(), now).verdicts();
        }
        return changed;
    }

    /** Judges everything again. */
    public void judge(Duration now) {
        verdicts = observatory.judgeAll(now).verdicts();
    }

    public Map<String, RegionVerdict> verdicts() {
        return verdicts;
    }
}
