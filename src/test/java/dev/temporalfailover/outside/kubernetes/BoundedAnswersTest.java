package dev.temporalfailover.outside.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An API server that goes on and on. */
class BoundedAnswersTest {
    private static final String BEGINS =
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",\"resourceVersion\":\"1\"},\"data\":{\"a\":\"";
    private static final String ENDS = "\"}}";

    private final AtomicLong sent = new AtomicLong();
    private volatile long length = Long.MAX_VALUE;
    private volatile String unit = "x";
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            byte[] part = unit.repeat((1 << 16) / unit.length()).getBytes(StandardCharsets.US_ASCII);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(BEGINS.getBytes(StandardCharsets.US_ASCII));
                for (long left = length; left > 0; left -= part.length) {
                    out.write(part);
                    sent.addAndGet(part.length);
                }
                out.write(ENDS.getBytes(StandardCharsets.US_ASCII));
            }
        });
        server.start();
        KubernetesClient made = BoundedAnswers.on(new KubernetesClientBuilder())
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withHttp2Disable(true)
                        .build())
                .build();
        client = DeadlineClient.of(made, Duration.ofMinutes(5));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private Object read() {
        return client.configMaps().inNamespace("ns").withName("c").get();
    }

    @Test
    void anAnswerWithoutEndFailsLongBeforeItsDeadlineAndIsNotCollected() {
        KubernetesClientException e = assertThrows(KubernetesClientException.class, this::read);
        assertTrue(ApiError.words(e).contains("larger than"), ApiError.words(e));
        assertTrue(sent.get() < 64 << 20, sent + " bytes were taken");
    }

    /** Of a megabyte, which is no large object, but here a heap full of them. */
    @Test
    void objectsThatAreEmptyAreCounted() {
        length = 1 << 20;
        unit = "\",\":\"";
        KubernetesClientException e = assertThrows(KubernetesClientException.class, this::read);
        assertTrue(ApiError.words(e).contains("objects, lists and fields"), ApiError.words(e));
    }

    @Test
    void theLargestObjectThatAnApiServerStoresIsRead() {
        length = 3 << 19;
        assertEquals(
                length,
                client.configMaps()
                        .inNamespace("ns")
                        .withName("c")
                        .get()
                        .getData()
                        .get("a")
                        .length());
    }
}
