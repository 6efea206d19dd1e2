package dev.temporalfailover.probe.pool;

import dev.temporalfailover.outside.Page;
import dev.temporalfailover.outside.PageReads;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * Reads one pool source. A page that is missing, slow, huge or garbage yields no sample, a failed read in
 * {@code temporal_failover_reads_total} and NaN nowhere: no data never says that a pool is full. The caller schedules it.
 */
public final class PoolScrape {
    /** A bigger page is cut off and counts as failed. */
    static final int MAX_PAGE = 8 << 20;

    /** Reads. */
    static final int FORGET_AFTER = 8;

    private final PoolSource source;
    private final Duration timeout;
    private final PoolPods pods;
    private final PageReads reads;
    private final PoolListener listener;
    /** For each pool that was told, how many reads ago. */
    private final Map<String, Integer> missed = new HashMap<>();

    /**
     * @param timeout of the whole read, body included
     * @param executor runs the read
     * @param listener takes each sample
     */
    public PoolScrape(PoolSource source, Duration timeout, Executor executor, PoolListener listener) {
        this.source = source;
        this.timeout = timeout;
        this.pods = new PoolPods(source.url(), executor, timeout);
        this.reads = new PageReads("pool page", executor, 2 * PoolPods.MAX, timeout);
        this.listener = listener;
    }

    /**
     * Reads the page of every pod behind the name once; blocks at most about twice {@code timeout}, with looking the name
     * up. Returns one line saying what was wrong, empty if all is well.
     */
    public String read() throws InterruptedException {
        List<CompletableFuture<PoolReply>> asked = pods.urls().stream()
                .map(url -> reads.read(
                        new Page<>(url, "text/plain;version=0.0.4", timeout, MAX_PAGE, this::reply),
                        problem -> new PoolReply(List.of(), problem)))
                .toList();
        List<PoolReply> replies = new ArrayList<>();
        try {
            for (CompletableFuture<PoolReply> pod : asked) {
                replies.add(pod.get());
            }
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        String problem = problem(replies);
        List<PoolSample> samples = PoolPods.merged(
                replies.stream().flatMap(reply -> reply.samples().stream()).toList());
        listener.read(source.exporter().word(), problem.isEmpty());
        samples.forEach(listener::sample);
        forget(samples);
        return problem;
    }

    private static String problem(List<PoolReply> replies) {
        List<String> problems = replies.stream()
                .map(PoolReply::problem)
                .filter(problem -> !problem.isEmpty())
                .toList();
        if (problems.isEmpty() || replies.size() == 1) {
            return problems.isEmpty() ? "" : problems.get(0);
        }
        return problems.size() + " of " + replies.size() + " pods: " + problems.get(0);
    }

    /** A pool that has not been on the page for a while is over: what has its name is no longer known. */
    private void forget(List<PoolSample> present) {
        missed.replaceAll((pool, reads) -> reads + 1);
        present.forEach(sample -> missed.put(sample.pool(), 0));
        List<String> over = missed.entrySet().stream()
                .filter(pool -> pool.getValue() > FORGET_AFTER)
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(pool -> {
            missed.remove(pool);
            listener.gone(source.region(), source.exporter().word(), pool);
        });
    }

    private PoolReply reply(InputStream body) throws IOException {
        List<PoolSample> samples = samples(body);
        return new PoolReply(
                samples,
                samples.isEmpty() ? "has none of the " + source.exporter().word() + " pool metrics" + ofCluster() : "");
    }

    /** What a page held, or one line that says why it held nothing. */
    private record PoolReply(List<PoolSample> samples, String problem) {}

    private List<PoolSample> samples(InputStream page) throws IOException {
        return switch (source.exporter()) {
            case ENVOY -> PoolPage.envoy(page, source.region(), source.cluster().orElseThrow());
            case TEMPORAL -> PoolPage.temporal(page, source.region());
        };
    }

    private String ofCluster() {
        return source.cluster().map(cluster -> " of cluster " + cluster).orElse("");
    }
}
