package dev.temporalfailover.real.stand.clients;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A client's report: JSON lines, appended. Calls that ended alike share a line, written each second and after {@value
 * Batch#FULL} calls, which says of each when it ended and how long it took. Besides, a line is written at once when a kind
 * of call changes (it works, it fails, another region answers), up to {@value #CHANGES} a second; those repeat a call, and
 * have {@code "change":true}.
 *
 * <p>Thread-safe; callers never wait for the disk. One thread of its own writes. What the disk is too slow for is counted
 * in the next line's {@code dropped}.
 */
final class Journal implements AutoCloseable {
    private static final int CHANGES = 50;
    private static final int WAITING = 10_000;
    private static final int KINDS = 1_000;
    private static final int TEXT = 300;

    private final ObjectMapper json = new ObjectMapper();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread writing = new Thread(task, "journal");
        writing.setDaemon(true);
        return writing;
    });
    private final Writer file;
    private final ArrayDeque<ObjectNode> lines = new ArrayDeque<>();
    private final Map<Key, Batch> batches = new LinkedHashMap<>();
    private final Map<String, Key> last = new HashMap<>();
    private int changes;
    private long dropped;

    private record Key(String kind, String region, boolean ok, String code) {}

    /** Appends to the file, which is made if it is not there. */
    public Journal(Path report) throws IOException {
        file = Files.newBufferedWriter(
                report, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        thread.scheduleAtFixedRate(this::second, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * A call has ended now.
     *
     * @param detail for people, in the line of a change: who answered, an error's text; may be empty
     */
    synchronized void seen(String kind, String region, boolean ok, String code, long millis, String detail) {
        long now = Seen.micros(Instant.now());
        Key key = new Key(kind, region, ok, code);
        if (last.size() < KINDS && !key.equals(last.put(kind, key)) && changes < CHANGES) {
            changes++;
            ObjectNode line = line(now, key).put("millis", millis).put("change", true);
            if (!detail.isEmpty()) {
                line.put("detail", detail.length() > TEXT ? detail.substring(0, TEXT) : detail);
            }
            write(line);
            if (!thread.isShutdown()) {
                thread.execute(this::flush);
            }
        }
        if (batches.size() >= KINDS) {
            dropped++;
            return;
        }
        Batch batch = batches.computeIfAbsent(key, any -> new Batch(now));
        if (batch.add(now, millis)) {
            batches.remove(key);
            write(batch.into(line(batch.first(), key)));
        }
    }

    private ObjectNode line(long micros, Key key) {
        return json.createObjectNode()
                .put("t", micros)
                .put("kind", key.kind())
                .put("region", key.region())
                .put("ok", key.ok())
                .put("code", key.code());
    }

    private void write(ObjectNode line) {
        if (lines.size() >= WAITING) {
            dropped++;
            return;
        }
        if (dropped > 0) {
            line.put("dropped", dropped);
            dropped = 0;
        }
        lines.add(line);
    }

    private void second() {
        synchronized (this) {
            changes = 0;
            batches.forEach((key, batch) -> write(batch.into(line(batch.first(), key))));
            batches.clear();
        }
        flush();
    }

    private void flush() {
        StringBuilder text = new StringBuilder();
        synchronized (this) {
            lines.forEach(line -> text.append(line).append('\n'));
            lines.clear();
        }
        try {
            file.append(text).flush();
        } catch (IOException full) {
            System.err.println("cannot write the report: " + full);
        }
    }

    /** Writes what is left; calls that end after this are not reported. */
    @Override
    public void close() throws IOException {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IOException("the disk does not take the report");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        second();
        file.close();
    }
}
