package dev.temporalfailover.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.ListeningPorts;
import dev.temporalfailover.testkit.service.Artifact;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The packaged service in a process of its own, as a Pod would run it, asked over HTTP and by signals. */
public final class Service implements AutoCloseable {
    public static final Artifact ARTIFACT = Artifact.chosen();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServiceProcess process;

    /**
     * @param kubernetes base of the API server
     * @param more options of the JVM
     */
    public Service(Path config, Path log, String kubernetes, Children children, String... more) throws IOException {
        process = new ServiceProcess(
                "us-west-2", "node-1", ARTIFACT.file(), config, URI.create(kubernetes), children, log, more);
    }

    /** The directory of the jars that ship; a native executable has none, and the test is skipped. */
    public static Path packaged() {
        Assumptions.assumeTrue(ARTIFACT.isJar(), "a native executable has no jars");
        return ARTIFACT.file().getParent();
    }

    /** What was answered. */
    public record Answer(int status, String body, String type) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }
    }

    /** See {@link ServiceProcess#within}. */
    public void within(List<String> words) {
        process.within(words);
    }

    /** Base of the API. */
    public URI api() {
        return process.api();
    }

    /** Base of metrics and the kubelet's probes. */
    public URI management() {
        return process.management();
    }

    /** Starts the process; does not wait. */
    public void start(String... only) throws IOException {
        process.start(only);
    }

    public boolean ready() {
        try {
            return get("/health/ready", process.management(), "application/json")
                            .status()
                    == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** GET on the API's port. */
    public Answer get(String path) {
        return get(path, process.api(), "application/json");
    }

    /** GET on the management port. */
    public Answer manage(String path) {
        return get(path, process.management(), "*/*");
    }

    private Answer get(String path, URI on, String accept) {
        return send(request(path, on).header("Accept", accept));
    }

    /** Opens {@code /api/v1/events}; the answer's lines are read until the stream ends. */
    public CompletableFuture<HttpResponse<Void>> events(Consumer<String> lines) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(process.api() + "/api/v1/events"))
                        .build(),
                HttpResponse.BodyHandlers.fromLineSubscriber(new EachLine(lines)));
    }

    /** Takes all lines as they come. */
    private record EachLine(Consumer<String> lines) implements Flow.Subscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription all) {
            all.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.accept(line);
        }

        @Override
        public void onError(Throwable failed) {}

        @Override
        public void onComplete() {}
    }

    /** POST of JSON; an empty token sends no Authorization. */
    public Answer post(String path, String token, String json) {
        HttpRequest.Builder request = request(path, process.api())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    /** The policy as {@code /api/v1/status} has it. */
    public JsonNode policy() {
        return get("/api/v1/status").json().path("policies").path(0);
    }

    /** Sum of the samples of a metric whose labels contain all these; 0 where there is none. */
    public double metric(String name, String... labels) {
        return manage("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** All that it has written so far. */
    public String log() {
        try {
            return Files.readString(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long {@link #log} is. */
    public long logBytes() throws IOException {
        return Files.size(process.log());
    }

    /** The ports that it was told to use for the API and for management. */
    public Set<Integer> ports() {
        return Set.of(process.api().getPort(), process.management().getPort());
    }

    public boolean ended() {
        return !process.alive();
    }

    /** The ports on which it listens now. */
    public Set<Integer> listening() throws IOException {
        return ListeningPorts.of(process.pid());
    }

    /** Sends a signal, for example {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        process.signal(name);
    }

    /** Of its process. */
    public long pid() {
        return process.pid();
    }

    /** Descriptors that it has open now. Linux. */
    public int openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return (int) open.count();
        }
    }

    /** The most memory that was resident so far, in bytes; 0 where the system does not say. */
    public long peakMemory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    /** Its own view of a directory, which differs from this machine's where it has mounts of its own. Linux. */
    public Path inside(String directory) {
        return Path.of("/proc", Long.toString(process.pid()), "root" + directory);
    }

    /** Lets it have at most so many descriptors from now on. Linux. */
    public void limitFiles(int most) throws IOException, InterruptedException {
        Process limit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + most + ":4096")
                .start();
        if (limit.waitFor() != 0) {
            throw new IOException("prlimit answered " + limit.exitValue());
        }
    }

    /** The exit code. Throws if it does not end in time. */
    public int awaitExit(Duration limit) throws InterruptedException {
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
