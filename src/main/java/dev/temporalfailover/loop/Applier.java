package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.pace.Backoff;
import dev.temporalfailover.failover.plan.Invariants;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.plan.Step.Layer;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Switches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The one place that moves traffic: carries a plan out, step by step, and writes down how it ended. A claim that fails,
 * either the record or a takeover, stops what rests on it. A route that fails stops the other routes and not the
 * record, namespaces that fail stop nothing; a record that cannot be written stops no route that rests on a takeover. The next tick plans again from what
 * is true.
 */
final class Applier {
    /** After these the record may stay unwritten for long, whatever the reason; a lost race is settled by reading. */
    private static final Set<StepResult> OUT =
            EnumSet.complementOf(EnumSet.of(StepResult.APPLIED, StepResult.LOST_RACE));

    private final String policy;
    private final String instance;
    private final Switches switches;
    private final BooleanSupplier leads;
    private final Telemetry telemetry;
    private final Journal journal;
    private final TrafficReader readings;
    private final Effects effects;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<Layer, Backoff> backoff = new EnumMap<>(Layer.class);
    private PlanAttempt unanswered;

    Applier(
            String policy,
            String instance,
            FailoverLoop.Parts parts,
            Switches switches,
            TrafficReader readings,
            Effects effects) {
        this.policy = policy;
        this.instance = instance;
        this.switches = switches;
        this.leads = parts.leadership()::leads;
        this.telemetry = parts.telemetry();
        this.journal = parts.journal();
        this.readings = readings;
        this.effects = effects;
        this.clock = parts.clock();
        this.random = parts.random();
        for (Layer layer : Layer.values()) {
            backoff.put(layer, Backoff.of(Duration.ofMillis(250), Duration.ofSeconds(10)));
        }
    }

    /**
     * Applies what is due of the plan.
     *
     * @return true if the record was found not to be writable just now: the plan is to be made again at once
     */
    boolean apply(Plan plan, Decision decision, Situation s, Moment now) {
        if (plan.steps().stream().noneMatch(step -> step.layer() == Layer.DNS)) {
            readings.nothingToWrite();
        }
        if (plan.steps().isEmpty()) {
            return false;
        }
        boolean known = readings.dns().unwritten().isPresent();
        List<Invariants.Breach> broken = Invariants.broken(s, decision, plan);
        if (!broken.isEmpty()) {
            broken.forEach(breach -> telemetry.invariantViolated(policy, breach.invariant()));
            journal.alarm("refused a plan that breaks an invariant: " + broken);
            return false;
        }
        for (Plan part : parts(plan)) {
            if (!part(part, decision, s, now)) {
                break;
            }
        }
        return !known && readings.dns().unwritten().isPresent();
    }

    /** A batch is a separate change with a separate audit record: the steps before it must not depend on it. */
    private static List<Plan> parts(Plan plan) {
        List<Plan> parts = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            if (step.layer() == Layer.DNS && !steps.isEmpty()) {
                parts.add(new Plan(steps, plan.reason()));
                steps.clear();
            }
            steps.add(step);
        }
        parts.add(new Plan(steps, plan.reason()));
        return parts;
    }

    /** False if its claim failed, and what rests on it must wait. */
    private boolean part(Plan part, Decision decision, Situation s, Moment now) {
        if (part.steps().get(0).layer() == Layer.DNS && !mayWrite(now)) {
            return false;
        }
        PlanAttempt attempt = PlanAttempt.of(part, decision, s, instance);
        Set<Layer> failed = EnumSet.noneOf(Layer.class);
        for (Step step : part.steps()) {
            Layer layer = step.layer();
            if (!leads.getAsBoolean()) {
                break;
            }
            if (layer.follows() && (failed.contains(layer) || !due(layer, now))) {
                continue;
            }
            StepOutcome outcome = switches.apply(step);
            telemetry.step(policy, step.layer(), outcome.word());
            attempt.step(step, outcome);
            readings.again();
            if (outcome.applied()) {
                backoff.compute(layer, (same, before) -> before.succeeded());
                written(step, outcome, decision, s, now);
            } else {
                failed.add(layer);
                failed(layer, now);
                if (layer == Layer.DNS) {
                    notWritten(step, outcome);
                }
                if (!layer.follows()) {
                    break;
                }
            }
        }
        if (attempt.uncertain()) {
            unanswered = attempt;
        } else {
            journal.record(attempt, effects.progress().stages(), now);
        }
        return part.steps().get(0).layer().follows() || attempt.claimed();
    }

    private boolean mayWrite(Moment now) {
        if (!due(Layer.DNS, now)) {
            return false;
        }
        if (unanswered == null) {
            return true;
        }
        // Whether the last batch was applied comes first: until the record is read, any other batch would be refused
        // unsent. That may last as long as the API fails, and a failover out of a dead region must not wait for it.
        readings.again();
        failed(Layer.DNS, now);
        if (readings.dns().failing()) {
            readings.notWritten("the fate of the last batch is open, and the record cannot be read");
        }
        return false;
    }

    private void notWritten(Step step, StepOutcome outcome) {
        journal.write(step, outcome);
        if (OUT.contains(outcome.kind())) {
            readings.notWritten(outcome.word() + " " + outcome.detail());
        } else if (outcome.kind() == StepResult.LOST_RACE && readings.dns().failing()) {
            readings.notWritten("the record cannot be read");
        }
    }

    private boolean due(Layer layer, Moment now) {
        return backoff.get(layer).due(now.steady());
    }

    private void failed(Layer layer, Moment now) {
        backoff.compute(layer, (same, before) -> before.failed(now.steady(), random.nextDouble()));
    }

    /**
     * A batch whose answer was lost: the record itself says whether it was applied, once it can be read. An instance
     * that no longer leads does not read, and writes down that it is not known.
     */
    void confirm(boolean leading, Moment now) {
        if (!leading && unanswered != null) {
            journal.record(unanswered, effects.progress().stages(), now);
            unanswered = null;
        }
        DnsReading read = readings.dns();
        if (unanswered == null || read.failing() || read.epoch().isEmpty()) {
            return;
        }
        PlanAttempt attempt = unanswered;
        unanswered = null;
        Step step = attempt.plan().steps().get(0);
        if (read.epoch().get().equals(step.record())) {
            StepOutcome found = new StepOutcome(StepResult.APPLIED, "answer lost, found by reading", "");
            attempt.step(step, found);
            written(step, found, attempt.decision(), attempt.situation(), now);
        }
        journal.record(attempt, effects.progress().stages(), now);
    }

    private void written(Step step, StepOutcome outcome, Decision decision, Situation s, Moment now) {
        switch (step.layer()) {
            case DNS -> {
                journal.write(step, outcome);
                effects.dns().written(outcome, step.record(), timing(decision, s, now), clock.now());
            }
            case NAMESPACES -> effects.namespaces().written(step, clock.now());
            case ROUTE -> effects.routes().written(step, clock.now());
            case WORKERS -> effects.workers().written(step, clock.now());
            case TAKEOVER -> {
                if (step.claims()) {
                    effects.takeover().begun(step, timing(decision, s, now), clock.now());
                }
            }
        }
    }

    private static Progress.Timing timing(Decision decision, Situation s, Moment now) {
        Duration fault = null;
        Duration detected = now.steady();
        if (decision instanceof Decision.Shift shift && shift.automatic()) {
            RegionVerdict left = s.verdict(shift.from());
            fault = left.failingSince();
            detected = left.since();
        }
        // A verdict may be newer than the tick that uses it.
        Duration decided = detected.compareTo(now.steady()) > 0 ? detected : now.steady();
        return new Progress.Timing(fault, detected, decided);
    }
}
