package dev.temporalfailover.config.settings;

import dev.temporalfailover.outside.Line;
import java.util.ArrayList;
import java.util.List;

/** Collects all errors of a file, so that they are reported together. */
public final class Problems {
    /** More than this does not help; a file of garbage must not become a log of garbage. */
    public static final int MAX = 200;

    private static final int MAX_VALUE = 80;

    private final List<String> lines = new ArrayList<>();
    private int left;

    /** @param line in the file; 0 if the problem is not in the file */
    public void add(String path, int line, String what) {
        if (lines.size() >= MAX) {
            left++;
            return;
        }
        lines.add((path.isEmpty() ? "file" : path) + (line > 0 ? " (line " + line + ")" : "") + ": " + what);
    }

    boolean none() {
        return lines.isEmpty();
    }

    public void throwIfAny() {
        if (!none()) {
            List<String> all = new ArrayList<>(lines);
            if (left > 0) {
                all.add("file: and " + left + " more");
            }
            throw new ConfigException(all);
        }
    }

    /** A value as it may stand in a log: in quotes, on one line, not long. */
    public static String quoted(String value) {
        StringBuilder text = new StringBuilder("'");
        value.codePoints().limit(MAX_VALUE).forEach(c -> text.appendCodePoint(Line.visible(c) ? c : '?'));
        return text + (value.codePointCount(0, value.length()) > MAX_VALUE ? "...'" : "'");
    }
}
