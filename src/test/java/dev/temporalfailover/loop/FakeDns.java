package dev.temporalfailover.loop;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records in memory with compare-and-swap, and answers that a test sets beforehand. */
final class FakeDns implements DnsSwitch {
    EpochRecord record;
    boolean readable = true;
    boolean inSync = true;
    /** The records are there and no epoch record is, until one is written. */
    boolean adoptable;

    /** Outcomes of the next applies; APPLIED when empty. */
    final Deque<StepOutcome.StepResult> next = new ArrayDeque<>();
    /** True: an UNCERTAIN apply was applied all the same. */
    boolean uncertainApplies;

    final List<Step> applied = new ArrayList<>();
    /** What canary clients say; null: there are none. */
    Verification clients;
    /** What the resolver answers, shares by region; by the weights of the record if null. */
    Map<String, Double> answered;

    int attempts;
    int reads;
    private DnsReading last = DnsReading.unread("never");

    FakeDns(EpochRecord record) {
        this.record = record;
    }

    @Override
    public String recordName() {
        return "temporal-api.example.com";
    }

    @Override
    public DnsReading read(Duration now) {
        reads++;
        last = readable ? present(now) : last.stale("connection refused");
        return last;
    }

    private DnsReading present(Duration now) {
        DnsReading.State state = adoptable ? DnsReading.State.ADOPTABLE : DnsReading.State.OWNED;
        Optional<EpochRecord> epoch = Optional.of(record).filter(r -> !adoptable);
        return new DnsReading(state, epoch, record.weights(), "", now, false);
    }

    @Override
    public String render(Step step) {
        return step.toString();
    }

    @Override
    public StepOutcome apply(Step step) {
        attempts++;
        StepOutcome.StepResult kind = next.isEmpty() ? StepOutcome.StepResult.APPLIED : next.poll();
        if (kind == StepOutcome.StepResult.APPLIED && step.epochBefore() != (adoptable ? 0 : record.epoch())) {
            kind = StepOutcome.StepResult.LOST_RACE;
        }
        if (kind == StepOutcome.StepResult.APPLIED || (kind == StepOutcome.StepResult.UNCERTAIN && uncertainApplies)) {
            record = step.record();
            adoptable = false;
            applied.add(step);
        }
        return new StepOutcome(kind, "", kind == StepOutcome.StepResult.APPLIED ? "/change/C1" : "");
    }

    @Override
    public Verification verify(StepOutcome outcome) {
        return new Verification(
                inSync ? Verification.Effectiveness.EFFECTIVE : Verification.Effectiveness.NOT_YET,
                inSync ? "INSYNC" : "PENDING");
    }

    @Override
    public Map<String, Double> clientView() {
        if (answered != null) {
            return answered;
        }
        Map<String, Double> shares = new HashMap<>();
        record.weights().forEach((region, weight) -> shares.put(region, weight / 100.0));
        return shares;
    }

    @Override
    public Optional<Verification> clients(Map<String, Integer> weights, Duration since) {
        return Optional.ofNullable(clients);
    }
}
