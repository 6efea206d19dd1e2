package dev.temporalfailover.loop;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decide;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.PlanPrinter;
import dev.temporalfailover.traffic.RouteSwitch;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    private final DnsSwitch dns;
    private final RouteSwitch routes;
    private final Leadership leadership;
    private final IntentStore intents;
    private final Telemetry telemetry;
    private final Journal journal;
    private final Consumer<PolicyStatus> published;
    private final TrafficReader readings;
    private final DnsEffect switching;
    private final RouteEffects watch;
    private final Applier actuation;
    private final Supplier<Moment> clock;
    private final Supplier<Elsewhere> elsewhere;
    private final Takeovers takeovers;
    private final Sighting sighting = new Sighting();
    private boolean intentsSeen;
    private volatile Judgement judgement = Judgement.NONE;

    /** Who this instance is. */
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
        this.dns = parts.dns();
        this.routes = parts.routes();
        this.leadership = parts.leadership();
        this.intents = parts.intents();
        this.telemetry = parts.telemetry();
        this.journal = parts.journal();
        this.published = parts.published();
        this.takeovers = new Takeovers(policy, self.region(), parts.intents());
        this.clock = parts.clock();
        this.elsewhere = parts.elsewhere();
        this.readings = new TrafficReader(policy.name(), dns, routes, telemetry, times.readInterval(), parts.random());
        this.switching = new DnsEffect(policy.name(), telemetry, dns, times.insyncTimeout());
        this.watch = new RouteEffects(policy.name(), telemetry, routes, times.effectiveWithin(), switching::line);
        this.actuation = new Applier(policy.name(), self.instance(), parts, readings, switching, watch, takeovers);
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
        // A hold that was never read may exist: without the intents nobody acts.
        intentsSeen |= intents.live();
        boolean leads = intentsSeen && leadership.leads();
        readings.hear(elsewhere.get());
        readings.read(leads, now);
        actuation.confirm(leads, now);
        Situation situation = gather(leads, now);
        Decision decision = Decide.decide(situation, policy, now);
        Plan plan = plan(decision, situation, now);
        if (!plan.steps().isEmpty()) {
            publish(situation, decision, now);
        }
        actuation.apply(plan, decision, situation, now);
        watch.follow(leads, readings.routes(), readings.dns().epoch().orElse(null), now);
        verify(clock.get());
        record(situation, decision, now);
        settle(situation, now);
    }

    /** How long the loop may rest before its next tick: until a route is to be asked about, at most {@code longest}. */
    Duration rest(Moment now, Duration longest) {
        return watch.rest(now, longest);
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
        return PlanPrinter.print(from.equals(to) ? Plan.NOTHING : plan(wish, present, now), dns, routes);
    }

    private Situation gather(boolean leads, Moment now) {
        DnsReading record = readings.dns();
        return new Situation(
                self.region(),
                leads,
                judgement.verdicts(),
                record,
                sighting.sinceSwitch(record.epoch(), now),
                takeovers.merged(intents.read(policy.name())).at(now.wall()),
                leads ? leadership.since() : now.steady(),
                elsewhere.get(),
                sighting.sinceChange(record.epoch(), now));
    }

    private Plan plan(Decision decision, Situation s, Moment now) {
        return Plan.plan(
                decision, s.dns(), readings.routes(), policy, dns.recordName(), self.instance(), s.leader(), now);
    }

    private void verify(Moment now) {
        journal.alarm(policy.name(), switching.verify(readings.dns().epoch(), now));
        journal.alarm(policy.name(), watch.verify(now));
    }

    /** Intents that the record has overtaken. */
    private void settle(Situation s, Moment now) {
        if (!s.leader()) {
            return;
        }
        takeovers.follow(readings.dns(), s.intents(), own(s), now);
        Optional<EpochRecord> record = readings.dns().epoch();
        Optional<Intents.Request> done =
                s.intents().request().filter(r -> record.isPresent() && takeovers.fulfilled(r, record.get()));
        if (done.isEmpty()) {
            return;
        }
        if (!done.get().automatic()) {
            takeovers.giveBack(readings.dns());
        }
        try {
            intents.update(
                    policy.name(),
                    stored -> stored.request().equals(done) ? stored.withRequest(Optional.empty()) : stored);
        } catch (UncheckedIOException later) {
            // It asks for what already is, so it does no harm until a later tick clears it or it expires.
            telemetry.read("kubernetes", false);
        }
    }

    /** About the mesh, and what keeps us from leading. */
    private List<String> advice() {
        String trouble = leadership.trouble();
        List<String> mesh = routes.advice();
        return trouble.isEmpty()
                ? mesh
                : Stream.concat(Stream.of(trouble), mesh.stream()).toList();
    }

    private Verdict own(Situation s) {
        return s.verdict(self.region()).verdict();
    }

    private void record(Situation s, Decision decision, Moment now) {
        journal.judged(policy.name(), s.verdicts());
        telemetry.decision(policy.name(), decision);
        telemetry.leader(s.leader());
        telemetry.intents(policy.name(), s.intents());
        journal.decided(policy.name(), decision);
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
                switching.resolved(readings.dns().epoch()),
                readings.routes(),
                watch.effects(),
                decision,
                s.intents(),
                s.leader(),
                leadership.holder(),
                s.intents()
                        .takeover()
                        .filter(t -> Takeovers.stands(own(s)))
                        .map(t -> List.of(t.from()))
                        .orElse(List.of()),
                switching.lines(),
                switching.stages(),
                advice(),
                s.elsewhere(),
                s.leader() ? judgement.observers() : Observers.NONE,
                now));
    }
}
