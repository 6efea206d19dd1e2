package dev.temporalfailover.api.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a token file says. One that no caller could send, or that can be guessed, is no token: nobody may act by it.
 *
 * @param bytes the token without surrounding blanks; empty if it cannot be used
 * @param problem why it cannot be used, without a part of it; empty if it can
 */
record TokenText(byte[] bytes, String problem) {
    private static final int MAX_BYTES = 4_096;
    private static final int SHORTEST = 16;

    /** Reads the file, which may not be there. */
    static TokenText of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(MAX_BYTES + 1));
        } catch (IOException unreadable) {
            return wrong("cannot be read: " + unreadable.getClass().getSimpleName());
        }
    }

    private static TokenText of(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8).strip();
        String problem = content.length > MAX_BYTES
                ? "has more than " + MAX_BYTES + " bytes"
                : text.isEmpty() ? "is empty" : problem(content, text);
        return problem.isEmpty() ? new TokenText(text.getBytes(StandardCharsets.UTF_8), "") : wrong(problem);
    }

    private static String problem(byte[] content, String text) {
        if (startsWith(content, 0xEF, 0xBB, 0xBF)) {
            return "begins with a byte order mark: save it as UTF-8 without one";
        }
        if (startsWith(content, 0xFF, 0xFE) || startsWith(content, 0xFE, 0xFF) || text.indexOf('\0') >= 0) {
            return "is UTF-16: save it as UTF-8";
        }
        if (text.lines().count() > 1) {
            return "has several lines: a token is one";
        }
        if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return "has a character that a bearer token cannot have: printable ASCII without blanks is needed";
        }
        return text.length() < SHORTEST ? "has less than " + SHORTEST + " characters" : "";
    }

    private static boolean startsWith(byte[] content, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (content.length <= i || (content[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static TokenText wrong(String problem) {
        return new TokenText(new byte[0], problem);
    }
}
