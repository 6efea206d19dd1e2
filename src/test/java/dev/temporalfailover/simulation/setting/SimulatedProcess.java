package dev.temporalfailover.simulation.setting;

import dev.temporalfailover.app.Wiring;
import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Observers;
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
import dev.temporalfailover.traffic.NamespaceSwitch;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.WorkerSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The deciding parts of one instance, joined as {@link Wiring} joins them but without threads, for the simulation. */
public final class SimulatedProcess {
    private final Observatory observatory;
    private final FailoverLoop loop;
    private final String policy;
    private final UnaryOperator<Map<String, RegionVerdict>> fed;
    private final Duration judgedWithin;
    private Map<String, RegionVerdict> verdicts = Map.of();
    private Observers observers = Observers.NONE;
    private boolean leads;

    /**
     * The world outside.
     *
     * @param event takes alarms and notes
     * @param fed what the loop is told of the verdicts; the identity unless a rule is to be removed
     * @param configured whether its own configuration names a target
     */
    public record Outside(
            DnsSwitch dns,
            NamespaceSwitch namespaces,
            RouteSwitch routes,
            WorkerSwitch workers,
            Leadership leadership,
            IntentStore intents,
            Telemetry telemetry,
            Consumer<AuditEntry> audit,
            BiConsumer<String, String> event,
            Consumer<PolicyStatus> published,
            Clock clock,
            RandomGenerator random,
            Supplier<Elsewhere> elsewhere,
            UnaryOperator<Map<String, RegionVerdict>> fed,
            Predicate<Target> configured,
            String judgesFrom) {}

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
        LoopTimes loopTimes = new LoopTimes(
                times.tick(),
                times.readInterval(),
                times.insyncTimeout(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(370));
        judgedWithin = loopTimes.judgedWithin();
        observatory = new Observatory(
                List.of(new JudgedPolicy(
                        policy.name(),
                        policy.regions(),
                        thresholds,
                        Set.of(Service.FRONTEND),
                        o.judgesFrom(),
                        judgedWithin)),
                target -> times.staleAfter(),
                new Voting(instance, quorum.policy(), quorum.forgetAfter(), target -> true, o.configured()));
        this.policy = policy.name();
        Journal journal = new Journal(policy.name(), o.audit(), o.event());
        loop = new FailoverLoop(
                policy,
                new FailoverLoop.Identity(region, instance),
                new FailoverLoop.Parts(
                        o.dns(),
                        o.namespaces(),
                        o.routes(),
                        o.workers(),
                        o.leadership(),
                        o.intents(),
                        o.telemetry(),
                        journal,
                        o.published(),
                        o.clock(),
                        o.random(),
                        o.elsewhere(),
                        List::of),
                loopTimes);
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

    /** When the votes of an observer were judged. */
    public void judgedAt(String observer, Duration judged, Duration now) {
        observatory.judgedAt(observer, judged, now);
    }

    /** The same verdicts, as if they had been judged now. */
    public static Map<String, RegionVerdict> judgedAgain(Map<String, RegionVerdict> judged, Duration now) {
        Map<String, RegionVerdict> again = new TreeMap<>();
        judged.forEach((region, v) -> again.put(
                region,
                new RegionVerdict(
                        region, v.verdict(), v.since(), v.tier(), v.why(), v.evidence(), v.failingSince(), now)));
        return again;
    }

    /** The real verdicts, as they count now. */
    public Map<String, RegionVerdict> said(Duration now) {
        Map<String, RegionVerdict> said = new TreeMap<>();
        verdicts.forEach((region, verdict) -> said.put(region, verdict.asOf(now, judgedWithin)));
        return said;
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
    public List<Vote> votes() {
        return observatory.votes().stream().map(PolicyVote::vote).toList();
    }

    /** Judges everything again. True if the loop is to tick now. */
    public boolean judge(Duration now) {
        return tell(observatory.judgeAll(now));
    }

    /** The real verdicts, whatever the loop was told. */
    public Map<String, RegionVerdict> verdicts() {
        return verdicts;
    }

    /**
     * The loop's step.
     *
     * @param ageless its verdicts count as if they had been judged now
     */
    public void tick(Moment now, boolean ageless) {
        if (ageless) {
            loop.judged(new Judgement(judgedAgain(verdicts, now.steady()), observers, now.steady()));
        }
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
        observers = judged.observers();
        return loop.judged(new Judgement(fed.apply(verdicts), judged.observers(), judged.at()));
    }
}
