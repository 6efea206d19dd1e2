package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final Map<String, String> NAMES = Map.of("foreign", "SecondWriter", "missing", "ObjectMissing");

    private final String policy;
    private final Consumer<AuditEntry> audit;
    private final BiConsumer<String, String> event;
    private final Map<String, Verdict> lastVerdict = new HashMap<>();
    private final Map<Step.Layer, String> lastFailure = new EnumMap<>(Step.Layer.class);
    private final Map<String, String> lastState = new HashMap<>();
    private String lastDecision = "";
    private String lastAlarm = "";

    /**
     * @param audit takes each record
     * @param event takes a Kubernetes Event: its reason in CamelCase, and a note
     */
    public Journal(String policy, Consumer<AuditEntry> audit, BiConsumer<String, String> event) {
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
        if (!moved && failure.equals(lastFailure.get(first.layer()))) {
            return;
        }
        lastFailure.put(first.layer(), failure);
        boolean timed = moved && (first.layer() == Step.Layer.DNS || first.claims());
        AuditEntry entry = entry(attempt, timed ? stages : Map.of(), now);
        audit.accept(entry);
        events(attempt, entry);
    }

    private void events(PlanAttempt attempt, AuditEntry entry) {
        String text = ", epoch " + entry.epoch() + ", " + entry.reason();
        boolean others = attempt.done().stream()
                .anyMatch(one -> one.step().layer() != Step.Layer.TAKEOVER
                        && one.outcome().applied());
        if (others && !attempt.first().claims()) {
            event.accept(
                    entry.before().equals(entry.after()) ? "RecordsAdopted" : "TrafficMoved",
                    policy + ": " + change(entry) + text);
        }
        for (PlanAttempt.Done one : attempt.done()) {
            boolean takeover =
                    one.step().layer() == Step.Layer.TAKEOVER && one.outcome().applied();
            String self = attempt.situation().self();
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
        Optional<String> person = s.intents()
                .request()
                .filter(r -> ends && !shift && !r.automatic())
                .map(Intents.Request::by);
        return new AuditEntry(
                policy,
                record.epoch(),
                now.wall(),
                attempt.instance(),
                shift ? move.by() : person.orElse("temporal-failover"),
                shift ? move.automatic() : person.isEmpty(),
                shift && move.forced() && !ends,
                ends ? "takeover_ended" : attempt.plan().reason(),
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
        if (!word.equals(lastDecision)) {
            lastDecision = word;
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
        String before = lastState.put(subject, state);
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

    /** Something that a person must see; the same text again is not repeated. */
    void alarm(String text) {
        if (!text.equals(lastAlarm)) {
            lastAlarm = text;
            LOG.error(policy + ": " + text);
            event.accept("NotEffective", policy + ": " + text);
        }
    }

    /** A verdict that differs from the last one is worth a line, whether or not anything follows from it. */
    void judged(Map<String, RegionVerdict> verdicts) {
        verdicts.forEach((region, now) -> {
            if (now.verdict() != lastVerdict.put(region, now.verdict())) {
                Logger.Level level = now.verdict() == Verdict.HEALTHY ? Logger.Level.INFO : Logger.Level.WARN;
                LOG.log(level, policy + ": " + region + " is " + now.verdict() + ": " + now.why());
            }
        });
    }
}
