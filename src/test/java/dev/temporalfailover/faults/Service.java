package dev.temporalfailover.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.ListeningPorts;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The packaged service in a process of its own, as a Pod would run it, asked over HTTP and by signals. */
final class Service implements AutoCloseable {
    static final Path JAR = Path.of(System.getProperty("service.jar", "target/quarkus-app/quarkus-run.jar"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServiceProcess process;

    /**
     * @param kubernetes base of the API server
     * @param more options of the JVM
     */
    Service(Path config, Path log, String kubernetes, Children children, String... more) throws IOException {
        process = new ServiceProcess("us-west-2", "node-1", JAR, config, URI.create(kubernetes), children, log, more);
    }

    /** What was answered. */
    record Answer(int status, String body, String type) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }
    }

    /** Starts the process; does not wait. */
    void start() throws IOException {
        process.start();
    }

    boolean ready() {
        try {
            return get("/health/ready", process.management(), "application/json")
                            .status()
                    == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** GET on the API's port. */
    Answer get(String path) {
        return get(path, process.api(), "application/json");
    }

    /** GET on the management port. */
    Answer manage(String path) {
        return get(path, process.management(), "*/*");
    }

    private Answer get(String path, URI on, String accept) {
        return send(request(path, on).header("Accept", accept));
    }

    /** POST of JSON; an empty token sends no Authorization. */
    Answer post(String path, String token, String json) {
        HttpRequest.Builder request = request(path, process.api())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    /** The policy as {@code /api/v1/status} has it. */
    JsonNode policy() {
        return get("/api/v1/status").json().path("policies").path(0);
    }

    /** Sum of the samples of a metric whose labels contain all these; 0 where there is none. */
    double metric(String name, String... labels) {
        return manage("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** All that it has written so far. */
    String log() {
        try {
            return Files.readString(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ports that it was told to use for the API and for management. */
    Set<Integer> ports() {
        return Set.of(process.api().getPort(), process.management().getPort());
    }

    boolean ended() {
        return !process.alive();
    }

    /** The ports on which it listens now. */
    Set<Integer> listening() throws IOException {
        return ListeningPorts.of(process.pid());
    }

    /** Sends a signal, for example {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        process.signal(name);
    }

    /** The exit code. Throws if it does not end in time. */
    int awaitExit(Duration limit) throws InterruptedException {
        return process.awaitExit(limit);
    }

    private static HttpRequest.Builder request(String path, URI on) {
        return HttpRequest.newBuilder(URI.create(on + path)).timeout(TIMEOUT);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Content-Type").orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
