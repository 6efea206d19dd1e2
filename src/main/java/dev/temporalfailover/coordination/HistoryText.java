package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.History;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One policy's history as it is stored: a record a line, newest first; what cannot be read stands behind them as it was.
 *
 * @param records newest first
 * @param unreadable lines that are no records here, in their order
 */
record HistoryText(List<AuditEntry> records, List<String> unreadable) {
    /** Records of a policy; the oldest go. */
    static final int MAX_RECORDS = 100;

    /** Bytes of a policy. Kubernetes takes 1 MiB for all keys together. */
    static final int MAX_BYTES = 256 * 1024;

    /** Bytes of all policies. */
    static final int MAX_ALL = 768 * 1024;

    static HistoryText read(String policy, String text) {
        List<AuditEntry> records = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            try {
                records.add(HistoryJson.read(policy, line));
            } catch (IllegalArgumentException garbage) {
                unreadable.add(line);
            }
        });
        return new HistoryText(History.merged(records), unreadable);
    }

    HistoryText with(List<AuditEntry> more) {
        List<AuditEntry> all = new ArrayList<>(records);
        all.addAll(more);
        return new HistoryText(History.merged(all), unreadable);
    }

    /**
     * Within {@code most} bytes: the oldest records are left out, and nothing that cannot be read.
     *
     * @throws IllegalArgumentException if what cannot be read leaves no place for records
     */
    String write(int most) {
        int size = unreadable.stream().mapToInt(HistoryText::bytes).sum();
        if (size > most / 2) {
            throw new IllegalArgumentException(size + " bytes of it cannot be read and are kept as they are");
        }
        StringBuilder out = new StringBuilder();
        int written = 0;
        for (AuditEntry record : records) {
            String line = HistoryJson.write(record);
            size += bytes(line);
            if (size > most || ++written > MAX_RECORDS) {
                break;
            }
            out.append(line).append('\n');
        }
        unreadable.forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    private static int bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length + 1;
    }
}
