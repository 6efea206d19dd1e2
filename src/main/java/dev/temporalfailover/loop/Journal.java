package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The loop's last step: exactly one audit record for each change of traffic, one for each kind of failing attempt, a line
 * for each new decision, and alarms. Owned by one loop thread.
 */
public final class Journal {
    private static final Logger LOG = Logger.getLogger("loop");

    private static final Map<String, String> NAMES = Map.of("foreign", "SecondWriter", "missing", "ObjectMissing");

    private final Consumer<AuditEntry> audit;
    private final BiConsumer<String, String> event;
    private final Map<String, Verdict> lastVerdict = new HashMap<>();
    private final Map<String, String> lastDecision = new HashMap<>();
    private final Map<String, String> lastFailure = new HashMap<>();
    private final Map<String, String> lastAlarm = new HashMap<>();
    private final Map<String, String> lastState = new HashMap<>();

    /**
     * @param audit takes each record
     * @param event takes a Kubernetes Event: its reason in CamelCase, and a note
     */
    public Journal(Consumer<AuditEntry> audit, BiConsumer<String, String> event) {
        this.audit = audit;
        this.event = event;
    }

    /** One attempt to carry out a plan. */
    record Attempt(
            String policy,
            Plan plan,
            Decision decision,
            Situation situation,
            String instance,
            List<String> steps,
            List<StepOutcome> outcomes) {

        void step(Step step, StepOutcome outcome) {
            outcomes.add(outcome);
            steps.add(step + ": " + outcome.word()
                    + (outcome.applied() || outcome.detail().isEmpty() ? "" : " (" + outcome.detail() + ")"));
        }

        /** True if the DNS batch may or may not have been applied. */
        boolean uncertain() {
            return !outcomes.isEmpty()
                    && last().kind() == StepOutcome.Kind.UNCERTAIN
                    && plan.steps().get(outcomes.size() - 1).layer() == Step.Layer.DNS;
        }

        /** The DNS batch is the change of traffic; a route that failed after it is followed up under the same epoch. */
        private String result() {
            boolean moved = plan.steps().get(0).layer() == Step.Layer.DNS
                    && outcomes.get(0).applied();
            return moved || last().applied() ? "applied" : last().word();
        }

        private StepOutcome last() {
            return outcomes.get(outcomes.size() - 1);
        }
    }

    Attempt attempt(String policy, Plan plan, Decision decision, Situation s, String instance) {
        return new Attempt(policy, plan, decision, s, instance, new ArrayList<>(), new ArrayList<>());
    }

    /** Writes the attempt's record. A failure that repeats itself, of the same move, is written once. */
    void record(Attempt attempt, Map<String, Duration> stages, Moment now) {
        if (attempt.outcomes().isEmpty()) {
            return;
        }
        boolean moved = attempt.outcomes().stream().anyMatch(StepOutcome::applied);
        Step first = attempt.plan().steps().get(0);
        String failure = attempt.last().applied()
                ? ""
                : attempt.last().word() + " " + first.record().epoch() + " " + first.after();
        if (!moved && failure.equals(lastFailure.get(attempt.policy()))) {
            return;
        }
        lastFailure.put(attempt.policy(), failure);
        boolean dns = moved && attempt.plan().steps().get(0).layer() == Step.Layer.DNS;
        AuditEntry entry = entry(attempt, dns ? stages : Map.of(), now);
        audit.accept(entry);
        if (moved) {
            event.accept(
                    entry.before().equals(entry.after()) ? "RecordsAdopted" : "TrafficMoved",
                    attempt.policy() + ": " + change(entry) + ", epoch " + entry.epoch() + ", " + entry.reason());
        }
    }

    /** The regions of a move; the weights where the same region goes on carrying most or all of it. */
    private static String change(AuditEntry entry) {
        if (!entry.from().equals(entry.to())) {
            return entry.from() + " -> " + entry.to();
        }
        return entry.before().equals(entry.after())
                ? entry.to() + " carries the traffic"
                : new TreeMap<>(entry.before()) + " -> " + new TreeMap<>(entry.after());
    }

    private static AuditEntry entry(Attempt attempt, Map<String, Duration> stages, Moment now) {
        Step first = attempt.plan().steps().get(0);
        EpochRecord record = first.record();
        Situation s = attempt.situation();
        List<Evidence> evidence = new ArrayList<>();
        s.verdicts()
                .values()
                .forEach(verdict -> evidence.addAll(verdict.evidence()
                        .subList(0, Math.min(5, verdict.evidence().size()))));
        boolean shift = attempt.decision() instanceof Decision.Shift;
        Decision.Shift move = shift ? (Decision.Shift) attempt.decision() : null;
        return new AuditEntry(
                attempt.policy(),
                record.epoch(),
                now.wall(),
                attempt.instance(),
                shift ? move.by() : "temporal-failover",
                !shift || move.automatic(),
                shift && move.forced(),
                attempt.plan().reason(),
                s.dns().epoch().map(EpochRecord::active).orElse(record.active()),
                record.active(),
                first.before(),
                first.after(),
                attempt.result(),
                evidence,
                attempt.decision().rules(),
                List.copyOf(attempt.steps()),
                stages);
    }

    /** A decision that differs from the last one is worth a line. */
    void decided(String policy, Decision decision) {
        String word = decision.word() + " " + decision.reason().word();
        if (!word.equals(lastDecision.put(policy, word))) {
            String against = decision.rules().stream()
                    .filter(rule -> rule.name() == decision.reason())
                    .map(Decision.Rule::present)
                    .findFirst()
                    .orElse("");
            LOG.infof("%s: %s%s", policy, word, against.isEmpty() ? "" : ": " + against);
        }
    }

    /**
     * The state of one thing outside; a change of state is a line and, for the worse, an Event.
     *
     * @param state one word, empty while all is well
     */
    void state(String policy, String subject, String state, String detail) {
        String before = lastState.put(policy + " " + subject, state);
        if (state.equals(before == null ? "" : before)) {
            return;
        }
        if (state.isEmpty()) {
            LOG.infof("%s: %s is well again", policy, subject);
            return;
        }
        String text = policy + ": " + subject + " is " + state + ": " + detail;
        LOG.warn(text);
        event.accept(NAMES.getOrDefault(state, "NotReadable"), text);
    }

    /** Something that a person must see; the same text again is not repeated. Null is nothing. */
    void alarm(String policy, String text) {
        if (text != null && !text.equals(lastAlarm.put(policy, text))) {
            LOG.error(policy + ": " + text);
            event.accept("NotEffective", policy + ": " + text);
        }
    }

    /** A verdict that differs from the last one is worth a line, whether or not anything follows from it. */
    void judged(String policy, Map<String, RegionVerdict> verdicts) {
        verdicts.forEach((region, now) -> {
            if (now.verdict() != lastVerdict.put(policy + " " + region, now.verdict())) {
                Logger.Level level = now.verdict() == Verdict.HEALTHY ? Logger.Level.INFO : Logger.Level.WARN;
                LOG.log(level, policy + ": " + region + " is " + now.verdict() + ": " + now.why());
            }
        });
    }
}
