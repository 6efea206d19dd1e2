package dev.temporalfailover.emulator.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.testkit.Ports;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A Kubernetes API on loopback with create, read, update, JSON patch, merge patch, delete and watch, optimistic locking
 * by resourceVersion, managedFields, and faults on demand. Objects are read and written by their API path, for example
 * {@code /apis/networking.istio.io/v1/namespaces/temporal-backend/virtualservices/temporal-frontend}.
 */
public final class StrictKubernetesApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The server logs every request; held so that the level stays. */
    private static final Logger NOISE = Logger.getLogger(MockWebServer.class.getName());

    static {
        NOISE.setLevel(Level.WARNING);
    }

    private final StrictDispatcher dispatcher = new StrictDispatcher();
    private final MockWebServer server = new MockWebServer();
    private final LoopbackFront front;

    /** A request as it arrived, faults included. */
    public record Call(String method, String path, String body) {}

    private StrictKubernetesApi(int port) {
        server.setDispatcher(dispatcher);
        server.start(InetAddress.getLoopbackAddress(), 0);
        front = new LoopbackFront(port, server.getPort());
    }

    /** Starts on a free port, which stays its own through cuts. */
    public static StrictKubernetesApi start() {
        try {
            return start(Ports.free());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts on this port of 127.0.0.1. */
    public static StrictKubernetesApi start(int port) {
        return new StrictKubernetesApi(port);
    }

    /** For example {@code http://127.0.0.1:34567}. */
    public String url() {
        return "http://127.0.0.1:" + front.port();
    }

    /** A new client of this API; the caller closes it. Its user agent, and so its field manager, is {@code fabric8}. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(url())
                        .withHttp2Disable(true)
                        .withUserAgent("fabric8/test")
                        .withRequestRetryBackoffLimit(0)
                        .withWatchReconnectInterval(100)
                        .build())
                .build();
    }

    /** Creates the object or replaces it, as {@code kubectl} would; its resourceVersion is ignored. */
    public JsonNode put(String path, String json) {
        String collection = path.substring(0, path.lastIndexOf('/'));
        MockResponse made = dispatcher.direct("POST", collection, "application/json", json);
        if (made.code() == 409) {
            made = dispatcher.direct("PUT", path, "application/json", withoutVersion(json));
        }
        if (made.code() >= 300) {
            throw new IllegalArgumentException(made.getBody().readUtf8());
        }
        return parse(made.getBody().readUtf8());
    }

    /** The object, or empty if there is none. */
    public Optional<JsonNode> get(String path) {
        MockResponse found = dispatcher.direct("GET", path, "application/json", "");
        return found.code() == 200 ? Optional.of(parse(found.getBody().readUtf8())) : Optional.empty();
    }

    /** Somebody else's merge patch, under the field manager's name. */
    public JsonNode edit(String path, String manager, String mergePatch) {
        MockResponse done = dispatcher.direct(
                "PATCH", path + "?fieldManager=" + manager, "application/merge-patch+json", mergePatch);
        if (done.code() >= 300) {
            throw new IllegalArgumentException(done.getBody().readUtf8());
        }
        return parse(done.getBody().readUtf8());
    }

    /** Deletes the object; nothing happens if there is none. */
    public void delete(String path) {
        dispatcher.direct("DELETE", path, "application/json", "");
    }

    /** The API vanishes: connections end, new ones are refused. */
    public void cut() {
        front.cut();
    }

    /** True while it is gone. */
    public boolean isCut() {
        return front.isCut();
    }

    /** Connections end, new ones reach another server at this port of the loopback, until {@link #restore}. */
    public void leadTo(int port) {
        front.cut();
        front.to(port);
        front.restore();
    }

    /** It is back on the same port. */
    public void restore() {
        front.to(server.getPort());
        front.restore();
    }

    /** No answer comes any more, connections stay open. */
    public void hang() {
        front.hang(true);
    }

    /** Answers come again, those that were held back too. */
    public void resume() {
        front.hang(false);
    }

    /** The next such request is answered with this status, for example 403 Forbidden, 422 Invalid, 429 TooManyRequests. */
    public void failOnce(String method, String pathPart, int code, String reason, String message) {
        MockResponse answer = StrictStore.status(code, reason, message);
        dispatcher.once(new StrictDispatcher.Fault(method, pathPart, false, Optional.of(answer), () -> {}));
    }

    /** The next such request is answered with this status and body, whatever it is. */
    public void answerOnce(String method, String pathPart, int code, String body) {
        MockResponse answer = new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(body);
        dispatcher.once(new StrictDispatcher.Fault(method, pathPart, false, Optional.of(answer), () -> {}));
    }

    /** Who is known by which token, and who may what. */
    public StrictReviews reviews() {
        return dispatcher.reviews();
    }

    /** The API vanishes in the middle of the next such request: {@code applied} says whether before or after its effect. */
    public void vanishOnce(String method, String pathPart, boolean applied) {
        MockResponse lost = StrictStore.status(503, "ServiceUnavailable", "never seen by the client");
        Optional<MockResponse> answer = applied ? Optional.empty() : Optional.of(lost);
        dispatcher.once(new StrictDispatcher.Fault(method, pathPart, applied, answer, this::cut));
    }

    /** The next such request takes effect and its answer is held back until {@link #resume}. */
    public void hangOnce(String method, String pathPart) {
        dispatcher.once(new StrictDispatcher.Fault(method, pathPart, true, Optional.empty(), this::hang));
    }

    /**
     * Runs {@code effect} just before the next such request is carried out, for example a faster writer's {@link #edit}. It
     * runs on the server's only thread: no network call to this API in it.
     */
    public void beforeOnce(String method, String pathPart, Runnable effect) {
        dispatcher.once(new StrictDispatcher.Fault(method, pathPart, false, Optional.empty(), effect));
    }

    /** Calls {@code listener} with every object right after it was written. It runs on the server's only thread. */
    public void onWrite(Consumer<JsonNode> listener) {
        dispatcher.onWrite(listener);
    }

    /** All requests that arrived by network, oldest first. */
    public List<Call> calls() {
        return dispatcher.calls();
    }

    /** The one version of an API group that discovery tells of, {@code v1} where nothing was said; empty: no such group. */
    public void serves(String group, String version) {
        dispatcher.serves(group, version);
    }

    @Override
    public void close() {
        front.close();
        server.shutdown();
    }

    private static String withoutVersion(String json) {
        JsonNode object = parse(json);
        if (object.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("resourceVersion");
        }
        return object.toString();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
