package dev.temporalfailover.testkit.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What an instance of the service is asked over HTTP. Every question but {@link #events} ends within 5 s. */
public final class ServiceApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private final String name;
    private final URI api;
    private final URI management;

    /**
     * @param name of the instance, for errors
     * @param api base of the API
     * @param management base of metrics and health
     */
    public ServiceApi(String name, URI api, URI management) {
        this.name = name;
        this.api = api;
        this.management = management;
    }

    /** Base of the API. */
    public URI api() {
        return api;
    }

    /** Base of metrics and health. */
    public URI management() {
        return management;
    }

    /** True if it says that it is ready; false also while it does not answer. */
    public boolean ready() throws InterruptedException {
        return answer(management.resolve("/health/ready")) == 200;
    }

    /** Status code of a GET; 0 without an answer. */
    public int answer(URI uri) throws InterruptedException {
        try {
            return send(request(uri).build()).statusCode();
        } catch (IOException silent) {
            return 0;
        }
    }

    /** GET of the API. Throws if the answer is not in the two hundreds. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return json(send(request(api.resolve(path)).build()), path);
    }

    /** POST of the API with a bearer token; whatever the answer is. */
    public HttpResponse<String> tryPost(String path, String token, Map<String, ?> body)
            throws IOException, InterruptedException {
        return send(request(api.resolve(path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    /** The same. Throws if the answer is not in the two hundreds. */
    public JsonNode post(String path, String token, Map<String, ?> body) throws IOException, InterruptedException {
        return json(tryPost(path, token, body), path);
    }

    /**
     * Follows the API's server-sent events until the service ends the stream.
     *
     * @param told of the data of each event
     */
    public void events(Consumer<JsonNode> told) throws IOException, InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(api.resolve("/api/v1/events"))
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<Stream<String>> answer = HTTP.send(asked, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException(name + " answered " + answer.statusCode() + " to /api/v1/events");
            }
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("data:")) {
                    told.accept(JSON.readTree(line.substring("data:".length())));
                }
            }
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    /** Sum of the samples of a metric whose labels contain all these; 0 where there is none. */
    public double metric(String metric, String... labels) throws IOException, InterruptedException {
        String page = send(request(management.resolve("/metrics"))
                        .header("Accept", "text/plain")
                        .build())
                .body();
        return page.lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(TIMEOUT);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(HttpResponse<String> answer, String path) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(name + " answered " + answer.statusCode() + " to " + path + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
