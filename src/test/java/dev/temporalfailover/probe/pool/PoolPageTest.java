package dev.temporalfailover.probe.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

    private static InputStream stream(String page) {
        return new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8));
    }

    private static PoolSample envoy(String page) throws IOException {
        return PoolPage.envoy(stream(page), "e", CLUSTER).get(0);
    }

    @Test
    void theLimitIsWhatIsUsedAndWhatRemains() throws IOException {
        assertEquals(new PoolSample("e", "envoy", CLUSTER, 90, 100, 4), envoy(ENVOY));
        assertEquals(0.9, envoy(ENVOY).utilization());
    }

    @Test
    void withoutTrackingThereIsNoLimit() throws IOException {
        PoolSample sample = envoy(ENVOY.replace("remaining_cx", "remaining_pending"));
        assertEquals(90, sample.active());
        assertTrue(Double.isNaN(sample.max()));
        assertTrue(Double.isNaN(sample.utilization()));
    }

    @Test
    void anUnsetLimitIsNone() throws IOException {
        assertTrue(Double.isNaN(envoy(ENVOY.replace("} 10\n", "} 4294967205\n")).max()));
    }

    @Test
    void aPageWithoutTheClusterSaysNothing() throws IOException {
        assertEquals(List.of(), PoolPage.envoy(stream(ENVOY), "e", "another"));
        assertEquals(List.of(), PoolPage.envoy(stream(""), "e", CLUSTER));
    }

    @Test
    void temporalsPoolsAreTakenByRoleAndKind() throws IOException {
        String page = "service_grpc_conn_active{service_name=\"frontend\"} 5\n"
                + "persistence_sql_open_conn{db_kind=\"main\",service_name=\"history\"} 12\n"
                + "persistence_sql_max_open_conn{db_kind=\"main\",service_name=\"history\"} 20\n"
                + "persistence_sql_in_use{db_kind=\"main\",service_name=\"history\"} 3\n"
                + "persistence_sql_max_open_conn{db_kind=\"visibility\",service_name=\"history\"} 0\n"
                + "persistence_sql_in_use{db_kind=\"visibility\",service_name=\"history\"} 2\n"
                + "persistence_sql_max_open_conn{db_kind=\"lonely\",service_name=\"history\"} 7\n";
        List<PoolSample> found = PoolPage.temporal(stream(page), "e");
        assertEquals(
                List.of("frontend_grpc", "history_sql_main", "history_sql_visibility"),
                found.stream().map(PoolSample::pool).toList());
        assertEquals(3, found.get(1).active());
        assertEquals(20, found.get(1).max());
        assertTrue(Double.isNaN(found.get(2).max()), "0 is Go's word for no limit");
    }

    @Test
    void aPageWithThousandsOfNewNamesDrivesNoPoolOut() throws IOException {
        StringBuilder junk = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            junk.append("service_grpc_conn_active{service_name=\"junk-")
                    .append(i)
                    .append("\"} 1\n");
            junk.append("persistence_sql_in_use{db_kind=\"k").append(i).append("\",service_name=\"history\"} 1\n");
        }
        List<PoolSample> found = PoolPage.temporal(
                stream(junk + "service_grpc_conn_active{service_name=\"frontend\"} 5\n"
                        + "persistence_sql_in_use{db_kind=\"main\",service_name=\"history\"} 3\n"),
                "e");
        assertTrue(found.size() <= PoolPage.MAX_OTHERS + 2, found.size() + " pools");
        assertTrue(found.stream().anyMatch(pool -> pool.pool().equals("frontend_grpc") && pool.active() == 5));
        assertTrue(found.stream().anyMatch(pool -> pool.pool().equals("history_sql_main") && pool.active() == 3));
        String clusters = junk.toString()
                .replace("service_grpc_conn_active{service_name", "envoy_cluster_upstream_cx_active{cluster_name");
        assertEquals(
                90,
                PoolPage.envoy(stream(clusters + ENVOY), "e", CLUSTER).get(0).active());
    }

    @Test
    void aNumberThatNoPoolHasIsLeftOut() throws IOException {
        for (String odd : List.of("NaN", "-5", "+Inf", "1e999")) {
            assertEquals(
                    List.of(),
                    PoolPage.temporal(
                            stream("service_grpc_conn_active{service_name=\"frontend\"} " + odd + "\n"), "e"));
        }
    }
}
