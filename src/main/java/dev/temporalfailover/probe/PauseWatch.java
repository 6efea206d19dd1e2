package dev.temporalfailover.probe;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds the times in which our own process did not run, from the steady clock's gaps between looks. Looked at by a
 * tick and before every result, so that a late answer cannot slip in before the tick has seen the pause.
 */
final class PauseWatch {
    private final Supplier<Duration> steady;
    private final Duration limit;
    private final Duration tick;
    private final Consumer<Duration> paused;
    private Duration lastLook;
    private Duration lost = Duration.ZERO;

    PauseWatch(Supplier<Duration> steady, Duration limit, Consumer<Duration> paused) {
        this.steady = steady;
        this.limit = limit;
        this.paused = paused;
        this.tick = Duration.ofMillis(Math.max(20, Math.min(250, limit.toMillis() / 10)));
        this.lastLook = steady.get();
    }

    Duration tick() {
        return tick;
    }

    /** The steady clock, after a look at the gap that led here. */
    Duration look() {
        Duration now = steady.get();
        Duration gap = now.minus(lastLook).minus(tick);
        lastLook = now;
        if (gap.compareTo(tick) > 0) {
            lost = lost.plus(gap);
            if (gap.compareTo(limit) > 0) {
                paused.accept(gap);
            }
        }
        return now;
    }

    /** The sum of all gaps so far; its growth during a probe is the time that the probe was not watched. */
    Duration lost() {
        return lost;
    }

    /**
     * True if a probe says nothing about its target, for lack of our own time.
     *
     * @param unanswered the probe ended by time or loss; then half of its timeout spent asleep is enough
     * @param missed growth of {@link #lost()} while it ran
     * @param took from start to end
     */
    boolean starved(boolean unanswered, Duration missed, Duration took, Duration timeout) {
        return missed.compareTo(limit) > 0
                || took.minus(timeout).compareTo(limit) > 0
                || unanswered && missed.multipliedBy(2).compareTo(timeout) > 0;
    }
}
