package dev.temporalfailover.real.ground;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** A real Prometheus and a real Alertmanager on loopback, with their data in the run's directory. */
public final class Prometheus implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);

    private final URI prometheus;
    private final URI alertmanager;
    private final List<Process> processes;

    private Prometheus(URI prometheus, URI alertmanager, List<Process> processes) {
        this.prometheus = prometheus;
        this.alertmanager = alertmanager;
        this.processes = processes;
    }

    /**
     * Starts both and waits until they are ready.
     *
     * @param name of their files
     * @param config of Prometheus, all but the section {@code alerting}
     * @param alerts Alertmanager's configuration
     */
    public static Prometheus start(Ground ground, String name, String config, String alerts)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectories(ground.directory().resolve(name));
        int alertPort = Ports.free();
        int port = Ports.free();
        Path alertsFile = Files.writeString(directory.resolve("alertmanager.yml"), alerts);
        Path configFile = Files.writeString(
                directory.resolve("prometheus.yml"),
                config + "alerting:\n  alertmanagers: [{static_configs: [{targets: ['127.0.0.1:" + alertPort
                        + "']}]}]\n");
        Path alertLog = directory.resolve("alertmanager.log");
        Process alertmanager = ground.children()
                .start(
                        List.of(
                                ground.debian("prometheus-alertmanager").toString(),
                                "--config.file=" + alertsFile,
                                "--storage.path=" + directory.resolve("alertmanager"),
                                "--web.listen-address=127.0.0.1:" + alertPort,
                                "--cluster.listen-address="),
                        Map.of(),
                        alertLog);
        Path log = directory.resolve("prometheus.log");
        Process prometheus = ground.children()
                .start(
                        List.of(
                                ground.debian("prometheus").toString(),
                                "--config.file=" + configFile,
                                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                                "--web.listen-address=127.0.0.1:" + port),
                        Map.of(),
                        log);
        URI alertUri = URI.create("http://127.0.0.1:" + alertPort);
        URI uri = URI.create("http://127.0.0.1:" + port);
        Http.await(alertUri.resolve("/-/ready"), READY, alertmanager, alertLog);
        Http.await(uri.resolve("/-/ready"), READY, prometheus, log);
        return new Prometheus(uri, alertUri, List.of(prometheus, alertmanager));
    }

    /** Health of its scrape targets: {@code up}, {@code down}, {@code unknown}. */
    public List<String> targets() throws IOException, InterruptedException {
        JsonNode targets =
                Http.json(prometheus.resolve("/api/v1/targets?state=active")).at("/data/activeTargets");
        return StreamSupport.stream(targets.spliterator(), false)
                .map(target -> target.path("health").asText())
                .toList();
    }

    /** Alerts in this state, {@code firing} or {@code pending}, as {@code name region}. */
    public Set<String> alerts(String state) throws IOException, InterruptedException {
        Set<String> found = new TreeSet<>();
        for (JsonNode alert : Http.json(prometheus.resolve("/api/v1/alerts")).at("/data/alerts")) {
            if (alert.path("state").asText().equals(state)) {
                JsonNode labels = alert.path("labels");
                found.add((labels.path("alertname").asText() + " "
                                + labels.path("region").asText())
                        .strip());
            }
        }
        return found;
    }

    /** The value of an expression that has one; NaN where it has none. */
    public double query(String expression) throws IOException, InterruptedException {
        String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        JsonNode value =
                Http.json(prometheus.resolve("/api/v1/query?query=" + query)).at("/data/result/0/value/1");
        return value.isMissingNode() ? Double.NaN : Double.parseDouble(value.asText());
    }

    /** How many of its rules cannot be evaluated. */
    public long brokenRules() throws IOException, InterruptedException {
        long broken = 0;
        for (JsonNode group : Http.json(prometheus.resolve("/api/v1/rules")).at("/data/groups")) {
            for (JsonNode rule : group.path("rules")) {
                broken += rule.path("health").asText().equals("err") ? 1 : 0;
            }
        }
        return broken;
    }

    /** One of Alertmanager's own counters of its webhooks. */
    public double webhooks(String counter) throws IOException, InterruptedException {
        return Http.get(alertmanager.resolve("/metrics"))
                .lines()
                .filter(line -> line.startsWith(counter + "{") && line.contains("integration=\"webhook\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        processes.forEach(Children::kill);
    }
}
