package dev.temporalfailover.bench;

import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.service.ServiceCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The packaged service in a process of its own. */
final class Packaged implements AutoCloseable {
    private static final Path APP = Path.of("target/quarkus-app").toAbsolutePath();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Child child;
    private final int port;
    private final int management;

    private Packaged(Child child, int port, int management) {
        this.child = child;
        this.port = port;
        this.management = management;
    }

    /**
     * Starts it; returns at once.
     *
     * @param kubernetes base of its Kubernetes API
     * @param more options of the JVM besides the shipped flags
     */
    static Packaged start(Jvm jvm, List<String> more, String config, String kubernetes, Path log) throws IOException {
        int port = Ports.free();
        int management = Ports.free();
        Path file = Files.writeString(Path.of(log.toString().replaceAll("\\.log$", ".yaml")), config);
        ServiceCommand service =
                ServiceCommand.loopback(port, management, file, "bench").cluster(kubernetes);
        List<String> command = new ArrayList<>(List.of(jvm.java()));
        command.addAll(jvm.flags());
        command.addAll(more);
        command.addAll(service.options());
        command.addAll(List.of("-jar", APP.resolve("quarkus-run.jar").toString()));
        return new Packaged(Child.start(command, service.environment(), log), port, management);
    }

    Child process() {
        return child;
    }

    void awaitReady() throws IOException, InterruptedException {
        Poll.until(TIMEOUT, "readiness", () -> {
            try {
                return get(management, "/health/ready").statusCode() == 200;
            } catch (IOException notYet) {
                child.cpu();
                return false;
            }
        });
    }

    /** The whole page of metrics. */
    String metrics() throws IOException, InterruptedException {
        return get(management, "/metrics").body();
    }

    /** Sum of the samples of a metric whose labels contain the text. */
    static double sum(String page, String name, String label) {
        return page.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    HttpResponse<String> api(String path) throws IOException, InterruptedException {
        return get(port, path);
    }

    /** POST of the API; throws unless it is accepted. */
    void post(String path, String token, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(port, path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(port, path))
                .timeout(TIMEOUT)
                .header("Accept", path.equals("/metrics") ? "text/plain" : "*/*")
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        child.close();
    }
}
