package dev.temporalfailover.probe;

import dev.temporalfailover.failover.Outcome;
import dev.temporalfailover.failover.ProbeResult;
import dev.temporalfailover.failover.Target;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** Asks one target again and again: jittered, never two at once, never retried. On the loop's thread only. */
final class Repeat {
    private static final Logger LOG = Logger.getLogger(Repeat.class);

    private final Loop loop;
    private final Target target;
    private final Question question;
    private final Duration interval;
    private final Duration timeout;
    private Future<?> next;
    private long asked;
    private boolean inFlight;
    private boolean stopped;

    Repeat(Loop loop, Target target, Question question, Duration interval, Duration timeout) {
        this.loop = loop;
        this.target = target;
        this.question = question;
        this.interval = interval;
        this.timeout = timeout;
    }

    Target target() {
        return target;
    }

    /** Starts at a random phase, so that targets spread over the interval. */
    void start() {
        next = loop.slotted(
                Duration.ofNanos((long) (interval.toNanos() * loop.random().nextDouble())), this::turn);
    }

    /** Asks now unless a probe is in flight; the regular rhythm goes on. */
    void now() {
        if (!inFlight && !stopped) {
            ask();
        }
    }

    /** No more results, also not of the probe in flight. */
    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private void turn() {
        next = loop.slotted(loop.jittered(interval), this::turn);
        if (inFlight) {
            loop.listener().skipped(target);
        } else {
            ask();
        }
    }

    private void ask() {
        long mine = ++asked;
        inFlight = true;
        Duration start = loop.watch().look();
        Duration lost = loop.watch().lost();
        try {
            question.ask(timeout, answer -> loop.run(() -> finish(mine, start, lost, answer)));
        } catch (RuntimeException e) {
            LOG.errorf(e, "The probe of %s could not be started", target);
            finish(mine, start, lost, new Answer(Outcome.STARVED, "local error, see the log"));
        }
    }

    private void finish(long mine, Duration start, Duration lost, Answer answer) {
        if (stopped || mine != asked || !inFlight) {
            return;
        }
        inFlight = false;
        Duration now = loop.watch().look();
        Duration took = now.minus(start);
        Duration missed = loop.watch().lost().minus(lost);
        Answer told = loop.watch().starved(answer.outcome().lost(), missed, took, timeout)
                ? new Answer(
                        Outcome.STARVED,
                        "our process did not run for " + missed.toMillis() + " ms of " + took.toMillis() + " ms")
                : answer;
        loop.sink().accept(new ProbeResult(target, told.outcome(), took, now, told.detail(), told.phases()));
    }
}
