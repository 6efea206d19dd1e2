package dev.temporalfailover.outside;

/**
 * Text of others as one line for a person. What cannot be seen becomes a space: control characters and line separators, which
 * would forge lines of a log, and characters that only steer how others are shown, such as a change of direction.
 */
public final class Line {
    private static final String CUT = "...";

    private Line() {}

    /** The text with each run of spaces and invisible characters as one space, cut to at most {@code longest} characters. */
    public static String of(String text, int longest) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), longest));
        boolean gap = false;
        for (int i = 0; i < text.length() && line.length() <= longest; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || !visible(c)) {
                gap = !line.isEmpty();
            } else {
                line.append(gap ? " " : "").appendCodePoint(c);
                gap = false;
            }
        }
        if (line.length() <= longest) {
            return line.toString();
        }
        int end = longest - CUT.length();
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** False for a character that is not shown, changes how its neighbours are shown, or has no meaning that all share. */
    public static boolean visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** What the innermost cause of a failure says; its type's name if it says nothing. */
    public static String root(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at.getCause() != null && depth < 16; depth++) {
            at = at.getCause();
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }
}
