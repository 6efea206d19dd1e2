package dev.temporalfailover.traffic.istio.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectCountTest {
    static final String PAGE = """
            # HELP pilot_info Pilot version and build information.
            pilot_info{version="1.31.0"} 1
            # TYPE pilot_total_xds_rejects counter
            pilot_total_xds_rejects{type="cds"} 40
            pilot_total_xds_rejects{type="rds"} %d
            # TYPE pilot_xds_rds_reject gauge
            pilot_xds_rds_reject{err="Internal:bad",node="router~10.0.0.1~gw-0.istio-ingress"} %d
            process_start_time_seconds %s
            """;

    static String page(int total, int node, String process) {
        return PAGE.formatted(total, node, process);
    }

    private static RejectCount read(String page) throws IOException {
        return RejectCount.read(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void onlyRefusedRoutesCountAndEachOnlyOnce() throws IOException {
        RejectCount count = read(page(3, 2, "1.7e9"));
        assertEquals(3, count.total());
        assertEquals(Map.of("router~10.0.0.1~gw-0.istio-ingress", 2.0), count.byNode());
        assertEquals(2, read(page(0, 2, "1.7e9")).total(), "an older istiod counts by node only");
        assertEquals(0, read("pilot_info{} 1\n").total(), "a counter that never counted is absent");
        assertEquals(
                1,
                read("pilot_total_xds_rejects{type=\"type.googleapis.com/envoy.config.route.v3.RouteConfiguration\"} 1\n")
                        .total());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html></html>", "envoy_cluster_upstream_cx_active 1\n", "\u0000\u0001"})
    void aPageThatIsNotIstiodsIsAnError(String page) {
        assertThrows(IOException.class, () -> read(page));
    }

    @Test
    void badLinesAndBadNumbersCountNothing() throws IOException {
        String bad = "pilot_total_xds_rejects{type=\"rds\" 5\npilot_total_xds_rejects{type=\"rds\"} x\n"
                + "pilot_total_xds_rejects{type=\"rds\"} NaN\npilot_total_xds_rejects{type=\"rds\"} -4\n";
        assertEquals(0, read(bad).total());
    }

    @Test
    void aRiseSinceTheWriteIsToldWithThoseWhoRefused() throws IOException {
        Rejects rejects = new Rejects();
        rejects.begin();
        rejects.before("istiod", read(page(3, 2, "1")));
        assertEquals("", rejects.since("istiod", read(page(3, 2, "1"))));
        assertEquals(
                "istiod counts 2 rejected route updates since the write: router~10.0.0.1~gw-0.istio-ingress",
                rejects.since("istiod", read(page(5, 4, "1"))));
        assertEquals(
                "istiod counts 1 rejected route update since the write: some proxy",
                rejects.since("istiod", read(page(4, 2, "1"))),
                "an answer that comes out of order is compared with the same count");
    }

    @Test
    void aRestartOrAnotherReplicaBeginsAnew() throws IOException {
        Rejects rejects = new Rejects();
        rejects.before("istiod", read(page(9, 0, "1")));
        assertEquals("", rejects.since("istiod", read(page(2, 0, "2"))), "another process");
        assertEquals("", rejects.since("istiod", read(page(9, 0, "1"))), "and the first again");
        assertEquals(
                "istiod counts 1 rejected route update since the write: some proxy",
                rejects.since("istiod", read(page(3, 0, "2"))));
        assertEquals("", rejects.since("istiod", read(page(1, 0, "1"))), "a counter that fell is a new one");
        rejects.begin();
        assertEquals("", rejects.since("istiod", read(page(30, 0, "2"))), "the next write begins anew");
    }

    @Test
    void withoutABeginningTheFirstCountIsOne() throws IOException {
        Rejects rejects = new Rejects();
        assertEquals("", rejects.since("a", read(page(7, 0, "1"))));
        assertEquals("", rejects.since("b", read(page(8, 0, "1"))), "each istiod by itself");
        for (int process = 0; process < 100; process++) {
            assertEquals("", rejects.since("a", read(page(process, 0, "2" + process))));
        }
        assertEquals("", rejects.since("a", read(page(70, 0, "1"))), "forgotten: the number of processes is bounded");
    }
}
