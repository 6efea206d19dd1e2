package dev.temporalfailover.loop;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decide;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Planner;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.PlanPrinter;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.Switches;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One policy's loop: gather, decide, plan, apply, verify, record. {@link #tick} is one step; it runs on the policy's own
 * thread ({@link LoopThread}) and nothing else calls it, so the switches behind it need no locks.
 */
public final class FailoverLoop {
    private final FailoverPolicy policy;
    private final Identity self;
    private final RouteSwitch routes;
    private final Switches switches;
    private final Planner planner;
    private final Leadership leadership;
    private final IntentStore intents;
    private final Telemetry telemetry;
    private final Journal journal;
    private final Consumer<PolicyStatus> published;
    private final TrafficReader readings;
    private final Progress progress;
    private final Effects effects;
    private final Applier applier;
    private final Supplier<Moment> clock;
    private final Supplier<Elsewhere> elsewhere;
    private final StoredTakeover takeover;
    private final Requests requests;
    private final Sighting sighting = new Sighting();
    private boolean intentsSeen;
    private volatile Judgement judgement = Judgement.NONE;

    /** The identity of this instance. */
    public record Identity(String region, String instance) {}

    /** What a loop works with. */
    public record Parts(
            DnsSwitch dns,
            RouteSwitch routes,
            Leadership leadership,
            IntentStore intents,
            Telemetry telemetry,
            Journal journal,
            Consumer<PolicyStatus> published,
            Supplier<Moment> clock,
            RandomGenerator random,
            Supplier<Elsewhere> elsewhere) {}

    public FailoverLoop(FailoverPolicy policy, Identity self, Parts parts, LoopTimes times) {
        this.policy = policy;
        this.self = self;
        this.routes = parts.routes();
        this.leadership = parts.leadership();
        this.intents = parts.intents();
        this.telemetry = parts.telemetry();
        this.journal = parts.journal();
        this.published = parts.published();
        this.takeover = new StoredTakeover(policy.name(), parts.intents(), parts.clock());
        this.switches = new Switches(takeover, parts.dns(), routes);
        this.planner = new Planner(policy, parts.dns().recordName(), self.instance());
        this.requests = new Requests(policy, parts.intents(), telemetry);
        this.clock = parts.clock();
        this.elsewhere = parts.elsewhere();
        this.readings =
                new TrafficReader(policy.name(), parts.dns(), routes, telemetry, times.readInterval(), parts.random());
        this.progress = new Progress(policy.name(), telemetry);
        this.effects = effects(times);
        this.applier = new Applier(policy.name(), self.instance(), parts, switches, readings, effects);
    }

    private Effects effects(LoopTimes times) {
        String name = policy.name();
        Duration late = times.insyncTimeout();
        return new Effects(
                new DnsEffect(name, telemetry, switches.dns(), late, progress),
                new RouteEffects(name, telemetry, routes, times.effectiveWithin(), progress::line),
                new TakeoverEffect(name, telemetry, takeover, switches.dns(), late, progress),
                progress);
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
        readings.hear(elsewhere.get());
        readings.read(leads, now);
        applier.confirm(leads, now);
        Situation situation = gather(leads, now);
        Decision decision = Decide.decide(situation, policy, now);
        Plan plan = planner.plan(decision, situation, readings.routes(), now);
        if (!plan.steps().isEmpty()) {
            publish(situation, decision, now);
        }
        if (applier.apply(plan, decision, situation, now)) {
            // The record cannot be written: whether a takeover is the claim instead must not wait for the next tick.
            situation = gather(leads, now);
            applier.apply(planner.plan(decision, situation, readings.routes(), now), decision, situation, now);
        }
        effects.routes().follow(leads, readings.routes(), readings.dns().epoch(), now);
        verify(clock.get());
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
        Situation present = gather(true, now);
        String from = present.dns().epoch().map(EpochRecord::active).orElse("");
        Decision.Shift wish = new Decision.Shift(
                Decision.Reason.REQUESTED,
                from,
                to,
                false,
                false,
                "dry run",
                List.of(),
                policy.isBack(from, to) ? policy.nextStep(from, to, 0) : 100);
        Plan plan = from.equals(to) ? Plan.NOTHING : planner.plan(wish, present, readings.routes(), now);
        return PlanPrinter.print(plan, switches);
    }

    private Situation gather(boolean leads, Moment now) {
        DnsReading record = readings.dns();
        return new Situation(
                self.region(),
                leads,
                judgement.verdicts(),
                record,
                sighting.sinceSwitch(record.epoch(), now),
                intents.read(policy.name()).withTakeover(takeover.read()).at(now.wall()),
                leads ? leadership.since() : now.steady(),
                elsewhere.get(),
                sighting.sinceChange(record.epoch(), now));
    }

    private void verify(Moment now) {
        effects.dns().verify(readings.dns().epoch(), now).ifPresent(journal::alarm);
        effects.takeover().verify(takeover.read(), now).ifPresent(journal::alarm);
        effects.routes().verify(now).ifPresent(journal::alarm);
    }

    /** About the mesh and the routes' claims, and what keeps us from leading. */
    private List<String> advice() {
        Stream<String> claims = readings.routes().stream()
                .filter(route -> route.takeover().isPresent())
                .map(route -> route.id() + " follows epoch " + route.claim() + ", not the record's own region");
        return Stream.of(Stream.of(leadership.trouble()), claims, routes.advice().stream())
                .flatMap(lines -> lines)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private void record(Situation s, Decision decision, Moment now) {
        journal.judged(s.verdicts());
        telemetry.decision(policy.name(), decision);
        telemetry.leader(s.leader());
        telemetry.intents(policy.name(), s.intents());
        List<String> takenOver = s.takenOver();
        policy.regions().stream()
                .filter(region -> !region.equals(self.region()))
                .forEach(region -> telemetry.takeover(policy.name(), region, takenOver.contains(region)));
        journal.decided(decision);
        if (s.leader()) {
            readings.tell(journal);
        }
        publish(s, decision, now);
    }

    private void publish(Situation s, Decision decision, Moment now) {
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
                progress.lines(),
                progress.stages(),
                advice(),
                s.elsewhere(),
                s.leader() ? judgement.observers() : Observers.NONE,
                now));
    }
}
