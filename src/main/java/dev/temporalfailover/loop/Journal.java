package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.traffic.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The last step of one policy's loop: exactly one audit record for each change of traffic, one for each kind of failing attempt,
 * a line for each new decision, and alarms. Owned by one loop thread.
 */
public final class Journal {
    private static final Logger LOG = Logger.getLogger("loop");

    private static final Map<String, String> NAMES = Map.of(
            "foreign", "SecondWriter",
            "missing", "ObjectMissing",
            "contested", "DualActive",
            "denied", "NotWritable",
            "not_found", "NotWritable",
            "rejected", "NotWritable");

    private static final Set<StepOutcome.StepResult> A_PERSON_MUST_ACT = EnumSet.of(
            StepOutcome.StepResult.DENIED, StepOutcome.StepResult.NOT_FOUND, StepOutcome.StepResult.REJECTED);

    private final String policy;
    private final Consumer<AuditEntry> audit;
    private final BiConsumer<String, String> event;
    private final Consumer<AuditEntry> grown;
    /** The last line on each subject, so that it is logged once. */
    private final Notices said = new Notices(LOG::info);

    /** The record of the last own change whose stages are measured; null before the first. */
    private AuditEntry timed;

    /**
     * @param audit takes each record
     * @param event takes a Kubernetes Event: its reason in CamelCase, and a note
     */
    public Journal(String policy, Consumer<AuditEntry> audit, BiConsumer<String, String> event) {
        this(policy, audit, event, entry -> {});
    }

    /** @param grown takes the record of a change again, each time that one more of its stages has ended */
    public Journal(
            String policy, Consumer<AuditEntry> audit, BiConsumer<String, String> event, Consumer<AuditEntry> grown) {
        this.grown = grown;
        this.policy = policy;
        this.audit = audit;
        this.event = event;
    }

    /** Writes the attempt's record. A failure that repeats itself, of the same move, is written once. */
    void record(PlanAttempt attempt, Map<String, Duration> stages, Moment now) {
        if (attempt.done().isEmpty()) {
            return;
        }
        boolean moved = attempt.moved();
        Step first = attempt.first();
        StepOutcome last = attempt.last().outcome();
        String failure =
                last.applied() ? "" : last.word() + " " + first.record().epoch() + " " + first.after();
        // Each Deployment is tried by itself, and has its own reasons.
        String subject = first.layer() == Step.Layer.WORKERS
                ? first.object()
                : first.layer().name();
        boolean news = said.changed("failure of " + subject, failure);
        if (!moved && !news) {
            return;
        }
        boolean claims = moved && (first.layer() == Step.Layer.DNS || first.claims());
        AuditEntry entry = entry(attempt, claims ? stages : Map.of(), now);
        if (claims) {
            timed = entry;
        }
        audit.accept(entry);
        events(attempt, entry);
    }

    /** The stages of the last own change so far; those that ended since its record was written belong to it. */
    void stages(Map<String, Duration> stages) {
        if (timed != null && stages.size() > timed.stages().size()) {
            timed = timed.with(timed.steps(), stages);
            grown.accept(timed);
        }
    }

    /** False if another writer's epoch has followed the one that the last own change wrote or stands on. */
    boolean ownIsNewest(Optional<EpochRecord> record) {
        long own = timed == null ? 0 : timed.epoch();
        return record.filter(r -> r.epoch() > own).isEmpty();
    }

    private void events(PlanAttempt attempt, AuditEntry entry) {
        String asked = entry.asked().isEmpty() ? "" : ", by " + entry.by() + ": " + entry.asked();
        String text = ", epoch " + entry.epoch() + ", " + entry.reason() + asked;
        boolean others = attempt.done().stream()
                .anyMatch(one ->
                        one.step().layer().carriesTraffic() && one.outcome().applied());
        if (others && !attempt.first().claims()) {
            event.accept(
                    entry.before().equals(entry.after()) ? "RecordsAdopted" : "TrafficMoved",
                    policy + ": " + change(entry) + text);
        }
        for (PlanAttempt.Done one : attempt.done()) {
            boolean takeover =
                    one.step().layer() == Step.Layer.TAKEOVER && one.outcome().applied();
            String self = attempt.situation().self();
            if (one.step().event().isPresent() && one.outcome().applied()) {
                event.accept(one.step().event().get(), policy + ": " + one.step());
            }
            if (takeover && one.step().turn() == Step.Turn.BEGINS) {
                event.accept(
                        "TakeoverBegan",
                        policy + ": " + self + " serves for " + one.step().from() + text);
            } else if (takeover && one.step().turn() == Step.Turn.ENDS) {
                event.accept(
                        "TakeoverEnded",
                        policy + ": " + self + " no longer serves for "
                                + one.step().from() + text);
            }
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

    private AuditEntry entry(PlanAttempt attempt, Map<String, Duration> stages, Moment now) {
        Step first = attempt.first();
        EpochRecord record = first.record();
        Situation s = attempt.situation();
        List<Evidence> evidence = new ArrayList<>();
        s.verdicts()
                .values()
                .forEach(verdict -> evidence.addAll(verdict.evidence()
                        .subList(0, Math.min(5, verdict.evidence().size()))));
        boolean shift = attempt.decision() instanceof Decision.Shift;
        Decision.Shift move = shift ? (Decision.Shift) attempt.decision() : null;
        boolean ends = first.layer() == Step.Layer.TAKEOVER && first.turn() == Step.Turn.ENDS;
        Asked asked = Asked.of(attempt, ends);
        return new AuditEntry(
                policy,
                record.epoch(),
                now.wall(),
                attempt.instance(),
                asked.by(),
                asked.automatic(),
                shift && move.forced() && !ends,
                ends ? AuditEntry.TAKEOVER_ENDED : attempt.plan().reason(),
                asked.why(),
                ends ? s.self() : s.dns().epoch().map(EpochRecord::active).orElse(record.active()),
                record.active(),
                first.before(),
                first.after(),
                attempt.result(),
                evidence,
                attempt.decision().rules(),
                attempt.done().stream().map(PlanAttempt.Done::text).toList(),
                stages);
    }

    /** A decision that differs from the last one is worth a line. */
    void decided(Decision decision) {
        String word = decision.word() + " " + decision.reason().word();
        if (said.changed("decision", word)) {
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
    void state(String subject, String state, String detail) {
        if (!said.changed(subject, state)) {
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

    /** Something is over that a person may have waited for: a line and an Event. */
    void over(String reason, String text) {
        LOG.infof("%s: %s", policy, text);
        event.accept(reason, policy + ": " + text);
    }

    /** How a write of the records ended, if no retry of ours cures it, or if it went well. */
    void write(Step step, StepOutcome outcome) {
        if (outcome.applied() || A_PERSON_MUST_ACT.contains(outcome.kind())) {
            String state = outcome.applied() ? "" : outcome.word();
            state("the write of DNS record " + step.object(), state, "a person must act: " + outcome.detail());
        }
    }

    /** Something that a person must see; the same text again is not repeated. */
    void alarm(String text) {
        if (said.changed("alarm", text)) {
            LOG.error(policy + ": " + text);
            event.accept("NotEffective", policy + ": " + text);
        }
    }

    /** A verdict that differs from the last one is worth a line, whether or not anything follows from it. */
    void judged(Map<String, RegionVerdict> verdicts) {
        verdicts.forEach((region, now) -> {
            if (said.changed("verdict on " + region, now.verdict().name())) {
                Logger.Level level = now.verdict() == Verdict.HEALTHY ? Logger.Level.INFO : Logger.Level.WARN;
                LOG.log(level, policy + ": " + region + " is " + now.verdict() + ": " + now.why());
            }
        });
    }
}
