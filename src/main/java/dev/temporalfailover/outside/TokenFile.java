package dev.temporalfailover.outside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A bearer token that is re-read when its file changes; a broken new one leaves the old. Never printed. */
public final class TokenFile {
    private static final int MAX_CHARS = 16 << 10;

    private final WatchedFile file;
    private final FileListener listener;
    private volatile String authorization;
    private String problem = "";

    public TokenFile(WatchedFile file, FileListener listener) {
        this.file = file;
        this.listener = listener;
    }

    /** The value of the header {@code authorization}, or null if no token could be read yet. */
    public String authorization() {
        return authorization;
    }

    /** Looks at the file. */
    public void poll() {
        String now;
        try {
            if (!file.read()) {
                now = problem.startsWith("cannot be read") ? "" : problem;
            } else {
                now = take(new String(file.content(), StandardCharsets.UTF_8).strip());
                if (now.isEmpty()) {
                    listener.file(file.path(), "");
                }
            }
        } catch (IOException e) {
            now = "cannot be read: " + e.getClass().getSimpleName();
        }
        if (!now.isEmpty() && !now.equals(problem)) {
            listener.file(file.path(), now);
        }
        problem = now;
    }

    private String take(String token) {
        if (token.isEmpty()) {
            return "is empty";
        }
        if (token.length() > MAX_CHARS || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return "is not a token of at most " + MAX_CHARS + " printable characters";
        }
        authorization = "Bearer " + token;
        return "";
    }
}
