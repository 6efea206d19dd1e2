package dev.temporalfailover.telemetry;

import io.quarkus.logging.LoggingFilter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Bounds what libraries log: some write a line, with a stack trace, for each thing that a peer does wrong, and a peer can do wrong a hundred
 * thousand things a minute. Lines of this service itself always pass: they are said once for each change. Thread-safe.
 */
@LoggingFilter(name = "library-lines")
public final class LibraryLines implements Filter {
    /** Lines of one logger in a minute. */
    static final int MOST = 20;

    private static final long MINUTE = 60_000;
    private static final String OURS = "dev.temporalfailover.";

    /** By logger; libraries have a fixed number of them. */
    private final Map<String, Minute> minutes = new ConcurrentHashMap<>();

    /** What one logger has said since a time, milliseconds since 1970. */
    private static final class Minute {
        private long since;
        private int lines;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        String logger = line.getLoggerName();
        // Names of our own without a dot are those of subjects: loop, audit.
        if (logger == null || logger.indexOf('.') < 0 || logger.startsWith(OURS)) {
            return true;
        }
        Minute minute = minutes.computeIfAbsent(logger, name -> new Minute());
        int left;
        synchronized (minute) {
            long at = line.getMillis();
            left = Math.max(0, minute.lines - MOST);
            if (at - minute.since >= MINUTE || at < minute.since) {
                minute.since = at;
                minute.lines = 0;
            } else {
                left = 0;
            }
            minute.lines++;
            if (minute.lines > MOST) {
                return false;
            }
        }
        if (left > 0) {
            line.setMessage(line.getMessage() + " (" + left + " more lines of this logger were left out)");
        }
        return true;
    }
}
