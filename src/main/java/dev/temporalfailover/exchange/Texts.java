package dev.temporalfailover.exchange;

import dev.temporalfailover.outside.Line;
import java.time.Duration;

/** Rules for strings and ages of others. */
final class Texts {
    /** Of a line for people. */
    static final int LINE = 300;

    /** No age is told that is greater, and one that is told is refused. */
    static final Duration OLDEST = Duration.ofDays(3650);

    private Texts() {}

    /** A name as it is, if it is printable ASCII without spaces and not longer than allowed. */
    static String name(String what, String text, int longest) throws Malformed {
        if (text.isEmpty() || text.length() > longest) {
            throw new Malformed(what + " has " + text.length() + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                throw new Malformed(what + " is not a name");
            }
        }
        return text;
    }

    /** One line for people of at most {@link #LINE} characters. */
    static String line(String text) {
        return Line.of(text, LINE);
    }

    /** An age in milliseconds; a negative one is none. */
    static long age(String what, long millis) throws Malformed {
        if (millis > OLDEST.toMillis()) {
            throw new Malformed(what + " is " + millis + " ms");
        }
        return Math.max(0, millis);
    }
}
