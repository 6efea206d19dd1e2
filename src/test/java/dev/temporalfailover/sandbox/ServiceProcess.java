package dev.temporalfailover.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One instance of the packaged service, as it is shipped, in a process of its own. */
final class ServiceProcess implements Watched, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String place;
    private final String name;
    private final Path jar;
    private final Path config;
    private final Path log;
    private final URI kubernetes;
    private final Children children;
    private final HttpClient http;
    private final int port;
    private final int management;
    private final int grpc;
    private Process process;

    /**
     * Does not start it.
     *
     * @param place its region, or the witness's name
     * @param name its own
     */
    ServiceProcess(
            String place,
            String name,
            Path jar,
            Path config,
            URI kubernetes,
            Children children,
            Path log,
            HttpClient http)
            throws IOException {
        this.place = place;
        this.name = name;
        this.jar = jar;
        this.config = config;
        this.kubernetes = kubernetes;
        this.children = children;
        this.log = log;
        this.http = http;
        this.port = Ports.free();
        this.management = Ports.free();
        this.grpc = Ports.free();
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public String name() {
        return name;
    }

    Path config() {
        return config;
    }

    Path log() {
        return log;
    }

    /** Base of the API, {@code http://127.0.0.1:PORT}. */
    URI api() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Base of metrics and health. */
    URI management() {
        return URI.create("http://127.0.0.1:" + management);
    }

    /** Starts the process. */
    void start() throws IOException {
        List<String> options = List.of(
                "-Xmx64m",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + management,
                "-Dquarkus.grpc.server.host=127.0.0.1",
                "-Dquarkus.grpc.server.port=" + grpc,
                "-Dquarkus.log.console.json.enabled=false",
                "-Dkubernetes.master=" + kubernetes,
                // Whatever clusters and accounts this machine's owner uses are none of the sandbox's business.
                "-Dkubernetes.auth.tryKubeConfig=false",
                "-Dkubernetes.auth.tryServiceAccount=false");
        process = children.start(
                Java.jar(options, jar),
                Map.of(
                        "TEMPORAL_FAILOVER_CONFIG",
                        config.toString(),
                        "TEMPORAL_FAILOVER_INSTANCE",
                        name,
                        "AWS_EC2_METADATA_DISABLED",
                        "true"),
                log);
    }

    /** Kills it at once, as a power cut would. */
    void kill() {
        Children.kill(process);
    }

    /** Stops it where it is, memory and all, or lets it go on, as {@code kill -STOP} and {@code -CONT} do. */
    void paused(boolean stop) throws IOException, InterruptedException {
        String signal = stop ? "-STOP" : "-CONT";
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill " + signal + " of " + name + " answered " + kill.exitValue());
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** True once it says that it is ready. */
    boolean ready() throws InterruptedException {
        try {
            return get(management().resolve("/health/ready"), "").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** GET of the API. Throws if the answer is not 200. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return json(get(api().resolve(path), ""), path);
    }

    @Override
    public void events(Consumer<JsonNode> told) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api().resolve("/api/v1/events"))
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
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

    /** POST of the API as an operator. Throws if the answer is not in the two hundreds. */
    JsonNode post(String path, String token, Map<String, String> body) throws IOException, InterruptedException {
        ObjectNode node = JSON.createObjectNode();
        body.forEach(node::put);
        HttpRequest request = HttpRequest.newBuilder(api().resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(node.toString()))
                .build();
        return json(http.send(request, HttpResponse.BodyHandlers.ofString()), path);
    }

    /** True if a GET of the API is answered with 200 now. */
    boolean answers(String path) throws InterruptedException {
        try {
            return get(api().resolve(path), "").statusCode() == 200;
        } catch (IOException silent) {
            return false;
        }
    }

    @Override
    public double metric(String name, String... labels) throws IOException, InterruptedException {
        String page = get(management().resolve("/metrics"), "text/plain").body();
        return page.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> get(URI uri, String accept) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(HttpResponse<String> answer, String path) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(name + " answered " + answer.statusCode() + " to " + path + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        if (process != null) {
            Children.kill(process);
        }
    }
}
