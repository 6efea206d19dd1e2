package dev.temporalfailover.probe.pool;

import java.net.URI;
import java.time.Duration;

/**
 * @param region whose pool it is
 * @param source {@code envoy} or {@code temporal}
 * @param url a Prometheus text page, for example {@code http://127.0.0.1:15090/stats/prometheus}
 * @param cluster the Envoy cluster to read; null for Temporal's own pages
 */
public record PoolSource(String region, String source, URI url, String cluster, Duration interval) {}
