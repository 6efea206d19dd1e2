package dev.temporalfailover.runbook;

import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.verdict;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.StatusReports;
import dev.temporalfailover.failover.status.TemporalState;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.loop.Operations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A service in memory with regions e, w and n, whose state a test sets. */
final class FakeService implements Operations {
    final java.util.List<AuditEntry> asked = new java.util.ArrayList<>();
    private static final List<String> REGIONS = List.of("e", "w", "n");

    Instant now = RunbookTest.START.plusSeconds(60);
    String active = "e";
    Set<String> healthy = Set.of("e", "w", "n");
    boolean leads = true;
    boolean fails;
    int writes;
    final List<String> names = new ArrayList<>(List.of("p"));
    final List<String> probed = new ArrayList<>();
    final Map<String, Intents> intents = new HashMap<>();

    Intents of(String policy) {
        return intents.getOrDefault(policy, Intents.NONE);
    }

    @Override
    public Moment now() {
        return new Moment(now, Duration.between(RunbookTest.START, now));
    }

    @Override
    public List<PolicyStatus> status() {
        return names.stream().map(this::status).toList();
    }

    private PolicyStatus status(String name) {
        FailoverPolicy policy = new FailoverPolicy(
                name,
                REGIONS,
                100,
                new SwitchLimits(
                        Duration.ofHours(1), Duration.ofMinutes(5), 3, Duration.ofDays(1), Duration.ofSeconds(30)));
        Map<String, RegionVerdict> verdicts = new HashMap<>();
        for (String region : REGIONS) {
            verdicts.put(region, verdict(region, healthy.contains(region) ? Verdict.HEALTHY : Verdict.DOWN, 0));
        }
        return new PolicyStatus(
                policy,
                verdicts,
                active == null ? DnsReading.unread("") : owned(record(1, active)),
                Map.of(),
                List.of(),
                Map.of(),
                new Decision.Stay(Decision.Reason.ACTIVE_HEALTHY, List.of()),
                of(name),
                leads,
                "pod-a",
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                Elsewhere.NONE,
                Observers.NONE,
                now(),
                TemporalState.NONE,
                StatusReports.NONE);
    }

    @Override
    public Optional<List<Decision.Rule>> against(String policy, Intents.Request request) {
        return Optional.empty();
    }

    @Override
    public Optional<String> leaderApi() {
        return Optional.empty();
    }

    @Override
    public Intents intend(String policy, UnaryOperator<Intents> change) {
        if (fails) {
            throw new UncheckedIOException(new IOException("no Kubernetes API"));
        }
        writes++;
        Intents changed = change.apply(of(policy));
        intents.put(policy, changed);
        return changed;
    }

    @Override
    public Map<String, Duration> silentThreads() {
        return Map.of();
    }

    @Override
    public void probeNow(String region) {
        probed.add(region);
    }

    @Override
    public String region() {
        throw new AssertionError("alerts need no region of ours");
    }

    @Override
    public String instance() {
        return "pod-a";
    }

    @Override
    public Optional<PrintedPlan> plan(String policy, String to) {
        throw new AssertionError("alerts ask for no plan");
    }

    @Override
    public void asked(AuditEntry entry) {
        asked.add(entry);
    }

    @Override
    public List<AuditEntry> decisions(int limit) {
        throw new AssertionError("alerts read no audit");
    }

    @Override
    public AutoCloseable subscribe(Consumer<PolicyStatus> listener) {
        throw new AssertionError("alerts listen to nothing");
    }

    @Override
    public Registered createNamespace(String policy, NewNamespace wanted) {
        throw new AssertionError("alerts make no namespaces");
    }
}
