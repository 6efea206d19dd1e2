package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.outside.Line;
import java.time.Duration;
import java.util.Map;

/**
 * How a probe ended, before it is timed and given its target.
 *
 * @param detail one line for a person, never a secret
 * @param phases timed parts of a cold connect
 */
record Answer(Outcome outcome, String detail, Map<String, Duration> phases) {
    private static final int MAX_DETAIL = 200;

    static final Answer OK = new Answer(Outcome.OK, "");

    Answer {
        // A peer chooses part of the text.
        detail = Line.of(detail, MAX_DETAIL);
    }

    Answer(Outcome outcome, String detail) {
        this(outcome, detail, Map.of());
    }

    Answer with(Map<String, Duration> timed) {
        return new Answer(outcome, detail, timed);
    }
}
