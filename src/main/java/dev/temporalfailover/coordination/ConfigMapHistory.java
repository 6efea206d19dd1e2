package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.History;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.kubernetes.ApiError;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What happened in this region, in one ConfigMap, {@code NAME-history}, one key a policy: written by compare-and-swap by
 * whoever acts, read from a watch by every instance. The newest {@value HistoryText#MAX_RECORDS} records of a policy are
 * kept. What cannot be stored now is kept in memory, bounded, and stored later; the audit log has it in any case.
 */
public final class ConfigMapHistory implements AutoCloseable {
    private static final int MAX_NAME = 253;
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final WatchedConfigMap stored;
    private final ScheduledExecutorService executor;
    private final Notices report;
    private List<AuditEntry> pending = List.of();
    private String version = "";
    private List<AuditEntry> known = List.of();

    /**
     * @param client stays the caller's
     * @param name the ConfigMap is called {@code NAME-history}
     * @param timeout of one call
     * @param executor one thread, on which records are stored; stays the caller's
     * @param report one line about what cannot be read or stored
     */
    public ConfigMapHistory(
            KubernetesClient client,
            String namespace,
            String name,
            Duration timeout,
            ScheduledExecutorService executor,
            Consumer<String> report) {
        this.stored = new WatchedConfigMap(client, namespace, name + "-history", timeout);
        this.executor = executor;
        this.report = new Notices(report);
    }

    /** Begins to watch; does not wait. */
    public void start() {
        stored.start(this::seen, () -> {
            report.say("deleted", "the ConfigMap " + stored.where() + " was deleted: the history begins anew");
            forget();
        });
    }

    private synchronized void forget() {
        version = "";
        known = List.of();
    }

    /** All that is known, newest first: what is stored, and what waits to be. */
    public synchronized List<AuditEntry> read() {
        return History.merged(Stream.concat(known.stream(), pending.stream()).toList());
    }

    /** Stores a record soon; one of the same change becomes one with it. Returns at once. */
    public void add(AuditEntry entry) {
        synchronized (this) {
            List<AuditEntry> more = History.merged(
                    Stream.concat(pending.stream(), Stream.of(entry)).toList());
            pending = more.subList(0, Math.min(more.size(), HistoryText.MAX_RECORDS));
        }
        soon(Duration.ZERO);
    }

    private void soon(Duration after) {
        try {
            executor.schedule(this::flush, after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // The process ends; the audit log has the record.
        }
    }

    private void flush() {
        List<AuditEntry> now;
        synchronized (this) {
            now = pending;
        }
        if (now.isEmpty()) {
            return;
        }
        String problem = "";
        try {
            problem = store(now);
        } catch (KubernetesClientException e) {
            problem = ApiError.words(e);
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
        }
        report.trouble("history in the ConfigMap " + stored.where(), problem);
        if (!problem.isEmpty()) {
            soon(AGAIN);
        }
    }

    /** One line that says why not, empty if all is stored. */
    private String store(List<AuditEntry> now) {
        try {
            stored.update(data -> with(data, now)).ifPresent(this::seen);
        } catch (KubernetesClientException e) {
            if (!WatchedConfigMap.conflict(e)) {
                throw e;
            }
            return "others wrote at the same time, " + WatchedConfigMap.ATTEMPTS + " times";
        }
        synchronized (this) {
            pending = pending.stream().filter(entry -> !now.contains(entry)).toList();
        }
        return "";
    }

    private static Map<String, String> with(Map<String, String> data, List<AuditEntry> now) {
        Map<String, List<AuditEntry>> byPolicy = new TreeMap<>();
        now.forEach(entry ->
                byPolicy.computeIfAbsent(entry.policy(), p -> new ArrayList<>()).add(entry));
        byPolicy.keySet().forEach(policy -> data.putIfAbsent(policy, ""));
        int most = Math.min(HistoryText.MAX_BYTES, HistoryText.MAX_ALL / data.size());
        byPolicy.forEach((policy, entries) -> data.put(
                policy, HistoryText.read(policy, data.get(policy)).with(entries).write(most)));
        return data;
    }

    private void seen(ConfigMap map) {
        List<AuditEntry> all = new ArrayList<>();
        Map<String, String> data = map.getData() == null ? Map.of() : map.getData();
        data.forEach((policy, text) -> {
            HistoryText read = HistoryText.read(policy, text);
            all.addAll(read.records());
            int bad = read.unreadable().size();
            String subject = "history of " + Line.of(policy, MAX_NAME) + " in the ConfigMap " + stored.where();
            report.trouble(subject, bad == 0 ? "" : bad + " lines cannot be read and stay as they are");
        });
        synchronized (this) {
            // The watch may still bring what an own write has already replaced.
            String fresh = map.getMetadata().getResourceVersion();
            if (!KnownIntents.older(fresh, version)) {
                version = fresh;
                known = History.merged(all);
            }
        }
    }

    /** Ends the watch; the client stays open. */
    @Override
    public void close() {
        stored.close();
    }
}
