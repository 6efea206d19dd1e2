package dev.temporalfailover.loop;

import java.time.Duration;

/**
 * @param tick the longest time between two looks; a changed verdict or intent wakes the loop at once
 * @param readInterval between reads of records and routes, jittered
 * @param insyncTimeout how long a DNS change may be PENDING before an alarm
 * @param effectiveWithin how long a written route may have no effect before an alarm
 * @param pauseLimit the process not having run for longer than this makes what it saw meanwhile STARVED
 */
public record LoopTimes(
        Duration tick, Duration readInterval, Duration insyncTimeout, Duration effectiveWithin, Duration pauseLimit) {}
