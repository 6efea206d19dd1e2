package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import java.time.Duration;
import java.util.Map;

/**
 * The records of a policy that has none: without them there is no epoch, so nothing is fenced and nothing moves. Such a
 * policy probes, judges and explains, which is a way to begin.
 */
public final class NoRecords implements DnsSwitch {
    private static final String WHY = "this policy has no DNS records, so it only watches";

    @Override
    public String recordName() {
        return "(none)";
    }

    @Override
    public boolean hasRecords() {
        return false;
    }

    @Override
    public DnsReading read(Duration now) {
        return DnsReading.unread(WHY);
    }

    @Override
    public String render(Step step) {
        return WHY;
    }

    @Override
    public StepOutcome apply(Step step) {
        return new StepOutcome(StepOutcome.StepResult.REJECTED, WHY, "");
    }

    @Override
    public Verification verify(StepOutcome applied) {
        return new Verification(Verification.Effectiveness.FAILED, WHY);
    }

    @Override
    public Map<String, Double> clientView() {
        return Map.of();
    }
}
