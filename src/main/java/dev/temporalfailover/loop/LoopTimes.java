package dev.temporalfailover.loop;

import java.time.Duration;

/**
 * @param tick the longest time between two looks; a changed verdict or intent wakes the loop at once
 * @param readInterval between reads of records and routes, jittered
 * @param insyncTimeout how long a DNS change may be PENDING before an alarm
 * @param effectiveWithin how long a written route may have no effect before an alarm
 * @param connectionsStay how long Temporal's frontends let a client stay that is connected
 */
public record LoopTimes(
        Duration tick,
        Duration readInterval,
        Duration insyncTimeout,
        Duration effectiveWithin,
        Duration connectionsStay) {

    private static final Duration JUDGED_WITHIN = Duration.ofSeconds(10);
    private static final int TICKS = 10;

    /** A verdict is judged at least once a tick; one that is older is UNKNOWN. */
    public Duration judgedWithin() {
        Duration ticks = tick.multipliedBy(TICKS);
        return ticks.compareTo(JUDGED_WITHIN) > 0 ? ticks : JUDGED_WITHIN;
    }
}
