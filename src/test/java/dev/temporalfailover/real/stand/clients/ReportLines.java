package dev.temporalfailover.real.stand.clients;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The calls in a client's report, read as far as it is written. A line that is not yet finished waits for its end; one that
 * is no report, or longer than {@value #LINE} bytes, is counted and skipped. Thread-safe.
 */
final class ReportLines {
    static final int LINE = 64 * 1024;
    private static final int CALLS = 3_000_000;
    private static final int CHUNK = 64 * 1024;

    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final Path file;
    private final List<Seen> calls = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean tooLong;
    private long offset;
    private long malformed;
    private long dropped;

    ReportLines(Path file) {
        this.file = file;
    }

    /**
     * Reads on, then asks.
     *
     * @param question gets all calls in the order of the file, and may not keep the list
     * @throws IOException if it cannot be read, or there are more calls than a run has
     */
    synchronized <T> T read(Function<List<Seen>, T> question) throws IOException {
        if (Files.exists(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
                while (channel.read(chunk, offset) > 0) {
                    chunk.flip();
                    offset += chunk.limit();
                    while (chunk.hasRemaining()) {
                        take(chunk.get());
                    }
                    chunk.clear();
                }
            }
        }
        if (calls.size() > CALLS) {
            throw new IOException(file + " has more than " + CALLS + " calls");
        }
        return question.apply(calls);
    }

    /** Lines that are no report. */
    synchronized long malformed() {
        return malformed;
    }

    /** Lines and calls that the client itself could not write. */
    synchronized long dropped() {
        return dropped;
    }

    private void take(byte next) {
        if (next != '\n') {
            tooLong |= line.size() >= LINE;
            if (!tooLong) {
                line.write(next);
            }
            return;
        }
        byte[] whole = line.toByteArray();
        line.reset();
        if (tooLong || !parse(whole)) {
            malformed++;
        }
        tooLong = false;
    }

    private boolean parse(byte[] whole) {
        JsonNode node;
        try {
            node = json.readTree(whole);
        } catch (IOException noJson) {
            return false;
        }
        if (node == null
                || !node.path("t").canConvertToLong()
                || !node.path("t").isIntegralNumber()
                || !node.path("kind").isTextual()
                || !node.path("ok").isBoolean()) {
            return false;
        }
        dropped += Math.max(0, node.path("dropped").asLong());
        return node.path("change").asBoolean() || expand(node);
    }

    /** All the line's calls or none. */
    private boolean expand(JsonNode node) {
        JsonNode times = node.path("at");
        JsonNode durations = node.path("ms");
        if (!times.isArray() || !durations.isArray() || times.size() != durations.size()) {
            return false;
        }
        long first = node.get("t").longValue();
        String kind = node.get("kind").textValue().intern();
        String region = node.path("region").asText().intern();
        String code = node.path("code").asText().intern();
        List<Seen> found = new ArrayList<>(times.size());
        for (int i = 0; i < times.size(); i++) {
            if (!times.get(i).isIntegralNumber() || !durations.get(i).isIntegralNumber()) {
                return false;
            }
            long micros = first + times.get(i).longValue();
            found.add(new Seen(
                    micros,
                    kind,
                    region,
                    node.get("ok").booleanValue(),
                    code,
                    durations.get(i).longValue()));
        }
        calls.addAll(found);
        return true;
    }
}
