package dev.temporalfailover.probe.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.telemetry.PoolTelemetry;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.testkit.Ports;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolScrapeTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<PoolSample> samples = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @AfterEach
    void stop() {
        executor.shutdownNow();
        if (server != null) {
            server.stop(0);
        }
    }

    private interface Page {
        void write(HttpExchange exchange) throws IOException;
    }

    private URI serve(Page page) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                page.write(exchange);
            }
        });
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    }

    private String read(URI url, Duration timeout) throws InterruptedException {
        return scrape(url, timeout).read();
    }

    private PoolScrape scrape(URI url, Duration timeout) {
        return new PoolScrape(
                new PoolSource("e", PoolSource.Exporter.TEMPORAL, url, Optional.empty(), Duration.ofSeconds(15)),
                timeout,
                executor,
                new PoolTelemetry(new Telemetry(registry), samples::add));
    }

    private double reads(String result) {
        return registry.get("temporal_failover_reads_total")
                .tags("source", "temporal", "result", result)
                .counter()
                .count();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void aPageBecomesSamplesAndMetrics() throws Exception {
        URI url = serve(x -> send(x, 200, "service_grpc_conn_active{service_name=\"frontend\"} 5\n"));
        assertEquals("", read(url, Duration.ofSeconds(20)));
        assertEquals("frontend_grpc", samples.get(0).pool());
        assertEquals(
                5,
                registry.get("temporal_failover_connection_pool_active")
                        .tags("region", "e", "source", "temporal")
                        .gauge()
                        .value());
        assertEquals(1, reads("ok"));
    }

    @Test
    void aPoolThatIsNoLongerOnThePageIsForgotten() throws Exception {
        AtomicReference<String> role = new AtomicReference<>("frontend");
        URI url = serve(x -> send(x, 200, "service_grpc_conn_active{service_name=\"" + role.get() + "\"} 5\n"));
        PoolScrape scrape = scrape(url, Duration.ofSeconds(20));
        scrape.read();
        for (int i = 0; i < PoolScrape.FORGET_AFTER; i++) {
            role.set("odd-" + i);
            scrape.read();
        }
        assertTrue(known("frontend_grpc"));
        role.set("history");
        scrape.read();
        assertFalse(known("frontend_grpc"));
        assertTrue(known("odd-0_grpc"));
        assertTrue(known("history_grpc"));
    }

    private boolean known(String pool) {
        return registry.find("temporal_failover_connection_pool_active")
                        .tags("pool", pool)
                        .gauge()
                != null;
    }

    @Test
    void missingMetricsAreAFailedReadAndNoSample() throws Exception {
        assertTrue(read(serve(x -> send(x, 200, "other 1\n")), Duration.ofSeconds(20))
                .contains("none of the"));
        assertEquals(1, reads("failed"));
        assertEquals(List.of(), samples);
    }

    @Test
    void anErrorIsAFailedRead() throws Exception {
        assertTrue(
                read(serve(x -> send(x, 500, "boom")), Duration.ofSeconds(20)).contains("status 500"));
        assertEquals(1, reads("failed"));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        URI url = serve(x -> {
            x.getResponseHeaders().add("Location", "/elsewhere");
            send(x, 302, "");
        });
        assertTrue(read(url, Duration.ofSeconds(20)).contains("status 302"));
    }

    @Test
    void aHugePageIsCutOff() throws Exception {
        URI url = serve(x -> {
            x.sendResponseHeaders(200, 0);
            byte[] chunk = "other_metric{a=\"b\"} 1\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
            OutputStream out = x.getResponseBody();
            for (int sent = 0; sent <= PoolScrape.MAX_PAGE + chunk.length; sent += chunk.length) {
                out.write(chunk);
            }
        });
        assertTrue(read(url, Duration.ofSeconds(60)).contains("larger than"));
        assertEquals(List.of(), samples);
    }

    @Test
    void aServerThatNeverAnswersEndsAtTheDeadline() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            String said = read(url, Duration.ofMillis(200));
            assertTrue(said.contains("200 ms") || said.contains("timed out"), said);
        }
        assertEquals(1, reads("failed"));
    }

    @Test
    void aServerThatDripsEndsAtTheDeadline() throws Exception {
        URI url = serve(x -> {
            x.sendResponseHeaders(200, 0);
            OutputStream out = x.getResponseBody();
            out.write("service_grpc_conn_active{".getBytes(StandardCharsets.UTF_8));
            out.flush();
            // Never ends by itself; the client closes the connection under it.
            while (true) {
                out.write(' ');
                out.flush();
            }
        });
        String said = read(url, Duration.ofMillis(300));
        assertTrue(said.contains("300 ms") || said.contains("larger than"), said);
        assertEquals(1, reads("failed"));
    }

    @Test
    void nothingListeningIsAFailedRead() throws Exception {
        assertTrue(read(URI.create("http://127.0.0.1:" + Ports.free() + "/"), Duration.ofSeconds(20))
                .contains("refused"));
        assertEquals(1, reads("failed"));
    }
}
