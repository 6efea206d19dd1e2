package dev.temporalfailover.exchange;

/** Rules for strings and ages of others. */
final class Texts {
    /** Of a line for people. */
    static final int LINE = 300;

    private static final long ABSURD_MILLIS = 10L * 365 * 24 * 3600 * 1000;

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

    /** One line for people: cut to {@link #LINE} characters, control characters made spaces. */
    static String line(String text) {
        int end = Math.min(LINE, text.length());
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder clean = null;
        for (int i = 0; i < end; i++) {
            if (Character.isISOControl(text.charAt(i))) {
                clean = clean == null ? new StringBuilder(text.substring(0, end)) : clean;
                clean.setCharAt(i, ' ');
            }
        }
        return clean == null ? text.substring(0, end) : clean.toString();
    }

    /** An age in milliseconds; a negative one is none. */
    static long age(String what, long millis) throws Malformed {
        if (millis > ABSURD_MILLIS) {
            throw new Malformed(what + " is " + millis + " ms");
        }
        return Math.max(0, millis);
    }
}
