package dev.temporalfailover.simulation.setting;

import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.loop.LoopTimes;
import dev.temporalfailover.observe.JudgedPolicy;
import dev.temporalfailover.observe.Observatory;
import dev.temporalfailover.observe.Voting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The judging part of a witness, for the simulation: no loop, no Lease, no switches. */
public final class SimulatedWitness {
    private final Observatory observatory;
    private final String policy;
    private final Duration judgedWithin;
    private Map<String, RegionVerdict> verdicts = Map.of();

    public SimulatedWitness(FailoverPolicy policy, Thresholds thresholds, Duration staleAfter, Duration tick) {
        this.policy = policy.name();
        this.judgedWithin = new LoopTimes(tick, tick, tick, tick, tick).judgedWithin();
        observatory = new Observatory(
                List.of(new JudgedPolicy(
                        policy.name(),
                        policy.regions(),
                        thresholds,
                        Set.of(Service.FRONTEND),
                        "witness",
                        judgedWithin)),
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

    /** Its verdicts as they count now. */
    public Map<String, RegionVerdict> said(Duration now) {
        Map<String, RegionVerdict> said = new TreeMap<>();
        verdicts.forEach((region, verdict) -> said.put(region, verdict.asOf(now, judgedWithin)));
        return said;
    }

    public Map<String, RegionVerdict> verdicts() {
        return verdicts;
    }
}
