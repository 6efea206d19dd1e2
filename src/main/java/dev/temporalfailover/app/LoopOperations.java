package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.WayAnswers;
import dev.temporalfailover.failover.status.WorkflowRun;
import dev.temporalfailover.loop.LoopBusy;
import dev.temporalfailover.loop.LoopThread;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.probe.canary.Canary;
import dev.temporalfailover.telemetry.AuditLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Answers requests of HTTP and alerts from what the loops published; a plan is made by the loop itself. */
final class LoopOperations implements Operations {
    /** A plan waits for the loop's step under way, which may be waiting for Route 53. */
    private static final long PLAN_SECONDS = 10;

    private final Config config;
    private final Trail trail;
    private final Map<String, PolicyStatus> latest = new ConcurrentHashMap<>();
    private final List<Consumer<PolicyStatus>> listeners = new CopyOnWriteArrayList<>();
    private Wiring wiring;

    LoopOperations(Config config, AuditLog audit) {
        this.config = config;
        this.trail = new Trail(audit);
    }

    /** Sets the parts; called once, before the first request. */
    void join(Wiring parts) {
        wiring = parts;
    }

    /** A loop's newest status. */
    void publish(PolicyStatus status) {
        latest.put(status.policy().name(), status);
        listeners.forEach(listener -> listener.accept(status));
    }

    @Override
    public String region() {
        return config.region();
    }

    @Override
    public String instance() {
        return config.instance();
    }

    @Override
    public Moment now() {
        return wiring.clock().now();
    }

    @Override
    public Optional<List<WayAnswers>> canary() {
        return wiring.canaries().canary().map(Canary::answers);
    }

    @Override
    public Optional<WorkflowRun> workflow() {
        return wiring.canaries().workflow();
    }

    @Override
    public List<PolicyStatus> status() {
        return config.policies().stream()
                .map(policy -> latest.get(policy.policy().name()))
                .filter(status -> status != null)
                .toList();
    }

    @Override
    public Optional<PrintedPlan> plan(String policy, String to) {
        boolean known = config.policies().stream()
                .anyMatch(p ->
                        p.policy().name().equals(policy) && p.policy().regions().contains(to));
        if (!known) {
            return Optional.empty();
        }
        LoopThread loop = wiring.loops().get(policy);
        return Optional.of(ask(loop, now -> loop.loop().dryRun(to, now)));
    }

    @Override
    public Optional<List<Decision.Rule>> against(String policy, Intents.Request request) {
        LoopThread loop = wiring.loops().get(policy);
        return ask(loop, now -> loop.loop().against(request, now));
    }

    private static <T> T ask(LoopThread loop, Function<Moment, T> question) {
        try {
            return loop.ask(question).get(PLAN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoopBusy("interrupted, try again");
        } catch (TimeoutException e) {
            throw new LoopBusy("the loop did not answer within " + PLAN_SECONDS + " s, try again");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LoopBusy busy) {
                throw busy;
            }
            throw new IllegalStateException("the loop could not answer", e.getCause());
        }
    }

    @Override
    public Optional<String> leaderApi() {
        return wiring.leaderApi();
    }

    @Override
    public Intents intend(String policy, UnaryOperator<Intents> change) {
        Intents stored = wiring.intents().update(policy, change);
        wiring.loops().get(policy).wake();
        return stored;
    }

    @Override
    public Registered createNamespace(String policy, NewNamespace wanted) {
        return wiring.namespaces(policy).create(wanted);
    }

    @Override
    public void probeNow(String region) {
        wiring.prober().probeNow(region);
    }

    @Override
    public Map<String, Duration> silentThreads() {
        return wiring.heartbeats().silent();
    }

    @Override
    public void asked(AuditEntry entry) {
        trail.asked(entry);
    }

    /** Where records go. */
    Trail trail() {
        return trail;
    }

    @Override
    public List<AuditEntry> decisions(int limit) {
        return trail.newest(limit);
    }

    @Override
    public AutoCloseable subscribe(Consumer<PolicyStatus> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
