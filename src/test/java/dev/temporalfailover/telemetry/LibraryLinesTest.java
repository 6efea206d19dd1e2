package dev.temporalfailover.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LibraryLinesTest {
    private final LibraryLines filter = new LibraryLines();

    private static LogRecord line(String logger, long at) {
        LogRecord line = new LogRecord(Level.SEVERE, "a stream failed");
        line.setLoggerName(logger);
        line.setInstant(Instant.ofEpochMilli(at));
        return line;
    }

    private int passed(String logger, long from, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            passed += filter.isLoggable(line(logger, from + i)) ? 1 : 0;
        }
        return passed;
    }

    @Test
    void ofALibraryAFewLinesAMinutePassAndTheNextOneSaysHowManyDidNot() {
        assertEquals(LibraryLines.MOST, passed("io.grpc.netty.NettyServerHandler", 1_000, 5_000));
        assertEquals(LibraryLines.MOST, passed("io.netty.handler.ssl.SslHandler", 1_000, 5_000), "each has its own");
        LogRecord next = line("io.grpc.netty.NettyServerHandler", 61_000);
        assertTrue(filter.isLoggable(next));
        assertEquals(
                "a stream failed (" + (5_000 - LibraryLines.MOST) + " more lines of this logger were left out)",
                next.getMessage());
        LogRecord after = line("io.grpc.netty.NettyServerHandler", 61_001);
        assertTrue(filter.isLoggable(after));
        assertEquals("a stream failed", after.getMessage());
    }

    @Test
    void ourOwnLinesAllPass() {
        assertEquals(100, passed("audit", 0, 100));
        assertEquals(100, passed("dev.temporalfailover.api.Actions", 0, 100));
    }

    @Test
    void aClockThatIsSetBackSilencesNothing() {
        passed("io.x", 1_000_000, 100);
        assertTrue(filter.isLoggable(line("io.x", 0)));
    }
}
