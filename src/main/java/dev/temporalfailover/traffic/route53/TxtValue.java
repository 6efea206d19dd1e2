package dev.temporalfailover.traffic.route53;

import java.util.Locale;

/**
 * The value of a TXT record as Route 53 writes it: one or several quoted strings of at most 255 bytes, which mean their
 * concatenation. Inside, {@code "} and {@code \} are escaped with a backslash and what is not printable ASCII is a
 * three-digit octal escape ("TXT record type" of the developer guide). Characters here stand for bytes.
 */
final class TxtValue {

    /** Route 53 takes no longer value. */
    static final int MAX_LENGTH = 4000;

    private static final int MAX_STRING = 255;

    private TxtValue() {}

    /** The quoted form of {@code text}, whose characters are all below 256. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            if (i > 0 && i % MAX_STRING == 0) {
                out.append("\" \"");
            }
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\%03o", (int) c));
            }
        }
        return out.append('"').toString();
    }

    /**
     * The text of a quoted value.
     *
     * @throws IllegalArgumentException saying what is wrong with it; the value itself is not repeated
     */
    static String unquote(String value) {
        require(value.length() <= MAX_LENGTH, "longer than " + MAX_LENGTH + " characters");
        StringBuilder text = new StringBuilder(value.length());
        int at = 0;
        while (at < value.length()) {
            require(value.charAt(at) == '"', "not a sequence of quoted strings");
            at = string(value, at + 1, text);
            int next = at;
            while (next < value.length() && value.charAt(next) == ' ') {
                next++;
            }
            require(next == value.length() || next > at, "no space between two strings");
            at = next;
        }
        require(!value.isEmpty(), "empty");
        return text.toString();
    }

    /** The value of an octal escape {@code \ooo} at {@code i}, or -1 if there is none. */
    static int octalAt(String text, int i) {
        if (i + 3 >= text.length() || text.charAt(i) != '\\') {
            return -1;
        }
        int value = 0;
        for (int k = 1; k <= 3; k++) {
            int digit = text.charAt(i + k) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = value * 8 + digit;
        }
        return value < 256 ? value : -1;
    }

    /** Reads one string whose opening quote is behind; answers the index after its closing quote. */
    private static int string(String value, int from, StringBuilder text) {
        int length = 0;
        for (int i = from; i < value.length(); i++, length++) {
            char c = value.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            require(length < MAX_STRING, "a string is longer than " + MAX_STRING + " bytes");
            int octal = octalAt(value, i);
            if (octal >= 0) {
                text.append((char) octal);
                i += 3;
            } else if (c == '\\') {
                i++;
                require(i < value.length(), "a string ends in a backslash");
                text.append(value.charAt(i));
            } else {
                text.append(c);
            }
        }
        throw new IllegalArgumentException("a string has no closing quote");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
