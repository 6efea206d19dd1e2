package dev.temporalfailover.probe;

import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Target;
import java.time.Duration;
import java.util.concurrent.Future;

/** Asks one target again and again: jittered, never two at once, never retried. On the loop's thread only. */
final class Repeat {
    /** Beyond its timeout and the longest pause that a watch forgives, nothing will end a probe any more. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final Loop loop;
    private final Target target;
    private final Question question;
    private final Duration configured;
    private final Duration timeout;
    private Duration interval;
    private Duration first;
    private Future<?> next;
    /** When {@link #next} is, and when the one before was; null while there is none. */
    private Duration due;

    private Duration turned;
    private long asked;
    private boolean inFlight;
    /** When the probe in flight began, and {@link PauseWatch#lost} then. */
    private Duration asking = Duration.ZERO;

    private Duration askingLost = Duration.ZERO;
    /** The probe that was reported as lost, until the next one ends: its answer may still come. 0 for none. */
    private long missed;

    private boolean stopped;

    Repeat(Loop loop, Target target, Question question, Duration interval, Duration timeout) {
        this.loop = loop;
        this.target = target;
        this.question = question;
        this.configured = interval;
        this.interval = interval;
        this.timeout = timeout;
    }

    Target target() {
        return target;
    }

    /** The interval that it was made with, whatever its pace is. */
    Duration configured() {
        return configured;
    }

    /** Starts at a random phase, so that targets spread over the interval. */
    void start() {
        pace(Pace.configured(interval));
    }

    /**
     * Asks at this pace from now on, and starts if it has not started. When the pace rises, the next probe is no later than
     * the new interval after the last one, or after now if that is past. A pace that often changes a little neither delays
     * nor adds probes.
     */
    void pace(Pace pace) {
        Duration before = interval;
        boolean sooner = first != null && pace.first().compareTo(first) < 0;
        interval = pace.interval();
        first = pace.first();
        if (stopped) {
            return;
        }
        Duration now = loop.watch().look();
        if (due == null) {
            schedule(now, now.plus(phase(first)));
        } else if (turned == null) {
            if (sooner) {
                schedule(now, earlier(due, now.plus(phase(first))));
            }
        } else if (!interval.equals(before)) {
            schedule(now, moved(before, now));
        }
    }

    private Duration moved(Duration before, Duration now) {
        if (interval.compareTo(before.multipliedBy(2)) >= 0) {
            // All members may slow down at the same moment; they must not stay bunched.
            return now.plus(phase(interval));
        }
        Duration regular = turned.plus(loop.jittered(interval));
        return regular.compareTo(now) > 0 ? regular : earlier(due, now.plus(phase(interval)));
    }

    private Duration phase(Duration within) {
        return Duration.ofNanos((long) (within.toNanos() * loop.random().nextDouble()));
    }

    private static Duration earlier(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void schedule(Duration now, Duration at) {
        if (next != null) {
            next.cancel(false);
        }
        due = at;
        next = loop.slotted(at.minus(now), this::turn);
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
        turned = loop.watch().look();
        schedule(turned, turned.plus(loop.jittered(interval)));
        if (inFlight && turned.minus(asking).compareTo(timeout.multipliedBy(2).plus(FORGOTTEN)) > 0) {
            finish(asked, asking, askingLost, forgotten());
            ask();
        } else if (inFlight) {
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
        asking = start;
        askingLost = lost;
        try {
            question.ask(timeout, answer -> loop.run(() -> finish(mine, start, lost, answer)));
        } catch (RuntimeException | LinkageError e) {
            finish(
                    mine,
                    start,
                    lost,
                    LocalFault.answer(
                            loop.listener(), "asking " + target.check().word(), e));
        }
    }

    /** Something threw where nobody could catch it. */
    private Answer forgotten() {
        return LocalFault.answer(
                loop.listener(),
                "ending " + target.check().word(),
                new IllegalStateException("a probe did not end by its timeout"));
    }

    private void finish(long mine, Duration start, Duration lost, Answer answer) {
        if (stopped) {
            return;
        }
        if (mine != asked || !inFlight) {
            if (mine == missed) {
                late(start, answer);
            }
            return;
        }
        inFlight = false;
        Duration now = loop.watch().look();
        Duration took = now.minus(start);
        Duration asleep = loop.watch().lost().minus(lost);
        boolean starved = loop.watch().starved(answer.outcome().lost(), asleep, took, timeout);
        Answer told = starved && answer.outcome() != Outcome.LOCAL_ERROR
                ? new Answer(
                        Outcome.STARVED,
                        "our process did not run for " + asleep.toMillis() + " ms of " + took.toMillis() + " ms")
                : answer;
        missed = told.outcome().lost() ? mine : 0;
        loop.sink().accept(new ProbeResult(target, told.outcome(), took, now, told.detail(), told.phases()));
    }

    /** Only an answer of a live server counts this late: the failure was reported already. */
    private void late(Duration start, Answer answer) {
        Outcome.Meaning meaning = answer.outcome().meaning();
        if (meaning != Outcome.Meaning.ALIVE && meaning != Outcome.Meaning.IMPAIRED) {
            return;
        }
        missed = 0;
        Duration now = loop.watch().look();
        Duration took = now.minus(start);
        String detail = "answered after " + took.toMillis() + " ms, timeout " + timeout.toMillis() + " ms";
        loop.sink().accept(new ProbeResult(target, Outcome.LATE, took, now, detail));
    }
}
