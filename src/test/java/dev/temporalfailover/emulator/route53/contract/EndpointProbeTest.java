package dev.temporalfailover.emulator.route53.contract;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.checks.EndpointProbe;
import dev.temporalfailover.emulator.route53.checks.HealthCheck;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** Checks against real endpoints: DeveloperGuide/dns-failover-determining-health-of-endpoints. */
class EndpointProbeTest {
    private final EndpointProbe probe = new EndpointProbe(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private final AtomicInteger status = new AtomicInteger(200);
    private volatile String body = "ok";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().equals("/health") ? status.get() : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private boolean passes(String type, int port, String search) {
        return probe.check(new HealthCheck.Config(
                        "127.0.0.1",
                        port,
                        type,
                        type.equals("TCP") ? null : "/health",
                        null,
                        search,
                        10,
                        3,
                        null,
                        false,
                        false,
                        null,
                        List.of(),
                        null))
                .ok();
    }

    private boolean http(int answer) {
        status.set(answer);
        return passes("HTTP", server.getAddress().getPort(), null);
    }

    @Test
    void any_2xx_or_3xx_passes_and_a_redirect_is_not_followed() {
        assertTrue(http(200));
        assertTrue(http(299));
        assertTrue(http(301));
        assertTrue(http(399));
        assertFalse(http(400));
        assertFalse(http(503));
    }

    @Test
    void a_string_is_searched_in_the_first_5120_bytes_with_regard_to_case() {
        int port = server.getAddress().getPort();
        body = "x".repeat(5_118) + "OK";
        assertTrue(passes("HTTP_STR_MATCH", port, "OK"));
        assertFalse(passes("HTTP_STR_MATCH", port, "ok"));
        body = "x".repeat(5_119) + "OK";
        assertFalse(passes("HTTP_STR_MATCH", port, "OK"));
    }

    @Test
    void tcp_passes_on_connect_and_a_closed_port_fails() throws IOException {
        assertTrue(passes("TCP", server.getAddress().getPort(), null));
        assertFalse(passes("TCP", Ports.free(), null));
    }

    @Test
    void an_endpoint_that_accepts_and_never_answers_fails_in_time() throws IOException {
        EndpointProbe hasty = new EndpointProbe(Duration.ofSeconds(10), Duration.ofMillis(200));
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var seen = hasty.check(new HealthCheck.Config(
                    "127.0.0.1",
                    silent.getLocalPort(),
                    "HTTP",
                    "/",
                    null,
                    null,
                    10,
                    3,
                    null,
                    false,
                    false,
                    null,
                    List.of(),
                    null));
            assertEquals("The health checker did not get an answer in time", seen.words());
        }
    }

    @Test
    void an_endpoint_that_speaks_something_else_fails() {
        assertFalse(passes("HTTPS", server.getAddress().getPort(), null));
    }

    /** "HTTPS health checks don't validate SSL/TLS certificates, so checks don't fail if a certificate is invalid". */
    @Test
    void https_passes_with_a_certificate_that_nobody_trusts(@TempDir Path dir) throws Exception {
        Path store = dir.resolve("self-signed.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "x",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=expired.invalid",
                        "-startdate",
                        "-10d",
                        "-validity",
                        "1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, made.waitFor(), said);
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls));
        https.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        https.start();
        try {
            assertTrue(passes("HTTPS", https.getAddress().getPort(), null));
            assertTrue(passes("HTTPS_STR_MATCH", https.getAddress().getPort(), "ok"));
            assertFalse(passes("HTTP", https.getAddress().getPort(), null));
        } finally {
            https.stop(0);
        }
    }

    /** The whole path: the endpoint turns bad, checkers see it by themselves, DNS serves the record of weight zero. */
    @Test
    void dns_moves_to_the_record_of_weight_zero_when_the_endpoint_fails_and_back_without_any_api_call()
            throws IOException {
        try (Emulated aws = new Emulated(
                o -> o.checksRun(true).checkInterval(Duration.ofMillis(50)).serveAtOnce(true))) {
            String id = aws.client
                    .createHealthCheck(r -> r.callerReference("r").healthCheckConfig(c -> c.type("HTTP")
                            .ipAddress("127.0.0.1")
                            .port(server.getAddress().getPort())
                            .resourcePath("/health")))
                    .healthCheck()
                    .id();
            aws.emulator.create(
                    aws.zoneId,
                    RecordSet.weighted("w.example.com", "A", "p", 100, 30, "192.0.2.1")
                            .withHealthCheck(id),
                    RecordSet.weighted("w.example.com", "A", "s", 0, 30, "192.0.2.2"));
            aws.emulator.apiDown();
            assertEquals(List.of("A 192.0.2.1"), aws.answers("w.example.com.", Type.A));
            status.set(503);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> aws.answers("w.example.com.", Type.A).equals(List.of("A 192.0.2.2")));
            status.set(200);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> aws.answers("w.example.com.", Type.A).equals(List.of("A 192.0.2.1")));
        }
    }

    @Test
    void the_status_names_what_each_checker_saw() throws IOException {
        try (Emulated aws = new Emulated(o -> o.checkers(3))) {
            String id = aws.client
                    .createHealthCheck(r -> r.callerReference("r").healthCheckConfig(c -> c.type("HTTP")
                            .ipAddress("127.0.0.1")
                            .port(server.getAddress().getPort())
                            .resourcePath("/gone")))
                    .healthCheck()
                    .id();
            assertEquals(
                    0,
                    aws.client
                            .getHealthCheckStatus(r -> r.healthCheckId(id))
                            .healthCheckObservations()
                            .size());
            aws.emulator.checkNow(id);
            var seen = aws.client.getHealthCheckStatus(r -> r.healthCheckId(id)).healthCheckObservations();
            assertEquals(3, seen.size());
            assertEquals(
                    "Failure: HTTP Status Code 404", seen.get(0).statusReport().status());
            assertEquals(aws.now(), seen.get(0).statusReport().checkedTime());
            assertTrue(aws.emulator.healthy(id)); // one failure of three in a row
        }
    }
}
