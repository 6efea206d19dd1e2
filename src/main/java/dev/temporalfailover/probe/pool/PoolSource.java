package dev.temporalfailover.probe.pool;

import dev.temporalfailover.failover.Worded;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A page with the figures of a region's connection pools.
 *
 * @param region the region of the pool
 * @param exporter what writes the page
 * @param url a Prometheus text page, for example {@code http://127.0.0.1:15090/stats/prometheus}
 * @param cluster the Envoy cluster to read; empty for Temporal's own pages
 * @param interval between reads
 */
public record PoolSource(String region, Exporter exporter, URI url, Optional<String> cluster, Duration interval) {

    /** What writes the page. */
    public enum Exporter implements Worded {
        ENVOY,
        TEMPORAL
    }
}
