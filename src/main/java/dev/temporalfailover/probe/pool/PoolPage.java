package dev.temporalfailover.probe.pool;

import dev.temporalfailover.outside.PrometheusText;
import dev.temporalfailover.outside.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a page says about pools. Names are those of Envoy's and Temporal's Prometheus exports. */
final class PoolPage {
    private static final String CX_ACTIVE = "envoy_cluster_upstream_cx_active";
    private static final String CX_OVERFLOW = "envoy_cluster_upstream_cx_overflow";
    private static final String POOL_OVERFLOW = "envoy_cluster_upstream_cx_pool_overflow";
    private static final String REMAINING = "envoy_cluster_circuit_breakers_default_remaining_cx";
    private static final Set<String> ENVOY = Set.of(CX_ACTIVE, CX_OVERFLOW, POOL_OVERFLOW, REMAINING);

    private static final String GRPC_ACTIVE = "service_grpc_conn_active";
    private static final String SQL_OPEN = "persistence_sql_open_conn";
    private static final String SQL_MAX = "persistence_sql_max_open_conn";
    private static final String SQL_USED = "persistence_sql_in_use";
    private static final Set<String> TEMPORAL = Set.of(GRPC_ACTIVE, SQL_OPEN, SQL_MAX, SQL_USED);

    /** Envoy's "no limit" is the largest 32-bit number, and remaining + active stays in its neighbourhood. */
    private static final double UNLIMITED = 4_000_000_000d;

    private PoolPage() {}

    /** The cluster's pool; empty if the page does not name the cluster. */
    static List<PoolSample> envoy(String page, String region, String cluster) {
        Map<String, Double> sums = new TreeMap<>();
        for (Sample s : PrometheusText.parse(page, ENVOY)) {
            if (s.label("cluster_name").equals(cluster)) {
                sums.merge(s.name(), s.value(), Double::sum);
            }
        }
        if (!sums.containsKey(CX_ACTIVE)) {
            return List.of();
        }
        double active = sums.get(CX_ACTIVE);
        // Only where Envoy tracks what remains; Istio does not by default since 1.29.
        double max = sums.containsKey(REMAINING) ? limit(active + sums.get(REMAINING)) : Double.NaN;
        double overflows = sums.containsKey(CX_OVERFLOW) || sums.containsKey(POOL_OVERFLOW)
                ? sums.getOrDefault(CX_OVERFLOW, 0d) + sums.getOrDefault(POOL_OVERFLOW, 0d)
                : Double.NaN;
        return List.of(new PoolSample(region, "envoy", cluster, active, max, overflows));
    }

    /** The gRPC connections of each role, and the database pools of each role and kind. */
    static List<PoolSample> temporal(String page, String region) {
        Map<String, Double> grpc = new TreeMap<>();
        Map<String, Map<String, Double>> sql = new TreeMap<>();
        for (Sample s : PrometheusText.parse(page, TEMPORAL)) {
            String role = known(s.label("service_name"), "temporal");
            if (s.name().equals(GRPC_ACTIVE)) {
                grpc.merge(role + "_grpc", s.value(), Double::sum);
            } else {
                sql.computeIfAbsent(role + "_sql_" + known(s.label("db_kind"), "main"), k -> new TreeMap<>())
                        .merge(s.name(), s.value(), Double::sum);
            }
        }
        List<PoolSample> found = new ArrayList<>();
        grpc.forEach(
                (pool, active) -> found.add(new PoolSample(region, "temporal", pool, active, Double.NaN, Double.NaN)));
        sql.forEach((pool, v) -> {
            Double used = v.containsKey(SQL_USED) ? v.get(SQL_USED) : v.get(SQL_OPEN);
            if (used != null) {
                double max = limit(v.getOrDefault(SQL_MAX, Double.NaN));
                found.add(new PoolSample(region, "temporal", pool, used, max, Double.NaN));
            }
        });
        return found;
    }

    /** Go's 0 and Envoy's 4294967295 both mean that there is no limit. */
    private static double limit(double max) {
        return max > 0 && max < UNLIMITED ? max : Double.NaN;
    }

    /** A label value of the page as a part of a pool's name: letters of a short word, so that a page cannot flood us. */
    private static String known(String value, String otherwise) {
        return value.matches("[a-z0-9_-]{1,40}") ? value : otherwise;
    }
}
