package dev.temporalfailover.probe.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.fuzz.Fuzz;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolFuzzTest {
    private static final String TEMPORAL = "service_grpc_conn_active{service_name=\"frontend\"} 5\n"
            + "persistence_sql_open_conn{db_kind=\"main\",service_name=\"history\"} 12\n"
            + "persistence_sql_max_open_conn{db_kind=\"main\",service_name=\"history\"} 20\n"
            + "persistence_sql_in_use{db_kind=\"main\",service_name=\"history\"} 3\n";
    private static final String ENVOY = "envoy_cluster_upstream_cx_active{cluster_name=\"c\"} 90\n"
            + "envoy_cluster_upstream_cx_overflow{cluster_name=\"c\"} 3\n"
            + "envoy_cluster_circuit_breakers_default_remaining_cx{cluster_name=\"c\"} 10\n";

    @Test
    void pages() {
        Fuzz.texts("pool", List.of(TEMPORAL, ENVOY), input -> {
            List<PoolSample> found = new ArrayList<>(PoolPage.temporal(new ByteArrayInputStream(input), "e"));
            found.addAll(PoolPage.envoy(new ByteArrayInputStream(input), "e", "c"));
            assertTrue(found.size() <= 51, found.size() + " pools");
            for (PoolSample sample : found) {
                assertTrue(sample.active() >= 0 && Double.isFinite(sample.active()), sample.toString());
                assertTrue(sample.pool().matches("[a-z0-9_-]{1,90}"), sample.toString());
            }
            return !found.isEmpty();
        });
    }
}
