package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
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
        // A peer chooses part of the text: one bounded line, without control characters.
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < Math.min(MAX_DETAIL, detail.length()); i++) {
            char c = detail.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        detail = line.toString();
    }

    Answer(Outcome outcome, String detail) {
        this(outcome, detail, Map.of());
    }

    Answer with(Map<String, Duration> timed) {
        return new Answer(outcome, detail, timed);
    }
}
