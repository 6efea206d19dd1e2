package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;
import java.util.Map;

/**
 * The value of one probe. A probe never throws and is never retried.
 *
 * @param target what was asked
 * @param outcome how it ended
 * @param latency from the start of the call to its end, on the monotonic clock
 * @param at when it ended, {@link Moment#steady()}
 * @param detail one line for a person, never a secret; empty where the outcome is enough
 * @param phases timed parts of a cold connect, {@code dns}, {@code tcp}, {@code tls}; empty for others
 */
public record ProbeResult(
        Target target, Outcome outcome, Duration latency, Duration at, String detail, Map<String, Duration> phases) {

    private static final int MAX_DETAIL = 300;

    public ProbeResult {
        phases = Map.copyOf(phases);
        // A peer chooses part of this text; keep windows and status bounded.
        detail = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
    }

    /** A result without phases. */
    public ProbeResult(Target target, Outcome outcome, Duration latency, Duration at, String detail) {
        this(target, outcome, latency, at, detail, Map.of());
    }
}
