package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Check;
import java.time.Duration;

/**
 * How often an endpoint is probed, and how long a probe may take.
 *
 * @param interval between starts of the same check, jittered
 * @param timeout of one probe, below {@code interval}
 * @param late until when an answer to a gRPC probe counts as late; not below {@code timeout}, not above {@code interval}
 * @param coldInterval between cold connects
 * @param coldTimeout of one cold connect, below {@code coldInterval}; above a second it outlasts a lost SYN, which is sent
 *     again only then (RFC 6298, section 2)
 */
public record ProbeTimes(
        Duration interval, Duration timeout, Duration late, Duration coldInterval, Duration coldTimeout) {

    /** Between starts of this check. */
    public Duration interval(Check check) {
        return check == Check.COLD_CONNECT ? coldInterval : interval;
    }

    /** Of one probe by this check. */
    public Duration timeout(Check check) {
        return check == Check.COLD_CONNECT ? coldTimeout : timeout;
    }
}
