package dev.temporalfailover.api.access;

import dev.temporalfailover.outside.Line;

/** Texts that people give. */
public final class RequestText {
    private static final int MAX_TEXT = 200;

    private RequestText() {}

    /** A text that a person gave: not empty, one line, not long. */
    public static String of(String field, String value) {
        if (value == null || value.isBlank()) {
            throw Refusal.bad(field, field + " is needed");
        }
        if (value.length() > MAX_TEXT) {
            throw Refusal.bad(field, field + " is longer than " + MAX_TEXT + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.bad(field, field + " must be one line without control characters");
        }
        return Line.of(value, MAX_TEXT);
    }
}
