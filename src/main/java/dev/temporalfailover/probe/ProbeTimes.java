package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Check;
import java.time.Duration;

/**
 * How often an endpoint is probed, and how long a probe may take.
 *
 * @param interval between starts of the same check, jittered
 * @param timeout of one probe, below {@code interval}
 * @param late until when an answer to a gRPC probe counts as late; not below {@code timeout}, not above {@code interval}
 * @param functionInterval between starts of a check that a frontend passes on to another role; not below {@code interval}
 * @param functionTimeout of one such check, below {@code functionInterval}: a frontend tries again for up to 1.9 s before it
 *     says that the other role does not answer
 * @param coldInterval between cold connects
 * @param coldTimeout of one cold connect, below {@code coldInterval}; above a second it outlasts a lost SYN, which is sent
 *     again only then (RFC 6298, section 2)
 */
public record ProbeTimes(
        Duration interval,
        Duration timeout,
        Duration late,
        Duration functionInterval,
        Duration functionTimeout,
        Duration coldInterval,
        Duration coldTimeout) {

    /** Between starts of this check. */
    public Duration interval(Check check) {
        return check == Check.COLD_CONNECT ? coldInterval : check.passedOn() ? functionInterval : interval;
    }

    /** Of one probe by this check. */
    public Duration timeout(Check check) {
        return check == Check.COLD_CONNECT ? coldTimeout : check.passedOn() ? functionTimeout : timeout;
    }

    /** Until when an answer to this check counts as late; what is passed on has twice its timeout, unless nothing is late. */
    Duration late(Check check) {
        if (!check.passedOn()) {
            return late;
        }
        Duration twice = late.equals(timeout) ? functionTimeout : functionTimeout.multipliedBy(2);
        return twice.compareTo(functionInterval) < 0 ? twice : functionInterval;
    }
}
