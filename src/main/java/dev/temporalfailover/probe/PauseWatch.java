package dev.temporalfailover.probe;

import dev.temporalfailover.failover.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Finds the times in which our own process did not run, or could not keep up, from how late a tick is on the thread that
 * does all the work. A tick that is due and has not come counts as well, so that a late answer cannot slip in before it.
 */
final class PauseWatch {
    private final Clock clock;
    private final Duration limit;
    private final Duration tick;
    private final Consumer<Duration> paused;
    private Duration lastTick;
    private Duration lost = Duration.ZERO;
    private boolean told;

    PauseWatch(Clock clock, Duration limit, Consumer<Duration> paused) {
        this.clock = clock;
        this.limit = limit;
        this.paused = paused;
        this.tick = Duration.ofMillis(Math.max(20, Math.min(250, limit.toMillis() / 10)));
        this.lastTick = clock.steady();
    }

    /** The clock without a look at pauses. */
    Clock clock() {
        return clock;
    }

    /** How often {@link #ticked} is to be called. */
    Duration every() {
        return tick;
    }

    /** Begins to watch now. */
    void begin() {
        lastTick = clock.steady();
    }

    /** The tick came. */
    void ticked() {
        Duration now = look();
        lost = lost.plus(late(now));
        lastTick = now;
        told = false;
    }

    /** The steady clock, after a look at whether there is a pause to tell. */
    Duration look() {
        Duration now = clock.steady();
        Duration late = late(now);
        if (!told && late.compareTo(limit) > 0) {
            told = true;
            paused.accept(late);
        }
        return now;
    }

    /** The sum of all lateness so far; its growth during a probe is the time that the probe was not watched. */
    Duration lost() {
        return lost.plus(late(clock.steady()));
    }

    private Duration late(Duration now) {
        Duration late = now.minus(lastTick).minus(tick);
        return late.compareTo(tick) > 0 ? late : Duration.ZERO;
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
