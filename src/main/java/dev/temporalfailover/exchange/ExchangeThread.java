package dev.temporalfailover.exchange;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.Backoff;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** The one thread that owns the exchange's state. Its tasks never block and what they throw ends only themselves. */
final class ExchangeThread {
    private static final Logger LOG = Logger.getLogger(ExchangeThread.class);
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);

    private final ScheduledThreadPoolExecutor executor;
    private final Clock clock;
    private final RandomGenerator random;
    private final Heartbeat heartbeat;

    /** @param random for the jitter of pauses; used on this thread */
    ExchangeThread(Clock clock, RandomGenerator random, Heartbeats heartbeats) {
        this.clock = clock;
        this.random = random;
        this.heartbeat = heartbeats.of("exchange", ALIVE_WITHIN);
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "exchange");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    /** Soon; never once closed. */
    void run(Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (RejectedExecutionException closed) {
            LOG.debug("What arrives after close is dropped");
        }
    }

    private Future<?> after(Duration delay, Runnable task) {
        return executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Monotonic time since the process started; from any thread. */
    Duration now() {
        return clock.steady();
    }

    /** One part of a task, whose failure ends only itself. */
    void step(String name, Runnable part) {
        heartbeat.step(name, part);
    }

    /** Again and again; that is the thread's round. */
    void every(Duration period, Runnable task) {
        executor.scheduleAtFixedRate(
                () -> heartbeat.round("heartbeat", task), 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs what is there already and ends; waits no longer than the limit. */
    void close(Duration limit) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void guarded(Runnable task) {
        heartbeat.step("task", task);
    }

    /** Hands the newest value over from any thread; one that is replaced before it was taken is never seen. */
    final class Latest<T> {
        private final AtomicReference<T> waiting = new AtomicReference<>();
        private final Consumer<T> taker;

        Latest(Consumer<T> taker) {
            this.taker = taker;
        }

        void put(T value) {
            if (waiting.getAndSet(value) == null) {
                run(() -> taker.accept(waiting.getAndSet(null)));
            }
        }
    }

    /** Runs a task again after failures, with growing pauses. */
    final class Retry {
        private final Runnable task;
        private final Backoff first;
        private Backoff backoff;
        private Future<?> waiting;

        Retry(Duration shortest, Duration longest, Runnable task) {
            this.task = task;
            this.first = Backoff.of(shortest, longest);
            this.backoff = first;
        }

        /** True from a failure until the task is run. */
        boolean waits() {
            return waiting != null;
        }

        void failed() {
            Duration now = now();
            backoff = backoff.failed(now, random.nextDouble());
            waiting = after(backoff.until().minus(now), () -> {
                waiting = null;
                task.run();
            });
        }

        /** The next pause is the shortest again. */
        void succeeded() {
            backoff = first;
        }

        void cancel() {
            if (waiting != null) {
                waiting.cancel(false);
                waiting = null;
            }
        }
    }

    /** Runs a task on the thread soon after it was asked for, once for all that asked meanwhile. */
    Runnable signal(Runnable task) {
        Latest<Boolean> latest = new Latest<>(asked -> task.run());
        return () -> latest.put(Boolean.TRUE);
    }
}
