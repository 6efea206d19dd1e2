package dev.temporalfailover.emulator.kubernetes;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An API server that answers every request with 200 and the same body, whatever it is. */
public final class OneAnswer implements AutoCloseable {
    private final HttpServer server;
    private volatile byte[] body;

    public OneAnswer(String body) throws IOException {
        answer(body);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] now = this.body;
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, now.length == 0 ? -1 : now.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(now);
            }
        });
        server.start();
    }

    /** From now on this is the answer. */
    public void answer(String changed) {
        body = changed.getBytes(StandardCharsets.UTF_8);
    }

    /** A new client of it; the caller closes it. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withHttp2Disable(true)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
