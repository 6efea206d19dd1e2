package dev.temporalfailover.probe.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PoolPageTest {
    private static final String CLUSTER = "outbound|7233||temporal-frontend.temporal-backend.svc.cluster.local";
    private static final String LABEL = "{cluster_name=\"" + CLUSTER + "\"} ";
    private static final String ENVOY = "# TYPE envoy_cluster_upstream_cx_active gauge\n"
            + "envoy_cluster_upstream_cx_active{cluster_name=\"other\"} 99\n"
            + "envoy_cluster_upstream_cx_active" + LABEL + "90\n"
            + "envoy_cluster_upstream_cx_overflow" + LABEL + "3\n"
            + "envoy_cluster_upstream_cx_pool_overflow" + LABEL + "1\n"
            + "envoy_cluster_circuit_breakers_default_remaining_cx" + LABEL + "10\n";

    private static PoolSample envoy(String page) {
        return PoolPage.envoy(page, "e", CLUSTER).get(0);
    }

    @Test
    void theLimitIsWhatIsUsedAndWhatRemains() {
        assertEquals(new PoolSample("e", "envoy", CLUSTER, 90, 100, 4), envoy(ENVOY));
        assertEquals(0.9, envoy(ENVOY).utilization());
    }

    @Test
    void withoutTrackingThereIsNoLimit() {
        PoolSample sample = envoy(ENVOY.replace("remaining_cx", "remaining_pending"));
        assertEquals(90, sample.active());
        assertTrue(Double.isNaN(sample.max()));
        assertTrue(Double.isNaN(sample.utilization()));
    }

    @Test
    void anUnsetLimitIsNone() {
        assertTrue(Double.isNaN(envoy(ENVOY.replace("} 10\n", "} 4294967205\n")).max()));
    }

    @Test
    void aPageWithoutTheClusterSaysNothing() {
        assertEquals(List.of(), PoolPage.envoy(ENVOY, "e", "another"));
        assertEquals(List.of(), PoolPage.envoy("", "e", CLUSTER));
    }

    @Test
    void temporalsPoolsAreTakenByRoleAndKind() {
        String page = "service_grpc_conn_active{service_name=\"frontend\"} 5\n"
                + "persistence_sql_open_conn{db_kind=\"main\",service_name=\"history\"} 12\n"
                + "persistence_sql_max_open_conn{db_kind=\"main\",service_name=\"history\"} 20\n"
                + "persistence_sql_in_use{db_kind=\"main\",service_name=\"history\"} 3\n"
                + "persistence_sql_max_open_conn{db_kind=\"visibility\",service_name=\"history\"} 0\n"
                + "persistence_sql_in_use{db_kind=\"visibility\",service_name=\"history\"} 2\n"
                + "persistence_sql_max_open_conn{db_kind=\"lonely\",service_name=\"history\"} 7\n";
        List<PoolSample> found = PoolPage.temporal(page, "e");
        assertEquals(
                List.of("frontend_grpc", "history_sql_main", "history_sql_visibility"),
                found.stream().map(PoolSample::pool).toList());
        assertEquals(3, found.get(1).active());
        assertEquals(20, found.get(1).max());
        assertTrue(Double.isNaN(found.get(2).max()), "0 is Go's word for no limit");
    }
}
