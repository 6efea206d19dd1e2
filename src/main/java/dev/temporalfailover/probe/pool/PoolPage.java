package dev.temporalfailover.probe.pool;

import dev.temporalfailover.outside.PrometheusText;
import dev.temporalfailover.outside.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
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

    private static final Set<String> KNOWN = names();
    /** Pools on one page that Temporal does not name. */
    static final int MAX_OTHERS = 32;

    /** Envoy's "no limit" is the largest 32-bit number, and remaining + active stays in its neighbourhood. */
    private static final double UNLIMITED = 4_000_000_000d;

    private PoolPage() {}

    /** The cluster's pool; empty if the page does not name the cluster. */
    static List<PoolSample> envoy(InputStream page, String region, String cluster) throws IOException {
        Map<String, Double> sums = new TreeMap<>();
        PrometheusText.read(page, ENVOY::contains, s -> {
            if (s.counts() && s.label("cluster_name").equals(cluster)) {
                sums.merge(s.name(), s.value(), Double::sum);
            }
        });
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

    /**
     * The gRPC connections of each role, and the database pools of each role and kind. Those that Temporal names are always
     * among them, of others at most {@link #MAX_OTHERS}: a page whose names change must not drive them out.
     */
    static List<PoolSample> temporal(InputStream page, String region) throws IOException {
        Map<String, Map<String, Double>> pools = new TreeMap<>();
        Set<String> others = new HashSet<>();
        PrometheusText.read(page, TEMPORAL::contains, s -> {
            String pool = pool(s);
            boolean known = KNOWN.contains(pool) || others.contains(pool) || others.size() < MAX_OTHERS;
            if (!s.counts() || !known) {
                return;
            }
            if (!KNOWN.contains(pool)) {
                others.add(pool);
            }
            pools.computeIfAbsent(pool, k -> new TreeMap<>()).merge(s.name(), s.value(), Double::sum);
        });
        List<PoolSample> found = new ArrayList<>();
        pools.forEach((pool, v) -> {
            Double grpc = v.get(GRPC_ACTIVE);
            Double used = grpc != null ? grpc : v.containsKey(SQL_USED) ? v.get(SQL_USED) : v.get(SQL_OPEN);
            if (used != null) {
                double max = limit(v.getOrDefault(SQL_MAX, Double.NaN));
                found.add(new PoolSample(region, "temporal", pool, used, max, Double.NaN));
            }
        });
        return found;
    }

    private static String pool(Sample s) {
        String role = known(s.label("service_name"), "temporal");
        return s.name().equals(GRPC_ACTIVE) ? role + "_grpc" : role + "_sql_" + known(s.label("db_kind"), "main");
    }

    /** The pools of Temporal's own roles and database kinds. */
    private static Set<String> names() {
        Set<String> names = new HashSet<>();
        for (String role : List.of("frontend", "internal-frontend", "history", "matching", "worker", "temporal")) {
            names.addAll(Set.of(role + "_grpc", role + "_sql_main", role + "_sql_visibility"));
        }
        return names;
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
