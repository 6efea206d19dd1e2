package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.probe.ProbeTimes;
import java.time.Duration;

/**
 * Section {@code probing}.
 *
 * @param staleAfter a target is silent for at least so long before it is UNKNOWN
 */
record ProbingSection(ProbeTimes times, Duration staleAfter) {
    /** RFC 6298, section 2: the first timeout is 1 s, and doubles. */
    private static final Duration OUTLASTS_TWO_SYNS = Duration.ofMillis(3500);

    private static final Setting<Duration> INTERVAL = Setting.of("interval", Durations.from("100ms", "5m"), "5s")
            .means("Time between starts of the same check, jittered. With threshold 2 and timeout 1s a dead region"
                    + " is DOWN after at most 12 s. Every node of every region calls GetSystemInfo and"
                    + " DescribeNamespace, and each call counts against the frontend's rate limit: keep nodes x 2 /"
                    + " interval below 100 a second (250 nodes at 5s).");
    private static final Setting<Duration> TIMEOUT = Setting.of("timeout", Durations.from("10ms", "1m"), "1s")
            .means("Timeout of one probe with all its parts; below `interval`. The default is ten cross-country"
                    + " round trips. With less than half a second one lost packet fails the probe: it is"
                    + " retransmitted after 200 ms and a round trip at the earliest.");
    private static final Setting<Duration> LATE_TIMEOUT = Setting.optional(
                    "late_timeout", Durations.from("10ms", "5m"), "3 x timeout, and no more than interval")
            .means("A gRPC answer between `timeout` and this time counts as late, and the target is DEGRADED, not"
                    + " DOWN. From `timeout` (no answer counts as late) to `interval`.");
    private static final Setting<Duration> FUNCTION_INTERVAL = Setting.optional(
                    "function_interval", Durations.from("100ms", "1h"), "2 x interval")
            .means("Time between starts of describe_workflow, and of describe_task_queue; not below `interval`. Each of"
                    + " these calls costs history or matching a read, and counts in `probe_budget`. With the defaults a region whose history or"
                    + " matching is dead is DOWN after at most 25 s.");
    private static final Setting<Duration> FUNCTION_TIMEOUT = Setting.optional(
                    "function_timeout",
                    Durations.from("10ms", "1m"),
                    "3 x timeout, and no more than 3/4 of function_interval")
            .means("Timeout of describe_workflow and describe_task_queue; below `function_interval`. Below 2 s a dead"
                    + " role is found too, as `deadline`, but its reason is not: a frontend tries again for 1.9 s before"
                    + " it says what is missing. An answer up to twice as late counts as late, unless `late_timeout`"
                    + " equals `timeout`.");
    private static final Setting<Duration> COLD_INTERVAL = Setting.of(
                    "cold_interval", Durations.from("100ms", "1h"), "15s")
            .means("Time between cold connects (DNS, TCP and TLS without reuse); not below `interval`.");
    private static final Setting<Duration> COLD_TIMEOUT = Setting.optional(
                    "cold_timeout", Durations.from("10ms", "1m"), "3500ms, and no more than 3/4 of cold_interval")
            .means("Timeout of one cold connect; below `cold_interval`. A lost SYN is retransmitted after 1 s and"
                    + " after 3 s: with a shorter timeout one lost packet fails the connect.");
    private static final Setting<Duration> STALE_AFTER = Setting.optional(
                    "stale_after", Durations.from("300ms", "1d"), "3 intervals of the check and its timeout")
            .means("A target without a result for this long is UNKNOWN. It has no effect where it is shorter than three"
                    + " intervals of the check, as long as they are now, and its timeout: nobody can know sooner that a"
                    + " result is missing.");

    static final Shape SHAPE = new Shape(
            INTERVAL,
            TIMEOUT,
            LATE_TIMEOUT,
            FUNCTION_INTERVAL,
            FUNCTION_TIMEOUT,
            COLD_INTERVAL,
            COLD_TIMEOUT,
            STALE_AFTER);

    static ProbingSection read(Section s) {
        Duration interval = s.value(INTERVAL);
        Duration timeout = s.value(TIMEOUT);
        Duration cold = s.value(COLD_INTERVAL);
        Duration lateTimeout = lateTimeout(s, interval, timeout);
        Duration function = functionInterval(s, interval);
        Duration functionTimeout = functionTimeout(s, timeout, function);
        Duration coldTimeout = coldTimeout(s, cold);
        Duration stale = s.value(STALE_AFTER);
        if (timeout.compareTo(interval) >= 0) {
            s.wrong(TIMEOUT, s.written(TIMEOUT) + " is not below interval " + s.written(INTERVAL));
        }
        if (cold.compareTo(interval) < 0) {
            s.wrong(COLD_INTERVAL, s.written(COLD_INTERVAL) + " is below interval " + s.written(INTERVAL));
        }
        ProbeTimes times = new ProbeTimes(interval, timeout, lateTimeout, function, functionTimeout, cold, coldTimeout);
        return new ProbingSection(times, stale == null ? Duration.ZERO : stale);
    }

    private static Duration lateTimeout(Section s, Duration interval, Duration timeout) {
        Duration usual = timeout.multipliedBy(3);
        Duration written = s.value(LATE_TIMEOUT);
        if (written == null) {
            return usual.compareTo(interval) < 0 ? usual : interval;
        }
        if (written.compareTo(timeout) < 0) {
            s.wrong(LATE_TIMEOUT, s.written(LATE_TIMEOUT) + " is below timeout " + s.written(TIMEOUT));
        }
        if (written.compareTo(interval) > 0) {
            s.wrong(LATE_TIMEOUT, s.written(LATE_TIMEOUT) + " is above interval " + s.written(INTERVAL));
        }
        return written;
    }

    private static Duration functionInterval(Section s, Duration interval) {
        Duration written = s.value(FUNCTION_INTERVAL);
        if (written == null) {
            return interval.multipliedBy(2);
        }
        if (written.compareTo(interval) < 0) {
            s.wrong(FUNCTION_INTERVAL, s.written(FUNCTION_INTERVAL) + " is below interval " + s.written(INTERVAL));
        }
        return written;
    }

    private static Duration functionTimeout(Section s, Duration timeout, Duration interval) {
        Duration usual = timeout.multipliedBy(3);
        Duration most = interval.multipliedBy(3).dividedBy(4);
        Duration written = s.value(FUNCTION_TIMEOUT);
        if (written == null) {
            return usual.compareTo(most) < 0 ? usual : most;
        }
        if (written.compareTo(interval) >= 0) {
            s.wrong(
                    FUNCTION_TIMEOUT,
                    s.written(FUNCTION_TIMEOUT) + " is not below function_interval '" + Durations.text(interval) + "'");
        }
        return written;
    }

    private static Duration coldTimeout(Section s, Duration cold) {
        Duration most = cold.multipliedBy(3).dividedBy(4);
        Duration written = s.value(COLD_TIMEOUT);
        if (written == null) {
            return OUTLASTS_TWO_SYNS.compareTo(most) < 0 ? OUTLASTS_TWO_SYNS : most;
        }
        if (written.compareTo(cold) >= 0) {
            s.wrong(COLD_TIMEOUT, s.written(COLD_TIMEOUT) + " is not below cold_interval " + s.written(COLD_INTERVAL));
        }
        return written;
    }
}
