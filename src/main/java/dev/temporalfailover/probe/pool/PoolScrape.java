package dev.temporalfailover.probe.pool;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.Page;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads one pool source. A page that is missing, slow, huge or garbage yields no sample, a failed read in
 * {@code temporal_failover_reads_total} and NaN nowhere: no data never says that a pool is full. The caller schedules it.
 */
public final class PoolScrape {
    /** A bigger page is cut off and counts as failed. */
    static final int MAX_PAGE = 8 << 20;

    private static final int MAX_DETAIL = 300;

    private final PoolSource source;
    private final Duration timeout;
    private final ExecutorService executor;
    private final PoolListener listener;

    /**
     * @param timeout of the whole read, body included
     * @param executor runs the read; it is interrupted at the deadline
     * @param listener takes each sample
     */
    public PoolScrape(PoolSource source, Duration timeout, ExecutorService executor, PoolListener listener) {
        this.source = source;
        this.timeout = timeout;
        this.executor = executor;
        this.listener = listener;
    }

    /** Reads once; blocks at most {@code timeout}. Returns one line saying what was wrong, empty if all is well. */
    public String read() throws InterruptedException {
        URI url = source.url();
        String exporter = source.exporter().word();
        Page<String> page = new Page<>(url, "text/plain;version=0.0.4", timeout, MAX_PAGE, Page::text);
        Future<String> reading = executor.submit(page);
        try {
            List<PoolSample> samples = samples(reading.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
            listener.read(exporter, !samples.isEmpty());
            samples.forEach(listener::sample);
            return samples.isEmpty() ? "has none of the " + source + " pool metrics" + ofCluster() : "";
        } catch (TimeoutException late) {
            listener.read(exporter, false);
            return "did not end within " + timeout.toMillis() + " ms";
        } catch (ExecutionException failed) {
            listener.read(exporter, false);
            return Line.of(String.valueOf(failed.getCause()), MAX_DETAIL);
        } finally {
            reading.cancel(true);
            page.abandon();
        }
    }

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
