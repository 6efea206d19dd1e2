package dev.temporalfailover.traffic.canary;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Records whose effect is seen by canary clients too. */
public record SeenByClients(DnsSwitch records, ClientCheck clients, String way) implements DnsSwitch {
    @Override
    public String recordName() {
        return records.recordName();
    }

    @Override
    public boolean hasRecords() {
        return records.hasRecords();
    }

    @Override
    public DnsReading read(Duration now) {
        return records.read(now);
    }

    @Override
    public String render(Step step) {
        return records.render(step);
    }

    @Override
    public StepOutcome apply(Step step) {
        return records.apply(step);
    }

    @Override
    public Verification verify(StepOutcome applied) {
        return records.verify(applied);
    }

    @Override
    public Map<String, Double> clientView() {
        return records.clientView();
    }

    @Override
    public Optional<Verification> clients(Map<String, Integer> weights, Duration since) {
        return Optional.of(clients.ask(way, weights, since));
    }
}
