package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.checks.EndpointProbe;
import dev.temporalfailover.emulator.route53.checks.HealthCheck;
import dev.temporalfailover.emulator.route53.checks.HealthChecks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the simulated checkers, each at its own phase of the interval, as AWS's checkers are not coordinated. */
final class HealthMonitor implements AutoCloseable {
    private static final int THREADS = 64;
    private final HealthChecks checks;
    private final EndpointProbe probe;
    private final EmulatorOptions options;
    private final InstantSource clock;
    private final ScheduledExecutorService executor;
    private final Map<String, List<Future<?>>> running = new ConcurrentHashMap<>();

    HealthMonitor(HealthChecks checks, EndpointProbe probe, EmulatorOptions options) {
        this.checks = checks;
        this.probe = probe;
        this.options = options;
        this.clock = options.clock;
        AtomicInteger number = new AtomicInteger();
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "route53-checker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.setRemoveOnCancelPolicy(true);
        this.executor = pool;
    }

    void watch(HealthCheck check) {
        if (!options.checksRun || check.config().calculated()) {
            return;
        }
        Duration interval = options.checkInterval != null
                ? options.checkInterval
                : Duration.ofSeconds(check.config().interval());
        running.computeIfAbsent(check.id(), id -> {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < options.checkers; i++) {
                int checker = i;
                long phase = interval.toNanos() * i / options.checkers;
                tasks.add(executor.scheduleWithFixedDelay(
                        () -> one(id, checker), phase, interval.toNanos(), TimeUnit.NANOSECONDS));
            }
            return tasks;
        });
    }

    void forget(String id) {
        List<Future<?>> tasks = running.remove(id);
        if (tasks != null) {
            tasks.forEach(t -> t.cancel(false));
        }
    }

    /** Every checker looks once, on the calling thread. */
    void checkNow(String id) {
        for (int i = 0; i < options.checkers; i++) {
            one(id, i);
        }
    }

    private void one(String id, int checker) {
        if (!checks.exists(id)) {
            return; // deleted meanwhile
        }
        HealthCheck.Config config = checks.get(id).config();
        if (!config.disabled() && !config.calculated()) {
            EndpointProbe.Outcome seen = probe.check(config);
            checks.observe(id, checker, new HealthChecks.Observation(seen.ok(), seen.words(), clock.instant()));
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
