package dev.temporalfailover.config.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of a value's check that a JSON Schema can state, as the schema's keywords. */
public final class Keywords {
    /** Any text. */
    static final Map<String, Object> TEXT = of("type", "string");

    static final Map<String, Object> FLAG = of("type", "boolean");

    private Keywords() {}

    /** @param regex that the whole text matches, read alike by Java and by ECMAScript */
    public static Map<String, Object> text(String regex) {
        return of("type", "string", "pattern", "^(?:" + regex + ")$");
    }

    static Map<String, Object> words(List<String> words) {
        return of("enum", words);
    }

    static Map<String, Object> whole(long min, long max) {
        return of("type", "integer", "minimum", min, "maximum", max);
    }

    public static Map<String, Object> number(double min, double max) {
        return of("type", "number", "minimum", min, "maximum", max);
    }

    /** A number from 0.5 to below 1, or percent. */
    public static Map<String, Object> majority() {
        return either(
                of("type", "number", "minimum", 0.5, "exclusiveMaximum", 1), text("[5-9][0-9](?:\\.[0-9]{1,9})? *%"));
    }

    public static Map<String, Object> either(Map<String, Object> one, Map<String, Object> other) {
        return of("anyOf", List.of(one, other));
    }

    /** A regular expression for the whole numbers from {@code min} to {@code max}: one alternative per common prefix. */
    static String between(long min, long max) {
        List<String> parts = new ArrayList<>();
        long next = min;
        while (next <= max) {
            long block = 1;
            int free = 0;
            while (next > 0 && next % (block * 10) == 0 && next + block * 10 - 1 <= max) {
                block *= 10;
                free++;
            }
            long digit = next / block % 10;
            long last = Math.min(9, digit + (max - next + 1) / block - 1);
            long prefix = next / block / 10;
            parts.add((prefix == 0 ? "" : prefix)
                    + (digit == last ? "" + digit : "[" + digit + "-" + last + "]")
                    + (free == 0 ? "" : free == 1 ? "[0-9]" : "[0-9]{" + free + "}"));
            next += (last - digit + 1) * block;
        }
        return String.join("|", parts);
    }

    /** Keys and values in turn; kept in this order, so that the schema's text is always the same. */
    static Map<String, Object> of(Object... keysAndValues) {
        Map<String, Object> keywords = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keywords.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        }
        return keywords;
    }
}
