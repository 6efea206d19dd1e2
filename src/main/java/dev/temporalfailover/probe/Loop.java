package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** The one thread that everything in this package runs on, sockets included, and what is shared by all probes. */
record Loop(
        EventLoop thread,
        PauseWatch watch,
        RandomGenerator random,
        Consumer<ProbeResult> sink,
        ProbeListener listener,
        Heartbeat heartbeat) {
    /** Nanoseconds; far below every interval. */
    private static final long SLOT = 5_000_000;

    private static final Logger LOG = Logger.getLogger(Loop.class);

    /** Now if already on the thread, else soon; nothing once the prober is closed. */
    void run(Runnable task) {
        if (thread.inEventLoop()) {
            guarded(task);
            return;
        }
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException closed) {
            LOG.debug("A late answer after close is dropped");
        }
    }

    /** Later, once. */
    Future<?> after(Duration delay, Runnable task) {
        if (thread.isShuttingDown()) {
            return thread.newSucceededFuture(null);
        }
        return thread.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Later, once, at the nearest multiple of {@link #SLOT}: a thousand targets then wake the thread two hundred times a
     * second instead of a thousand times.
     */
    Future<?> slotted(Duration delay, Runnable task) {
        long now = watch.look().toNanos();
        long due = now + delay.toNanos();
        return after(Duration.ofNanos(Math.max(0, Math.floorDiv(due + SLOT / 2, SLOT) * SLOT - now)), task);
    }

    /** {@code d} +-10 %. */
    Duration jittered(Duration d) {
        return Duration.ofNanos((long) (d.toNanos() * (0.9 + 0.2 * random.nextDouble())));
    }

    /** Netty keeps what a scheduled task throws in a future that is never read. */
    private void guarded(Runnable task) {
        heartbeat.step("task", task);
    }
}
