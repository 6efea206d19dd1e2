package dev.temporalfailover.api;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A service in memory whose state a test sets. */
class FakeOperations implements Operations {
    static final Instant WALL = Instant.parse("2026-11-22T03:00:00Z");

    volatile Moment now = new Moment(WALL, Duration.ofMinutes(10));
    volatile List<PolicyStatus> status = List.of(Sample.steady());
    volatile boolean storeFails;
    volatile String region = Sample.EAST;
    volatile Map<String, Duration> silent = Map.of();
    final Map<String, Intents> intents = new ConcurrentHashMap<>();
    final List<String> probed = new CopyOnWriteArrayList<>();
    final List<String> created = new CopyOnWriteArrayList<>();
    volatile Registered registered;
    final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
    final List<Consumer<PolicyStatus>> listeners = new CopyOnWriteArrayList<>();

    void reset() {
        now = new Moment(WALL, Duration.ofMinutes(10));
        status = List.of(Sample.steady());
        storeFails = false;
        silent = Map.of();
        standing = List.of();
        region = Sample.EAST;
        intents.clear();
        probed.clear();
        audit.clear();
        created.clear();
        registered = new Registered(NewNamespace.Result.CREATED, "created in temporal-us-east-1");
    }

    void publish(PolicyStatus changed) {
        listeners.forEach(l -> l.accept(changed));
    }

    @Override
    public String region() {
        return region;
    }

    @Override
    public String instance() {
        return "pod-a";
    }

    @Override
    public Moment now() {
        return now;
    }

    /** Runs before each status; a test may wait in it. */
    volatile Runnable beforeStatus = () -> {};

    @Override
    public List<PolicyStatus> status() {
        beforeStatus.run();
        return status;
    }

    /** What other leaders would do in each plan. */
    volatile List<String> byOthers = List.of();

    /** Runs before each plan; a test may wait in it. */
    volatile Runnable beforePlan = () -> {};

    @Override
    public Optional<PrintedPlan> plan(String policy, String to) {
        beforePlan.run();
        return status.stream()
                .filter(s ->
                        s.policy().name().equals(policy) && s.policy().regions().contains(to))
                .findFirst()
                .map(s -> new PrintedPlan(Sample.plan(to), Sample.requests(to), "hash-" + to, byOthers));
    }

    /** What stands against any request; empty while this instance follows. */
    volatile List<Decision.Rule> standing = List.of();

    @Override
    public Optional<List<Decision.Rule>> against(String policy, Intents.Request request) {
        return status.get(0).leader() ? Optional.of(standing) : Optional.empty();
    }

    @Override
    public Optional<String> leaderApi() {
        return Optional.of("10.0.0.7:8080");
    }

    @Override
    public Intents intend(String policy, UnaryOperator<Intents> change) {
        if (storeFails) {
            throw new UncheckedIOException(new IOException("the Kubernetes API does not answer"));
        }
        return intents.compute(policy, (p, old) -> change.apply(old == null ? Intents.NONE : old));
    }

    @Override
    public Map<String, Duration> silentThreads() {
        return silent;
    }

    @Override
    public void probeNow(String region) {
        probed.add(region);
    }

    @Override
    public void asked(AuditEntry entry) {
        audit.add(0, entry);
    }

    @Override
    public List<AuditEntry> decisions(int limit) {
        return audit.subList(0, Math.min(limit, audit.size()));
    }

    @Override
    public AutoCloseable subscribe(Consumer<PolicyStatus> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Registered createNamespace(String policy, NewNamespace wanted) {
        created.add(policy + " " + wanted);
        return registered;
    }
}
