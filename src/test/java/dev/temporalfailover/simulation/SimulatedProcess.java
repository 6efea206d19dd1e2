package dev.temporalfailover.simulation;

import dev.temporalfailover.app.Wiring;
import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.loop.FailoverLoop;
import dev.temporalfailover.loop.Journal;
import dev.temporalfailover.loop.LoopTimes;
import dev.temporalfailover.observe.JudgedPolicy;
import dev.temporalfailover.observe.Observatory;
import dev.temporalfailover.observe.Voting;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.RouteSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The deciding parts of one instance, joined as {@link Wiring} joins them but without threads, for the simulation. */
public final class SimulatedProcess {
    private final Observatory observatory;
    private final FailoverLoop loop;
    private final String policy;
    private final UnaryOperator<Map<String, RegionVerdict>> fed;
    private Map<String, RegionVerdict> verdicts = Map.of();
    private boolean leads;

    /**
     * The world outside.
     *
     * @param event takes alarms and notes
     * @param fed what the loop is told of the verdicts; the identity unless a rule is to be removed
     */
    public record Outside(
            DnsSwitch dns,
            RouteSwitch routes,
            Leadership leadership,
            IntentStore intents,
            Telemetry telemetry,
            Consumer<AuditEntry> audit,
            BiConsumer<String, String> event,
            Consumer<PolicyStatus> published,
            Supplier<Moment> clock,
            RandomGenerator random,
            Supplier<Elsewhere> elsewhere,
            UnaryOperator<Map<String, RegionVerdict>> fed) {}

    /** Times as configured. */
    public record Times(Duration tick, Duration readInterval, Duration insyncTimeout, Duration staleAfter) {}

    public SimulatedProcess(
            FailoverPolicy policy,
            Thresholds thresholds,
            Quorum quorum,
            String region,
            String instance,
            Times times,
            Outside o) {
        fed = o.fed();
        observatory = new Observatory(
                List.of(new JudgedPolicy(policy.name(), policy.regions(), thresholds, Set.of(Service.FRONTEND))),
                target -> times.staleAfter(),
                new Voting(instance, quorum.policy(), quorum.forgetAfter(), target -> true));
        this.policy = policy.name();
        Journal journal = new Journal(policy.name(), o.audit(), o.event());
        loop = new FailoverLoop(
                policy,
                new FailoverLoop.Identity(region, instance),
                new FailoverLoop.Parts(
                        o.dns(),
                        o.routes(),
                        o.leadership(),
                        o.intents(),
                        o.telemetry(),
                        journal,
                        o.published(),
                        o.clock(),
                        o.random(),
                        o.elsewhere()),
                new LoopTimes(times.tick(), times.readInterval(), times.insyncTimeout(), Duration.ofSeconds(10)));
    }

    /** When the votes of a region's observers make a verdict. */
    public record Quorum(QuorumPolicy policy, Duration forgetAfter) {}

    /** What a probe's result or a report changed. */
    public enum Change {
        NOTHING,
        /** A vote of this instance, so that its leader should be told. */
        VOTE,
        /** A region's verdict too, so that the loop is to tick now. */
        VERDICT
    }

    /** Takes a probe's result in, as the judge thread does. */
    public Change accept(ProbeResult result, Duration now) {
        if (!observatory.accept(result, now)) {
            return Change.NOTHING;
        }
        return tell(observatory.judgeChanged(now)) ? Change.VERDICT : Change.VOTE;
    }

    /** Takes another observer's report in; it is ignored while this instance does not lead. True if the loop is to tick now. */
    public boolean report(String observer, boolean afresh, List<Vote> changed, List<Target> gone, Duration now) {
        List<PolicyVote> votes =
                changed.stream().map(vote -> new PolicyVote(policy, vote)).toList();
        observatory.report(observer, afresh, votes, gone, now);
        return tell(observatory.judgeChanged(now));
    }

    /** False if an observer's changes are worth nothing, as its other votes are not here. */
    public boolean knows(String observer) {
        return observatory.knows(observer);
    }

    /** Another observer ended in good order. */
    public boolean left(String observer, Duration now) {
        observatory.left(observer);
        return tell(observatory.judgeChanged(now));
    }

    /** Whether it judges by the votes of all observers of its region. True if the loop is to tick now. */
    public boolean leads(boolean now, Duration at) {
        observatory.leads(now);
        if (leads == now) {
            return false;
        }
        leads = now;
        judge(at);
        return true;
    }

    /** This instance's own votes. */
    public List<Vote> votes(Duration now) {
        return observatory.votes(now).stream().map(PolicyVote::vote).toList();
    }

    /** Judges everything again. True if the loop is to tick now. */
    public boolean judge(Duration now) {
        return tell(observatory.judgeAll(now));
    }

    /** The real verdicts, whatever the loop was told. */
    public Map<String, RegionVerdict> verdicts() {
        return verdicts;
    }

    /** The loop's step. */
    public void tick(Moment now) {
        loop.tick(now);
    }

    /** A watched route changed. */
    public void routesChanged() {
        loop.routesChanged();
    }

    private boolean tell(Map<String, Judgement> byPolicy) {
        Judgement judged = byPolicy.get(policy);
        if (judged == null) {
            return false;
        }
        verdicts = judged.verdicts();
        return loop.judged(new Judgement(fed.apply(verdicts), judged.observers(), judged.at()));
    }
}
