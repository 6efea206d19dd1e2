package dev.temporalfailover.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Java;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged service in a process of its own, as a Pod would run it, asked over HTTP and by signals. */
final class Service implements AutoCloseable {
    static final Path JAR = Path.of(System.getProperty("service.jar", "target/quarkus-app/quarkus-run.jar"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Path config;
    private final Path log;
    private final Children children;
    private final List<String> options;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = Ports.free();
    private final int management = Ports.free();
    private final int grpc = Ports.free();
    private Process process;

    /**
     * @param kubernetes base of the API server
     * @param more options of the JVM
     */
    Service(Path config, Path log, String kubernetes, Children children, List<String> more) throws IOException {
        this.config = config;
        this.log = log;
        this.children = children;
        List<String> all = new ArrayList<>(List.of(
                "-Xmx64m",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + management,
                "-Dquarkus.grpc.server.host=127.0.0.1",
                "-Dquarkus.grpc.server.port=" + grpc,
                "-Dquarkus.log.console.json.enabled=false",
                "-Dkubernetes.master=" + kubernetes,
                // Whatever clusters this machine's owner uses are none of a test's business.
                "-Dkubernetes.auth.tryKubeConfig=false",
                "-Dkubernetes.auth.tryServiceAccount=false"));
        all.addAll(more);
        this.options = List.copyOf(all);
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
        process = children.start(
                Java.jar(options, JAR),
                Map.of(
                        "TEMPORAL_FAILOVER_CONFIG",
                        config.toString(),
                        "TEMPORAL_FAILOVER_INSTANCE",
                        "node-1",
                        "AWS_EC2_METADATA_DISABLED",
                        "true"),
                log);
    }

    boolean ready() {
        try {
            return get("/health/ready", management, "application/json").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** GET on the API's port. */
    Answer get(String path) {
        return get(path, port, "application/json");
    }

    /** GET on the management port. */
    Answer manage(String path) {
        return get(path, management, "*/*");
    }

    private Answer get(String path, int on, String accept) {
        return send(request(path, on).header("Accept", accept));
    }

    /** POST of JSON; an empty token sends no Authorization. */
    Answer post(String path, String token, String json) {
        HttpRequest.Builder request = request(path, port)
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
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal, for example {@code STOP}, as {@code kill} of Linux and macOS does. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " answered " + kill.exitValue());
        }
    }

    /** The exit code. Throws if it does not end in time. */
    int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit);
        }
        return process.exitValue();
    }

    private static HttpRequest.Builder request(String path, int on) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + on + path))
                .timeout(TIMEOUT);
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
        if (process != null) {
            Children.kill(process);
        }
    }
}
