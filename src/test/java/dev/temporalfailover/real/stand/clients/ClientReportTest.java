package dev.temporalfailover.real.stand.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientReportTest {
    private static final Instant START = Instant.parse("2026-11-22T08:00:00.000001Z");

    @TempDir
    Path directory;

    private Path file;
    private ClientReport report;

    @BeforeEach
    void open() {
        file = directory.resolve("client.jsonl");
        report = new ClientReport(file);
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    /** Calls at these milliseconds. */
    private static String line(String kind, String region, boolean ok, long... millis) {
        StringBuilder times = new StringBuilder();
        StringBuilder durations = new StringBuilder();
        for (long one : millis) {
            String comma = times.isEmpty() ? "" : ",";
            times.append(comma).append((one - millis[0]) * 1_000);
            durations.append(comma).append(7);
        }
        return "{\"t\":" + Seen.micros(at(millis[0])) + ",\"kind\":\"" + kind + "\",\"region\":\"" + region
                + "\",\"ok\":" + ok + ",\"code\":\"" + (ok ? "OK" : "UNAVAILABLE") + "\",\"at\":[" + times
                + "],\"ms\":["
                + durations + "]}\n";
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Map<ClientReport.Outcome, Long> all() throws IOException {
        return report.counts(Instant.EPOCH, START.plusSeconds(1_000_000));
    }

    private long total() throws IOException {
        return all().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void answersFromAFailover() throws IOException {
        append(line("call", "east", true, 0, 50, 100));
        append(line("call", "", false, 150, 200));
        append(line("call", "west", true, 420, 470));
        append(line("poll", "west", true, 300));
        assertEquals(
                at(420), report.firstOk("call", "west", at(0)).orElseThrow().at());
        assertEquals(
                at(470), report.firstOk("call", "west", at(421)).orElseThrow().at());
        assertEquals(Optional.empty(), report.firstOk("call", "west", at(471)));
        assertEquals(
                at(100), report.lastOk("call", "east", at(1_000)).orElseThrow().at());
        assertEquals(
                at(50), report.lastOk("call", "east", at(100)).orElseThrow().at());
        assertEquals(at(150), report.firstError("call", at(0)).orElseThrow().at());
        assertEquals(Duration.ofMillis(320), report.longestGap("call", at(0), at(500)));
        assertEquals(1, report.errors("call", at(150), at(200)));
        assertEquals(2, report.errors("call", at(150), at(201)));
        assertEquals(0, report.errors("poll", at(0), at(1_000)));
        assertEquals(2, report.errors());
        assertEquals(Map.of(new ClientReport.Outcome("call", "east", true, "OK"), 2L), report.counts(at(0), at(100)));
        assertEquals(7, report.firstOk("poll", "west", at(0)).orElseThrow().millis());
    }

    @Test
    void aGapReachesToTheEdges() throws IOException {
        append(line("call", "east", true, 1_000));
        assertEquals(Duration.ofMillis(1_000), report.longestGap("call", at(0), at(1_500)));
        assertEquals(Duration.ofMillis(2_000), report.longestGap("call", at(900), at(3_000)));
        assertEquals(Duration.ofMillis(400), report.longestGap("result", at(0), at(400)));
    }

    @Test
    void linesOutOfOrderAreSorted() throws IOException {
        append(line("call", "west", true, 900) + line("call", "west", true, 100, 500));
        assertEquals(
                at(100), report.firstOk("call", "west", at(0)).orElseThrow().at());
        assertEquals(
                at(900), report.lastOk("call", "west", at(5_000)).orElseThrow().at());
        assertEquals(Duration.ofMillis(400), report.longestGap("call", at(100), at(901)));
    }

    @Test
    void noFileIsNothingYet() throws IOException {
        assertEquals(Map.of(), all());
        append(line("call", "east", true, 0));
        assertEquals(1, total());
    }

    @Test
    void aHalfWrittenLineWaitsForItsEnd() throws IOException {
        String line = line("call", "east", true, 0, 50);
        for (int cut = 1; cut < line.length(); cut += 20) {
            Path own = directory.resolve("cut-" + cut);
            ClientReport halves = new ClientReport(own);
            Files.writeString(own, line.substring(0, cut));
            assertEquals(0, halves.counts(Instant.EPOCH, at(1_000)).size());
            assertEquals(0, halves.lost());
            Files.writeString(own, line.substring(cut), StandardOpenOption.APPEND);
            assertEquals(
                    Map.of(new ClientReport.Outcome("call", "east", true, "OK"), 2L),
                    halves.counts(Instant.EPOCH, at(1_000)));
        }
    }

    @Test
    void whatIsNoReportIsCountedAndSkipped() throws IOException {
        String good = line("call", "east", true, 0);
        String[] bad = {
            "",
            "null",
            "[]",
            "17",
            "no json",
            "{\"t\":1",
            good.trim() + good.trim().substring(1),
            "{}",
            good.trim().replace("\"ok\":true", "\"ok\":\"true\""),
            good.trim().replaceAll("\"t\":\\d+", "\"t\":1e300"),
            good.trim().replaceAll("\"t\":\\d+", "\"t\":99999999999999999999"),
            good.trim().replace("\"kind\":\"call\"", "\"kind\":5"),
            good.trim().replace("\"at\":[0]", "\"at\":[0,1]"),
            good.trim().replace("\"at\":[0]", "\"at\":[\"x\"]"),
            good.trim().replace("\"ms\":[7]", "\"ms\":{}"),
            good.trim().replace("\"ms\":[7]", "\"ms\":[7.5]"),
        };
        append(good);
        for (String line : bad) {
            append(line + "\n");
        }
        append(good);
        assertEquals(2, total());
        assertEquals(bad.length, report.lost());
    }

    @Test
    void aHugeLineIsSkippedAndTheNextOneIsRead() throws IOException {
        append("{\"kind\":\"" + "x".repeat(5 * ReportLines.LINE));
        assertEquals(0, total());
        append("x".repeat(ReportLines.LINE) + "\"}\n" + line("call", "east", true, 0));
        assertEquals(1, total());
        assertEquals(1, report.lost());
    }

    @Test
    void aChangeRepeatsACallThatItsBatchHasToo() throws IOException {
        append(
                "{\"t\":1,\"kind\":\"call\",\"region\":\"east\",\"ok\":true,\"code\":\"OK\",\"millis\":1,\"change\":true}\n");
        append(line("call", "east", true, 0));
        assertEquals(1, total());
        assertEquals(0, report.lost());
    }

    @Test
    void waitingEndsWithTheAnswerOrTheLimit() throws Exception {
        append(line("call", "west", true, 10));
        assertEquals(
                at(10),
                report.awaitOk("call", "west", at(0), Duration.ofSeconds(60)).at());
        IOException none =
                assertThrows(IOException.class, () -> report.awaitOk("call", "west", at(11), Duration.ofMillis(1)));
        assertTrue(none.getMessage().contains("no call in west"), none.getMessage());
    }
}
