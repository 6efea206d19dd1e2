package dev.temporalfailover.coordination;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.failover.status.AuditEntry;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happened survives the process and the leader, is bounded, and garbage takes nothing away. */
class ConfigMapHistoryTest {
    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
    private final List<ConfigMapHistory> opened = new ArrayList<>();

    private ConfigMapHistory open() {
        ConfigMapHistory history =
                new ConfigMapHistory(client, "ns", "failover", Duration.ofSeconds(5), executor, reports::add);
        opened.add(history);
        history.start();
        return history;
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
        opened.forEach(ConfigMapHistory::close);
        client.close();
        api.close();
    }

    private static AuditEntry entry(long epoch, int second, String by, String reason, List<String> steps) {
        return new AuditEntry(
                "api",
                epoch,
                Instant.ofEpochSecond(1_000_000 + second),
                "pod",
                by,
                false,
                false,
                reason,
                "disk \u202e full",
                "e",
                "w",
                Map.of("e", 100, "w", 0),
                Map.of("e", 0, "w", 100),
                reason.startsWith("hold") ? AuditEntry.STORED : "applied",
                List.of(),
                List.of(),
                steps,
                Map.of("write", Duration.ofMillis(212)));
    }

    private static AuditEntry entry(long epoch) {
        return entry(epoch, (int) epoch, "ann", "requested", List.of("DNS: applied"));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(90));
    }

    private String stored() {
        ConfigMap map = client.configMaps()
                .inNamespace("ns")
                .withName("failover-history")
                .get();
        return map == null ? "" : map.getData().getOrDefault("api", "");
    }

    private void write(String text) {
        ConfigMap fresh = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("failover-history")
                .endMetadata()
                .withData(Map.of("api", text))
                .build();
        client.configMaps().inNamespace("ns").resource(fresh).create();
    }

    @Test
    void anotherInstanceShowsWhatThisOneDidAndSoDoesTheNextProcess() {
        ConfigMapHistory other = open();
        open().add(entry(8));
        soon().until(() -> other.read().size() == 1);
        AuditEntry read = other.read().get(0);
        assertEquals("ann", read.by());
        assertTrue(read.asked().startsWith("disk ") && read.asked().indexOf('\u202e') < 0, read.asked());
        assertEquals(Map.of("write", Duration.ofMillis(212)), read.stages());
        ConfigMapHistory next = open();
        soon().until(() -> next.read().equals(other.read()));
    }

    @Test
    void twoWritersLoseNothingOfEachOther() {
        ConfigMapHistory one = open();
        ConfigMapHistory two = open();
        for (int i = 1; i <= 10; i++) {
            one.add(entry(2 * i));
            two.add(entry(2 * i + 1));
        }
        ConfigMapHistory reader = open();
        soon().until(() -> reader.read().size() == 20);
        assertEquals(21, reader.read().get(0).epoch(), "newest first");
    }

    @Test
    void aStageThatEndsLaterIsAddedToTheRecordOfItsEpoch() {
        ConfigMapHistory history = open();
        history.add(entry(8));
        soon().until(() -> !stored().isEmpty());
        history.add(entry(8).with(List.of("DNS: applied"), Map.of("insync", Duration.ofSeconds(31))));
        soon().until(() -> stored().contains("insync"));
        assertEquals(1, stored().lines().count());
        assertEquals(2, history.read().get(0).stages().size());
    }

    @Test
    void whatCannotBeReadStaysAsItIsAndIsSaid() {
        write("{\"garbage\n" + HistoryJson.write(entry(7)) + "\n{\"epoch\":\"x\"}\n");
        ConfigMapHistory history = open();
        history.add(entry(8));
        soon().until(() -> stored().contains("\"epoch\":8"));
        assertTrue(stored().contains("{\"garbage\n"), stored());
        assertTrue(stored().contains("{\"epoch\":\"x\"}"), stored());
        soon().until(() -> history.read().size() == 2);
        assertTrue(reports.toString().contains("2 lines cannot be read"), reports.toString());
    }

    @Test
    void whereGarbageLeavesNoPlaceNothingIsWrittenAndMemoryStillHasIt() {
        write("x".repeat(HistoryText.MAX_BYTES / 2 + 1));
        ConfigMapHistory history = open();
        history.add(entry(8));
        soon().until(() -> reports.toString().contains("kept as they are"));
        assertEquals(1, history.read().size());
        assertFalse(stored().contains("epoch"));
    }

    @Test
    void whileTheApiIsDownRecordsWaitAndAreStoredWhenItIsBack() {
        ConfigMapHistory history = open();
        api.cut();
        history.add(entry(8));
        soon().until(() -> reports.toString().contains("failover-history"));
        assertEquals(1, history.read().size());
        api.restore();
        soon().until(() -> stored().contains("\"epoch\":8"));
    }

    @Test
    void theOldestGoBeyondTheNumberAndTheSize() {
        List<AuditEntry> many = new ArrayList<>();
        for (int i = 1; i <= 2 * HistoryText.MAX_RECORDS; i++) {
            many.add(entry(i));
        }
        String text = new HistoryText(List.of(), List.of()).with(many).write(HistoryText.MAX_BYTES);
        assertEquals(HistoryText.MAX_RECORDS, text.lines().count());
        assertTrue(text.startsWith("{\"epoch\":" + 2 * HistoryText.MAX_RECORDS + ","), text.substring(0, 40));
        String small = new HistoryText(List.of(), List.of("odd")).with(many).write(5_000);
        assertTrue(small.getBytes(StandardCharsets.UTF_8).length <= 5_000 && small.endsWith("odd\n"));
        HistoryText full = new HistoryText(List.of(), List.of("x".repeat(9_000)));
        assertThrows(IllegalArgumentException.class, () -> full.write(9_000));
    }

    @Test
    void aRecordOfTheLongestTextsIsOneLineThatIsReadBack() {
        String longest = "\u0000\n\u20ac".repeat(5_000);
        AuditEntry entry = entry(8, 1, longest, longest, Collections.nCopies(500, longest));
        String line = HistoryJson.write(entry);
        assertTrue(line.length() <= HistoryJson.MAX_LINE && line.lines().count() == 1, "" + line.length());
        assertEquals(8, HistoryJson.read("api", line).epoch());
    }
}
