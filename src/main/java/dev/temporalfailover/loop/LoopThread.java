package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The one thread that owns a {@link FailoverLoop}: ticks when woken, and at least once a tick interval. */
public final class LoopThread implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("loop");
    private static final int QUESTIONS = 16;

    private final FailoverLoop loop;
    private final Supplier<Moment> clock;
    private final Duration interval;
    private final BlockingQueue<Runnable> wakeups = new ArrayBlockingQueue<>(QUESTIONS);
    private final Thread thread;

    public LoopThread(String policy, FailoverLoop loop, Supplier<Moment> clock, Duration interval) {
        this.loop = loop;
        this.clock = clock;
        this.interval = interval;
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
                answer.complete(question.apply(clock.get()));
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
                Duration rest = loop.rest(clock.get(), interval);
                Runnable first = wakeups.poll(rest.toNanos(), TimeUnit.NANOSECONDS);
                for (Runnable question = first; question != null; question = wakeups.poll()) {
                    question.run();
                }
                loop.tick(clock.get());
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException defect) {
                // A defect in one tick must not end the loop; the next one starts again from what is true.
                LOG.error("tick failed", defect);
            }
        }
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
