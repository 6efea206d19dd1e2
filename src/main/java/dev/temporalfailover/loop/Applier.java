package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.pace.Backoff;
import dev.temporalfailover.failover.plan.Invariants;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The one place that moves traffic: carries a plan out, step by step, and writes down how it ended. */
final class Applier {
    private static final StepOutcome UNREADABLE =
            new StepOutcome(StepOutcome.Kind.UNAVAILABLE, "the record cannot be read", "");

    private final String policy;
    private final String instance;
    private final DnsSwitch dns;
    private final RouteSwitch routes;
    private final BooleanSupplier leads;
    private final Telemetry telemetry;
    private final Journal journal;
    private final TrafficReader readings;
    private final DnsEffect switching;
    private final RouteEffects watch;
    private final Takeovers takeovers;
    private final Supplier<Moment> clock;
    private final RandomGenerator random;
    private Backoff backoff = Backoff.of(Duration.ofMillis(250), Duration.ofSeconds(10));
    private Journal.Attempt unanswered;

    Applier(
            String policy,
            String instance,
            FailoverLoop.Parts parts,
            TrafficReader readings,
            DnsEffect switching,
            RouteEffects watch,
            Takeovers takeovers) {
        this.policy = policy;
        this.instance = instance;
        this.dns = parts.dns();
        this.routes = parts.routes();
        this.leads = parts.leadership()::leads;
        this.telemetry = parts.telemetry();
        this.journal = parts.journal();
        this.readings = readings;
        this.switching = switching;
        this.watch = watch;
        this.takeovers = takeovers;
        this.random = parts.random();
        this.clock = parts.clock();
    }

    /** Applies the plan's steps in order and stops at the first that fails; the next tick plans again from what is true. */
    void apply(Plan plan, Decision decision, Situation s, Moment now) {
        if (plan.steps().isEmpty() || !backoff.due(now.steady())) {
            return;
        }
        if (unanswered != null && plan.steps().get(0).layer() == Step.Layer.DNS) {
            // First the fate of the last batch: until the record was read any other would be refused unsent.
            readings.again();
            backoff = backoff.failed(now.steady(), random.nextDouble());
            if (readings.dns().failing()) {
                // It may stay open for as long as the API is out; a dead region is not to wait for that.
                takeovers.notWritten(decision, UNREADABLE, s, now);
            }
            return;
        }
        List<String> violated = Invariants.violated(s, decision, plan);
        if (!violated.isEmpty()) {
            violated.forEach(name -> telemetry.invariantViolated(policy, name.split(":")[0]));
            journal.alarm(policy, "refused a plan that breaks an invariant: " + violated);
            return;
        }
        Journal.Attempt attempt = journal.attempt(policy, plan, decision, s, instance);
        for (Step step : plan.steps()) {
            if (!leads.getAsBoolean()) {
                break;
            }
            StepOutcome outcome = step.layer() == Step.Layer.DNS ? dns.apply(step) : routes.apply(step);
            telemetry.step(policy, step.layer().name().toLowerCase(Locale.ROOT), outcome.word());
            attempt.step(step, outcome);
            readings.again();
            if (!outcome.applied()) {
                backoff = backoff.failed(now.steady(), random.nextDouble());
                boolean stale = outcome.kind() == StepOutcome.Kind.LOST_RACE
                        && readings.dns().failing();
                takeovers.notWritten(decision, stale ? UNREADABLE : outcome, s, now);
                break;
            }
            backoff = backoff.succeeded();
            if (step.layer() == Step.Layer.DNS) {
                written(step, outcome, decision, s, now);
            } else {
                watch.written(step, clock.get());
            }
        }
        if (attempt.uncertain()) {
            unanswered = attempt;
        } else {
            journal.record(attempt, switching.stages(), now);
        }
    }

    /**
     * A batch whose answer was lost: the record itself says whether it was applied, once it can be read. Who no longer leads
     * does not read, and writes down that it is not known.
     */
    void confirm(boolean leading, Moment now) {
        if (!leading && unanswered != null) {
            journal.record(unanswered, switching.stages(), now);
            unanswered = null;
        }
        DnsReading read = readings.dns();
        if (unanswered == null || read.failing() || read.epoch().isEmpty()) {
            return;
        }
        Journal.Attempt attempt = unanswered;
        unanswered = null;
        Step step = attempt.plan().steps().get(0);
        if (read.epoch().get().equals(step.record())) {
            StepOutcome found = new StepOutcome(StepOutcome.Kind.APPLIED, "answer lost, found by reading", "");
            attempt.step(step, found);
            written(step, found, attempt.decision(), attempt.situation(), now);
        }
        journal.record(attempt, switching.stages(), now);
    }

    private void written(Step step, StepOutcome outcome, Decision decision, Situation s, Moment now) {
        Duration fault = null;
        Duration detected = now.steady();
        if (decision instanceof Decision.Shift shift && shift.automatic()) {
            RegionVerdict left = s.verdict(shift.from());
            fault = left.failingSince();
            detected = left.since();
        }
        // A verdict may be newer than the tick that uses it.
        Duration decided = detected.compareTo(now.steady()) > 0 ? detected : now.steady();
        switching.written(outcome, step.record(), fault, detected, decided, clock.get());
    }
}
