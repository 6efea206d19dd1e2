package dev.temporalfailover.observe;

import dev.temporalfailover.exchange.ReportListener;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Owns the {@link Observatory}. Results come in from any thread through a bounded queue; judgements go out as immutable
 * values, at once when a target's verdict changes and otherwise once a tick.
 */
public final class JudgeThread implements ReportListener, AutoCloseable {
    /** Its name, and its heartbeat's. */
    public static final String NAME = "judge";

    private static final int QUEUE = 65_536;
    private static final int BATCH = 1_024;
    private static final Duration REST = Duration.ofMillis(5);
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);
    private static final int TICKS = 10;

    private final Observatory observatory;
    private final Supplier<Set<Target>> present;
    private final Clock clock;
    private final Duration tick;
    private final BooleanSupplier leads;
    private final JudgeListener listener;
    private final Heartbeat heartbeat;
    private final BlockingQueue<Input> inputs = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    /** Observers whose votes are all here, or in the queue. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    private Duration nextTick;
    private boolean led;

    /** Something to take in: a probe's result, a pool's sample, another observer's report. */
    private interface Input {
        void into(Observatory observatory, Duration now);
    }

    /**
     * @param present the targets that are probed now
     * @param leads whether this instance judges by the votes of all observers of its region
     */
    public JudgeThread(
            Observatory observatory,
            Supplier<Set<Target>> present,
            Clock clock,
            Duration tick,
            BooleanSupplier leads,
            JudgeListener listener,
            Heartbeats heartbeats) {
        this.observatory = observatory;
        this.present = present;
        this.clock = clock;
        this.tick = tick;
        this.leads = leads;
        this.listener = listener;
        Duration ticks = tick.multipliedBy(TICKS);
        this.heartbeat = heartbeats.of(NAME, ticks.compareTo(ALIVE_WITHIN) > 0 ? ticks : ALIVE_WITHIN);
        this.nextTick = clock.steady().plus(tick);
        this.thread = new Thread(this::run, NAME);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Takes a result in, without waiting. */
    public void accept(ProbeResult result) {
        offer((observatory, now) -> observatory.accept(result, now));
    }

    /** Takes a pool sample in, without waiting. */
    public void pool(String region, String name, double active, double max) {
        offer((observatory, now) -> observatory.pool(region, name, active, max, now));
    }

    /**
     * Takes another observer's report in, without waiting. False if it must send all its votes again: it was dropped,
     * or they are not here, since this instance led again before the judge noticed that it did not.
     */
    @Override
    public boolean reported(
            String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone, Duration judged) {
        if (!afresh && !known.contains(observer)) {
            return false;
        }
        boolean taken = offer((observatory, now) -> {
            observatory.report(observer, afresh, changed, gone, now);
            observatory.judgedAt(observer, judged, now);
        });
        if (taken) {
            known.add(observer);
        } else {
            known.remove(observer);
        }
        return taken;
    }

    /** Another observer has ended in good order. */
    @Override
    public void left(String observer) {
        known.remove(observer);
        offer((observatory, now) -> observatory.left(observer));
    }

    private boolean offer(Input input) {
        boolean taken = inputs.offer(input);
        if (!taken) {
            listener.dropped();
        }
        return taken;
    }

    private void run() {
        List<Input> batch = new ArrayList<>(BATCH);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                long wait = nextTick.minus(clock.steady()).toNanos();
                Input first = inputs.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    inputs.drainTo(batch, BATCH - 1);
                }
                heartbeat.step("step", () -> step(batch, clock.steady()));
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
        boolean leading = leads.getAsBoolean();
        boolean due = now.compareTo(nextTick) >= 0 || leading != led;
        led = leading;
        if (due) {
            nextTick = now.plus(tick);
        }
        observatory.leads(leading);
        for (Input input : batch) {
            heartbeat.step("take in", () -> input.into(observatory, now));
        }
        if (heartbeat.step("judge", () -> judge(due, leading, now)) && due) {
            heartbeat.beat();
        }
    }

    private void judge(boolean due, boolean leading, Duration now) {
        if (due) {
            observatory.retain(present.get());
        }
        Map<String, Judgement> judged = due ? observatory.judgeAll(now) : observatory.judgeChanged(now);
        judged.forEach(listener::judged);
        if (due && leading) {
            listener.observers(observatory.observers());
        }
        if (!leading) {
            known.clear();
        } else if (due) {
            // Only those: one that is not there yet may be waiting in the queue.
            known.removeAll(observatory.forgotten());
        }
        if (!judged.isEmpty()) {
            listener.voted(observatory.votes(), now);
        }
    }

    /** Ends the thread; what is still queued is dropped. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
