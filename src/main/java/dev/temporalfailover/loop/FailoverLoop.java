package dev.temporalfailover.loop;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.OldConnections;
import dev.temporalfailover.failover.decision.Decide;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Followers;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Planner;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.StatusReports;
import dev.temporalfailover.failover.status.TemporalState;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.NamespaceSwitch;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.Switches;
import dev.temporalfailover.traffic.WorkerSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One policy's loop: gather, decide, plan, apply, verify, record. {@link #tick} is one step; it runs on the policy's own
 * thread ({@link LoopThread}) and nothing else calls it, so the switches behind it need no locks.
 */
public final class FailoverLoop {
    private final FailoverPolicy policy;
    private final Identity self;
    private final Switches switches;
    private final Planner planner;
    private final DryRun dryRun;
    private final Leadership leadership;
    private final IntentStore intents;
    private final Telemetry telemetry;
    private final Journal journal;
    private final Consumer<PolicyStatus> published;
    private final TrafficReader readings;
    private final Progress progress;
    private final Effects effects;
    private final Applier applier;
    private final Clock clock;
    private final Supplier<Elsewhere> elsewhere;
    private final Supplier<List<OldConnections>> left;
    private final StoredTakeover takeover;
    private final Requests requests;
    private final Sighting sighting;
    private final Duration judgedWithin;
    private boolean intentsSeen;
    private volatile Judgement judgement = Judgement.NONE;

    /** The identity of this instance. */
    public record Identity(String region, String instance) {}

    /**
     * What a loop works with.
     *
     * @param left what was last told of clients that are connected to regions that were left
     */
    public record Parts(
            DnsSwitch dns,
            NamespaceSwitch namespaces,
            RouteSwitch routes,
            WorkerSwitch workers,
            Leadership leadership,
            IntentStore intents,
            Telemetry telemetry,
            Journal journal,
            Consumer<PolicyStatus> published,
            Clock clock,
            RandomGenerator random,
            Supplier<Elsewhere> elsewhere,
            Supplier<List<OldConnections>> left) {}

    public FailoverLoop(FailoverPolicy policy, Identity self, Parts parts, LoopTimes times) {
        this.policy = policy;
        this.sighting = new Sighting(policy.limits().holdDown());
        this.self = self;
        this.leadership = parts.leadership();
        this.intents = parts.intents();
        this.telemetry = parts.telemetry();
        this.journal = parts.journal();
        this.published = parts.published();
        this.takeover = new StoredTakeover(
                policy.name(),
                t -> policy.regions().contains(t.from()) && !t.from().equals(self.region()),
                parts.intents(),
                parts.clock());
        this.switches = new Switches(takeover, parts.dns(), parts.namespaces(), parts.routes(), parts.workers());
        this.planner = new Planner(policy, parts.dns().recordName(), self.instance());
        this.dryRun = new DryRun(policy, planner, switches);
        this.requests = new Requests(policy, parts.intents(), telemetry);
        this.clock = parts.clock();
        this.elsewhere = parts.elsewhere();
        this.readings =
                new TrafficReader(policy, self.region(), switches, telemetry, times.readInterval(), parts.random());
        this.judgedWithin = times.judgedWithin();
        this.effects = Effects.of(policy, telemetry, switches, takeover, times);
        this.progress = effects.progress();
        this.left = parts.left();
        this.applier = new Applier(policy.name(), self.instance(), parts, switches, readings, effects);
    }

    /** From the judge thread; the next tick uses it. True if a verdict differs from before, so that it should be now. */
    public boolean judged(Judgement now) {
        Judgement before = judgement;
        judgement = now;
        return now.differs(before);
    }

    /** The routes changed behind us; the next tick reads them. */
    public void routesChanged() {
        readings.routesAgain();
    }

    /** One step of the flow. */
    public void tick(Moment now) {
        // A hold that was never read may exist: without the intents this instance does not act.
        intentsSeen |= intents.live();
        boolean leads = intentsSeen && leadership.leads();
        readings.hear(elsewhere.get(), now);
        readings.read(leads, now);
        applier.confirm(leads, now);
        Situation situation = gather(leads, now);
        Decision decision = Decide.decide(situation, policy, now);
        Plan plan = planner.plan(decision, situation, followers(now), now);
        if (!plan.steps().isEmpty()) {
            publish(situation, decision, now);
        }
        if (applier.apply(plan, decision, situation, now)) {
            // The record cannot be written: whether a takeover is the claim instead must not wait for the next tick.
            situation = gather(leads, now);
            applier.apply(planner.plan(decision, situation, followers(now), now), decision, situation, now);
        }
        effects.routes().follow(leads, readings.routes(), readings.dns().epoch(), now);
        effects.verify(
                leads, readings.dns().epoch(), takeover.read(), readings.workers(), left.get(), journal, clock.now());
        situation = gather(leads, now);
        record(situation, decision, now);
        if (leads) {
            takeover.again();
            requests.settle(situation);
        }
    }

    /** How long the loop may rest before its next tick: until a route is to be asked about, at most {@code longest}. */
    Duration rest(Moment now, Duration longest) {
        return effects.routes().rest(now, longest);
    }

    /** What a requested move would do now: the same rules and plan, without apply. */
    public PrintedPlan dryRun(String to, Moment now) {
        return dryRun.plan(to, gather(true, now), followers(now), now);
    }

    /** The rules that would stop this request now, if this instance leads; empty if it does not. */
    public Optional<List<Decision.Rule>> against(Request request, Moment now) {
        return intentsSeen && leadership.leads()
                ? Optional.of(dryRun.against(request, gather(true, now), now))
                : Optional.empty();
    }

    private Situation gather(boolean leads, Moment now) {
        DnsReading record = readings.dns();
        return new Situation(
                self.region(),
                leads,
                judgement.asOf(now.steady(), judgedWithin).verdicts(),
                record,
                sighting.sinceSwitch(record.epoch(), now),
                intents.read(policy.name()).withTakeover(takeover.read()).at(now.wall()),
                leads ? leadership.since() : now.steady(),
                readings.believed(elsewhere.get()),
                sighting.sinceChange(record.epoch(), now),
                requests.fenced(intentsSeen, leadership.leads()),
                readings.replication(elsewhere.get()));
    }

    private Followers followers(Moment now) {
        return readings.followers(takeover.read(), elsewhere.get(), now);
    }

    private void record(Situation s, Decision decision, Moment now) {
        journal.judged(s.verdicts());
        s.verdicts().values().forEach(verdict -> telemetry.judged(policy.name(), verdict, now.steady()));
        telemetry.decision(policy.name(), decision);
        telemetry.leader(s.leader());
        requests.tell(s, leadership.leads(), journal);
        List<String> takenOver = s.takenOver();
        policy.regions().stream()
                .filter(region -> !region.equals(self.region()))
                .forEach(region -> telemetry.takeover(policy.name(), region, takenOver.contains(region)));
        journal.decided(decision);
        journal.state("takeover", takeover.refused().isEmpty() ? "" : "refused", takeover.refused());
        if (s.leader()) {
            readings.tell(journal, now);
        }
        publish(s, decision, now);
    }

    private void publish(Situation s, Decision decision, Moment now) {
        // What progress tells is about our own last change, which another one may have followed.
        boolean present = journal.ownIsNewest(readings.dns().epoch());
        published.accept(new PolicyStatus(
                policy,
                s.verdicts(),
                readings.dns(),
                effects.dns().resolved(readings.dns().epoch()),
                readings.routes(),
                effects.routes().effects(),
                decision,
                s.intents(),
                s.leader(),
                leadership.holder(),
                s.takenOver(),
                present ? progress.lines() : List.of(),
                present ? progress.stages() : Map.of(),
                readings.advice(leadership.trouble(), intents.trouble(policy.name())),
                s.elsewhere(),
                s.leader() ? judgement.observers() : Observers.NONE,
                now,
                new TemporalState(
                        followers(now).namespaces(),
                        s.replication(),
                        readings.watch(),
                        readings.pollers(),
                        readings.workers()),
                StatusReports.NONE));
    }
}
