package dev.temporalfailover.app;

import dev.temporalfailover.failover.ProbeResult;
import dev.temporalfailover.failover.RegionVerdict;
import dev.temporalfailover.failover.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Owns the windows of every policy. Results come in from any thread through a bounded queue; verdicts go out to each
 * policy's listener as immutable maps, at once when a target's verdict changes and otherwise once a tick.
 */
final class JudgeThread implements AutoCloseable {
    private static final int QUEUE = 65_536;
    private static final int BATCH = 1_024;
    private static final Duration REST = Duration.ofMillis(5);

    private final Map<String, Observatory> observatories;
    private final Supplier<Set<Target>> present;
    private final Supplier<Duration> steady;
    private final Duration tick;
    private final BiConsumer<String, Map<String, RegionVerdict>> listener;
    private final Runnable overflow;
    private final BlockingQueue<Input> inputs = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private Duration nextTick;

    /** Something to take in; a probe's result or a pool's sample. */
    private interface Input {
        /** Returns the region whose verdict may have changed, or null. */
        String into(Observatory observatory, Duration now);
    }

    /**
     * @param observatories by policy
     * @param present the targets that are probed now
     * @param listener called on the judge thread with a policy's verdicts
     * @param overflow called for each result that found the queue full
     */
    JudgeThread(
            Map<String, Observatory> observatories,
            Supplier<Set<Target>> present,
            Supplier<Duration> steady,
            Duration tick,
            BiConsumer<String, Map<String, RegionVerdict>> listener,
            Runnable overflow) {
        this.observatories = new LinkedHashMap<>(observatories);
        this.present = present;
        this.steady = steady;
        this.tick = tick;
        this.listener = listener;
        this.overflow = overflow;
        this.nextTick = steady.get().plus(tick);
        this.thread = new Thread(this::run, "judge");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes a result in, without waiting. */
    void accept(ProbeResult result) {
        offer((observatory, now) ->
                observatory.accept(result, now) ? result.target().region() : null);
    }

    /** Takes a pool sample in, without waiting. */
    void pool(String region, String name, double active, double max) {
        offer((observatory, now) -> {
            observatory.pool(region, name, active, max, now);
            return null;
        });
    }

    private void offer(Input input) {
        if (!inputs.offer(input)) {
            overflow.run();
        }
    }

    private void run() {
        List<Input> batch = new ArrayList<>(BATCH);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                long wait = nextTick.minus(steady.get()).toNanos();
                Input first = inputs.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    inputs.drainTo(batch, BATCH - 1);
                }
                step(batch, steady.get());
                if (!batch.isEmpty()) {
                    batch.clear();
                    // Under load many results then cost one waking; alone, a result is still judged as it comes.
                    LockSupport.parkNanos(this, REST.toNanos());
                }
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void step(List<Input> batch, Duration now) {
        boolean due = now.compareTo(nextTick) >= 0;
        Set<Target> targets = due ? present.get() : Set.of();
        observatories.forEach((policy, observatory) -> {
            Set<String> changed = new HashSet<>();
            for (Input input : batch) {
                String region = input.into(observatory, now);
                if (region != null) {
                    changed.add(region);
                }
            }
            if (due) {
                observatory.retain(targets);
                listener.accept(policy, observatory.judgeAll(now));
                return;
            }
            Map<String, RegionVerdict> verdicts = null;
            for (String region : changed) {
                verdicts = observatory.judgeRegion(region, now);
            }
            if (verdicts != null) {
                listener.accept(policy, verdicts);
            }
        });
        if (due) {
            nextTick = now.plus(tick);
        }
    }

    /** Ends the thread; what is still queued is dropped. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
