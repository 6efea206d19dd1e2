package dev.temporalfailover.observe;

import dev.temporalfailover.exchange.Hearing.PolicyVote;
import dev.temporalfailover.exchange.ReportListener;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * Owns the windows of every policy. Results come in from any thread through a bounded queue; verdicts go out to each
 * policy's loop as immutable values, at once when a target's verdict changes and otherwise once a tick.
 */
public final class JudgeThread implements ReportListener, AutoCloseable {
    private static final int QUEUE = 65_536;
    private static final int BATCH = 1_024;
    private static final Duration REST = Duration.ofMillis(5);

    private final Map<String, Observatory> observatories;
    private final Supplier<Set<Target>> present;
    private final Supplier<Duration> steady;
    private final Duration tick;
    private final BooleanSupplier leads;
    private final Output output;
    private final BlockingQueue<Input> inputs = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    /** Observers whose votes are all here, or in the queue. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    private Duration nextTick;
    private boolean led;

    /** Something to take in: a probe's result, a pool's sample, another observer's report. */
    private interface Input {
        /** Returns the regions whose verdict may have changed. */
        Set<String> into(String policy, Observatory observatory, Duration now);
    }

    /** What comes out, on the judge thread. */
    public interface Output {
        /** A policy's verdicts, and once a tick the observers behind them. */
        void judged(String policy, Judgement judgement);

        /** This instance's own votes for all policies, after some may have changed. */
        void voted(List<PolicyVote> own);

        /** Once a tick while this instance leads: all observers of its region that are not forgotten, this one too. */
        void observers(Set<String> all);

        /** An input found the queue full; from any thread. */
        void dropped();
    }

    /**
     * @param observatories by policy
     * @param present the targets that are probed now
     * @param leads whether this instance judges by the votes of all observers of its region
     */
    public JudgeThread(
            Map<String, Observatory> observatories,
            Supplier<Set<Target>> present,
            Supplier<Duration> steady,
            Duration tick,
            BooleanSupplier leads,
            Output output) {
        this.observatories = new LinkedHashMap<>(observatories);
        this.present = present;
        this.steady = steady;
        this.tick = tick;
        this.leads = leads;
        this.output = output;
        this.nextTick = steady.get().plus(tick);
        this.thread = new Thread(this::run, "judge");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Takes a result in, without waiting. */
    public void accept(ProbeResult result) {
        offer((policy, observatory, now) ->
                observatory.accept(result, now) ? Set.of(result.target().region()) : Set.of());
    }

    /** Takes a pool sample in, without waiting. */
    public void pool(String region, String name, double active, double max) {
        offer((policy, observatory, now) -> {
            observatory.pool(region, name, active, max, now);
            return Set.of();
        });
    }

    /**
     * Takes another observer's report in, without waiting. False if it must begin afresh: it was dropped, or its votes are
     * not here, since this instance led again before anybody noticed that it did not.
     */
    @Override
    public boolean reported(String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone) {
        if (!afresh && !known.contains(observer)) {
            return false;
        }
        boolean taken = offer((policy, observatory, now) -> {
            List<Vote> votes = changed.stream()
                    .filter(vote -> vote.policy().equals(policy))
                    .map(PolicyVote::vote)
                    .toList();
            return observatory.report(observer, afresh, votes, gone, now);
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
        offer((policy, observatory, now) -> observatory.left(observer));
    }

    private boolean offer(Input input) {
        boolean taken = inputs.offer(input);
        if (!taken) {
            output.dropped();
        }
        return taken;
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
        boolean leading = leads.getAsBoolean();
        boolean due = now.compareTo(nextTick) >= 0 || leading != led;
        led = leading;
        Set<Target> targets = due ? present.get() : Set.of();
        boolean changed = due;
        for (Map.Entry<String, Observatory> entry : observatories.entrySet()) {
            Observatory observatory = entry.getValue();
            observatory.leads(leading);
            changed |= take(entry.getKey(), observatory, batch, due, targets, now);
        }
        if (due && leading) {
            // Every policy hears the same observers.
            output.observers(observatories.values().iterator().next().members());
        }
        if (!leading) {
            known.clear();
        } else if (due) {
            // Only those: who is not there yet may be waiting in the queue.
            observatories.values().forEach(one -> known.removeAll(one.forgotten()));
        }
        if (changed) {
            List<PolicyVote> own = new ArrayList<>();
            observatories.forEach((policy, observatory) ->
                    observatory.votes(now).forEach(vote -> own.add(new PolicyVote(policy, vote))));
            output.voted(own);
        }
        if (due) {
            nextTick = now.plus(tick);
        }
    }

    /** One policy's share of a step. True if a verdict may have changed. */
    private boolean take(
            String policy, Observatory observatory, List<Input> batch, boolean due, Set<Target> targets, Duration now) {
        Set<String> changed = new HashSet<>();
        for (Input input : batch) {
            changed.addAll(input.into(policy, observatory, now));
        }
        if (due) {
            observatory.retain(targets);
            output.judged(policy, observatory.judgeAll(now));
            return true;
        }
        Judgement judgement = null;
        for (String region : changed) {
            judgement = observatory.judgeRegion(region, now);
        }
        if (judgement != null) {
            output.judged(policy, judgement);
        }
        return judgement != null;
    }

    /** Ends the thread; what is still queued is dropped. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
