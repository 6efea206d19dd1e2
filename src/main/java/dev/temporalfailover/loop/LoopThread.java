package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The one thread that owns a {@link FailoverLoop}: ticks when woken, and at least once a tick interval. */
public final class LoopThread implements AutoCloseable {
    /** A tick waits for Route 53, Kubernetes and proxies, each with its deadline. Without a tick for longer a restart is the cure. */
    private static final Duration ALIVE_WITHIN = Duration.ofMinutes(3);

    private static final int QUESTIONS = 16;

    private final FailoverLoop loop;
    private final Clock clock;
    private final Duration interval;
    private final Heartbeat heartbeat;
    private final BlockingQueue<Runnable> wakeups = new ArrayBlockingQueue<>(QUESTIONS);
    private final Thread thread;

    public LoopThread(String policy, FailoverLoop loop, Clock clock, Duration interval, Heartbeats heartbeats) {
        this.loop = loop;
        this.clock = clock;
        this.interval = interval;
        this.heartbeat = heartbeats.of("loop-" + policy, ALIVE_WITHIN);
        this.thread = new Thread(this::run, "loop-" + policy);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public FailoverLoop loop() {
        return loop;
    }

    /** Makes the loop tick now. Waking it twice before it ticks is one tick. */
    public void wake() {
        if (wakeups.isEmpty()) {
            wakeups.offer(() -> {});
        }
    }

    /** Answers a question on the loop's thread; fails at once if too many are waiting. */
    public <T> CompletableFuture<T> ask(Function<Moment, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean queued = wakeups.offer(() -> {
            try {
                answer.complete(question.apply(clock.now()));
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        if (!queued) {
            answer.completeExceptionally(new LoopBusy("the loop is busy, try again"));
        }
        return answer;
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Runnable first = wakeups.poll(rest().toNanos(), TimeUnit.NANOSECONDS);
                for (Runnable question = first; question != null; question = wakeups.poll()) {
                    heartbeat.step("answer", question);
                }
                heartbeat.round("tick", () -> loop.tick(clock.now()));
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Duration rest() {
        Duration[] rest = {interval};
        heartbeat.step("rest", () -> rest[0] = loop.rest(clock.now(), interval));
        return rest[0];
    }

    boolean alive() {
        return thread.isAlive();
    }

    /** Ends the loop; a call under way is interrupted. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
