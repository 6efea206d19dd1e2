package dev.temporalfailover.real.stand.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Path file = directory.resolve("client.jsonl");
        Instant before = Instant.now().minusSeconds(1);
        try (Journal journal = new Journal(file)) {
            for (int i = 0; i < 150; i++) {
                journal.seen("call", "east", true, "OK", i, "");
            }
            journal.seen("call", "", false, "UNAVAILABLE", 3, "x".repeat(100_000));
            journal.seen("poll", "a \"quoted\"\nregion", true, "OK", 60_000, "");
        }
        ClientReport report = new ClientReport(file);
        Instant end = Instant.now().plusSeconds(1);
        assertEquals(
                Map.of(
                        new ClientReport.Outcome("call", "east", true, "OK"), 150L,
                        new ClientReport.Outcome("call", "", false, "UNAVAILABLE"), 1L,
                        new ClientReport.Outcome("poll", "a \"quoted\"\nregion", true, "OK"), 1L),
                report.counts(before, end));
        assertEquals(0, report.lost());
        List<Long> took = report.between("call", before, end)
                .filter(Seen::ok)
                .map(Seen::millis)
                .toList();
        assertEquals(150, took.size());
        assertEquals(149, took.get(149));
    }

    @Test
    void aChangeIsWrittenBeforeItsSecondIsOver() throws Exception {
        Path file = directory.resolve("client.jsonl");
        try (Journal journal = new Journal(file)) {
            journal.seen("call", "east", true, "OK", 1, "10.0.0.1");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(file)
                    .contains("\"change\":true,\"detail\":\"10.0.0.1\""));
        }
    }

    @Test
    void flappingDoesNotFloodTheReport() throws Exception {
        Path file = directory.resolve("client.jsonl");
        int calls = 20_000;
        long began = System.nanoTime();
        try (Journal journal = new Journal(file)) {
            for (int i = 0; i < calls; i++) {
                journal.seen("call", i % 2 == 0 ? "east" : "west", true, "OK", 1, "");
            }
        }
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds() + 2;
        ClientReport report = new ClientReport(file);
        long changes = Files.readAllLines(file).stream()
                .filter(line -> line.contains("change"))
                .count();
        assertTrue(changes >= 2 && changes <= 50 * seconds, changes + " changes in " + seconds + " s");
        long read = report.counts(Instant.EPOCH, Instant.now().plusSeconds(1)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertEquals(calls, read);
    }

    @Test
    void clustersAreNamedAndStrangersKeepTheirId() {
        Clusters clusters = Clusters.parse("us-east-1=a, us-west-2=b");
        assertEquals("us-east-1", clusters.region("a", Optional.of("said")));
        assertEquals("said", clusters.region("c", Optional.of("said")));
        assertEquals("c", clusters.region("c", Optional.empty()));
        assertEquals("c", Clusters.parse("").region("c", Optional.empty()));
        for (String wrong : List.of("us-east-1", "=a", "us-east-1=", "us-east-1=a,,")) {
            assertThrows(IllegalArgumentException.class, () -> Clusters.parse(wrong), wrong);
        }
    }
}
