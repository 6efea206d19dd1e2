package dev.temporalfailover.app;

import dev.temporalfailover.exchange.GrpcExchange;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.loop.LoopThread;
import dev.temporalfailover.observe.JudgeListener;
import dev.temporalfailover.telemetry.ProbeTelemetry;
import dev.temporalfailover.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Joins the judge to the loops, the metrics and the exchange. */
final class JudgeOutput implements JudgeListener {
    private final Map<String, LoopThread> loops;
    private final Telemetry telemetry;
    private final ProbeTelemetry probes;
    private final Supplier<Optional<GrpcExchange>> exchange;

    /** @param exchange asked only after the start: the exchange itself needs the judge */
    JudgeOutput(
            Map<String, LoopThread> loops,
            Telemetry telemetry,
            ProbeTelemetry probes,
            Supplier<Optional<GrpcExchange>> exchange) {
        this.loops = loops;
        this.telemetry = telemetry;
        this.probes = probes;
        this.exchange = exchange;
    }

    @Override
    public void judged(String policy, Judgement judgement) {
        judgement.verdicts().values().forEach(verdict -> telemetry.verdict(policy, verdict));
        LoopThread loop = loops.get(policy);
        if (loop.loop().judged(judgement)) {
            loop.wake();
        }
    }

    @Override
    public void voted(List<PolicyVote> own) {
        exchange.get().ifPresent(it -> it.voted(own));
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
