package dev.temporalfailover.loop;

import java.time.Duration;

/**
 * @param tick the longest time between two looks; a changed verdict or intent wakes the loop at once
 * @param readInterval between reads of records and routes, jittered
 * @param insyncTimeout how long a DNS change may be PENDING before an alarm
 * @param effectiveWithin how long a written route may have no effect before an alarm
 */
public record LoopTimes(Duration tick, Duration readInterval, Duration insyncTimeout, Duration effectiveWithin) {}
