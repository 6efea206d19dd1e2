package dev.temporalfailover.probe.pool;

/**
 * One pool's figures.
 *
 * @param source {@code envoy} or {@code temporal}
 * @param pool the Envoy cluster, {@code frontend_grpc}, or {@code history_sql_main} and so on
 * @param active connections in use
 * @param max the limit, NaN if there is none or it is not reported
 * @param overflows connections refused since the source started, NaN if not reported
 */
public record PoolSample(String region, String source, String pool, double active, double max, double overflows) {

    /** Active / max; NaN without a limit. */
    public double utilization() {
        return max > 0 ? active / max : Double.NaN;
    }
}
