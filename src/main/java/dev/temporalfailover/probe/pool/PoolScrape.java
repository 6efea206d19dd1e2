package dev.temporalfailover.probe.pool;

import dev.temporalfailover.outside.Page;
import dev.temporalfailover.outside.PageReads;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * Reads one pool source. A page that is missing, slow, huge or garbage yields no sample, a failed read in
 * {@code temporal_failover_reads_total} and NaN nowhere: no data never says that a pool is full. The caller schedules it.
 */
public final class PoolScrape {
    /** A bigger page is cut off and counts as failed. */
    static final int MAX_PAGE = 8 << 20;

    private final PoolSource source;
    private final Duration timeout;
    private final PageReads reads;
    private final PoolListener listener;

    /**
     * @param timeout of the whole read, body included
     * @param executor runs the read
     * @param listener takes each sample
     */
    public PoolScrape(PoolSource source, Duration timeout, Executor executor, PoolListener listener) {
        this.source = source;
        this.timeout = timeout;
        this.reads = new PageReads("pool page", executor, 2, timeout);
        this.listener = listener;
    }

    /** Reads once; blocks at most {@code timeout}. Returns one line saying what was wrong, empty if all is well. */
    public String read() throws InterruptedException {
        Page<PoolReply> page = new Page<>(source.url(), "text/plain;version=0.0.4", timeout, MAX_PAGE, this::reply);
        PoolReply reply;
        try {
            reply = reads.read(page, problem -> new PoolReply(List.of(), problem))
                    .get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        listener.read(source.exporter().word(), reply.problem().isEmpty());
        reply.samples().forEach(listener::sample);
        return reply.problem();
    }

    private PoolReply reply(InputStream body) throws IOException {
        List<PoolSample> samples = samples(Page.text(body));
        return new PoolReply(
                samples,
                samples.isEmpty() ? "has none of the " + source.exporter().word() + " pool metrics" + ofCluster() : "");
    }

    /** What a page held, or one line that says why it held nothing. */
    private record PoolReply(List<PoolSample> samples, String problem) {}

    private List<PoolSample> samples(String page) {
        return switch (source.exporter()) {
            case ENVOY -> PoolPage.envoy(page, source.region(), source.cluster().orElseThrow());
            case TEMPORAL -> PoolPage.temporal(page, source.region());
        };
    }

    private String ofCluster() {
        return source.cluster().map(cluster -> " of cluster " + cluster).orElse("");
    }
}
