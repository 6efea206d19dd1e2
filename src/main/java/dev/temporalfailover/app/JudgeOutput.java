package dev.temporalfailover.app;

import dev.temporalfailover.exchange.GrpcExchange;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.loop.LoopThread;
import dev.temporalfailover.observe.JudgeListener;
import dev.temporalfailover.telemetry.ProbeTelemetry;
import dev.temporalfailover.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Joins the judge to the loops, the metrics and the exchange.
 *
 * @param exchange asked only after the start: the exchange itself needs the judge
 */
record JudgeOutput(
        Map<String, LoopThread> loops,
        Telemetry telemetry,
        ProbeTelemetry probes,
        Supplier<Optional<GrpcExchange>> exchange)
        implements JudgeListener {

    @Override
    public void judged(String policy, Judgement judgement) {
        judgement.verdicts().values().forEach(verdict -> telemetry.verdict(policy, verdict));
        LoopThread loop = loops.get(policy);
        if (loop.loop().judged(judgement)) {
            loop.wake();
        }
    }

    @Override
    public void voted(List<PolicyVote> own, Duration at) {
        exchange.get().ifPresent(it -> it.voted(own, at));
    }

    @Override
    public void observers(Set<String> all) {
        exchange.get().ifPresent(it -> it.observers(List.copyOf(all)));
    }

    @Override
    public void dropped() {
        probes.dropped();
    }
}
