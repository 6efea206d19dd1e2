package dev.temporalfailover.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.failover.status.AuditEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The audit trail: one JSON object a line to the logger category {@code audit}, and the newest entries in memory for
 * {@code /api/v1/decisions}. Callable from any thread. The log is the record; the memory ends with the process.
 */
public final class AuditLog {
    /** Entries kept in memory. */
    public static final int KEPT = 200;

    /** The logger category. */
    public static final String CATEGORY = "audit";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Deque<AuditEntry> newest = new ArrayDeque<>();
    private final Consumer<String> log;

    /** Writes to the logger category {@link #CATEGORY}. */
    public AuditLog() {
        this(Logger.getLogger(CATEGORY)::info);
    }

    /** @param log takes each line */
    AuditLog(Consumer<String> log) {
        this.log = log;
    }

    /** Records one change of traffic, or an attempt. */
    public void add(AuditEntry entry) {
        synchronized (newest) {
            newest.addFirst(entry);
            if (newest.size() > KEPT) {
                newest.removeLast();
            }
        }
        log.accept(line(entry));
    }

    /** The newest entries, newest first. */
    public List<AuditEntry> newest(int limit) {
        List<AuditEntry> found = new ArrayList<>();
        synchronized (newest) {
            Iterator<AuditEntry> all = newest.iterator();
            while (all.hasNext() && found.size() < limit) {
                found.add(all.next());
            }
        }
        return found;
    }

    /** The entry as one line of JSON; durations in seconds, objects in a stable order. */
    static String line(AuditEntry e) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("policy", e.policy());
        out.put("epoch", e.epoch());
        out.put("at", e.at().toString());
        out.put("instance", e.instance());
        out.put("by", e.by());
        out.put("automatic", e.automatic());
        out.put("forced", e.forced());
        out.put("reason", e.reason());
        out.put("asked", e.asked());
        out.put("from", e.from());
        out.put("to", e.to());
        out.put("before", new TreeMap<>(e.before()));
        out.put("after", new TreeMap<>(e.after()));
        out.put("result", e.result());
        out.put(
                "evidence",
                e.evidence().stream()
                        .map(v -> v.verdict() + " " + v.subject() + ": " + v.why())
                        .toList());
        out.put(
                "rules",
                e.rules().stream()
                        .map(r -> (r.allows() ? "+ " : "- ") + r.name().word() + ": " + r.present())
                        .toList());
        out.put("steps", e.steps());
        Map<String, Double> stages = new LinkedHashMap<>();
        e.stages().forEach((stage, took) -> stages.put(stage, took.toNanos() / 1e9));
        out.put("stagesSeconds", stages);
        try {
            return JSON.writeValueAsString(out);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("strings, numbers and lists are always JSON", impossible);
        }
    }
}
