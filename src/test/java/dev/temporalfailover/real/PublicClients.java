package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.emulator.route53.AcceptedChange;
import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Route 53's public clients against the strict emulator, and the service's own requests against another emulator. */
final class PublicClients implements Piece {
    private static final String NAME = "route53";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Map<String, Integer> CASES = Map.of("boto3", 10, "javascript", 7);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> parts() {
        return List.of("python", "node");
    }

    @Override
    public void run(Ground ground, Report report) throws Exception {
        HttpServer checked = checked();
        EmulatorOptions options =
                new EmulatorOptions().propagation(Duration.ofSeconds(2)).checkInterval(Duration.ofSeconds(1));
        List<AcceptedChange> accepted = new CopyOnWriteArrayList<>();
        try (Route53Emulator route53 = new Route53Emulator(options).start()) {
            String zone = route53.createZone("example.com");
            route53.onAccepted(accepted::add);
            Map<String, String> environment = environment(route53, zone, checked);
            String python = ground.venv("python").toString();
            String boto3 = ground.scripts().resolve("route53_boto3.py").toString();
            play(ground, report, "boto3", List.of(python, boto3), ground.scripts(), environment);
            judge(report, "boto3", route53.records(zone), accepted);
            // A script finds packages beside itself: it runs as a copy beside them.
            Path script = ground.cache().resolve("node/route53_js.mjs");
            java.nio.file.Files.copy(
                    ground.scripts().resolve("route53_js.mjs"),
                    script,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            List<String> node = List.of(ground.venv("node").toString(), script.toString());
            play(ground, report, "javascript", node, ground.directory(), environment);
            judge(report, "javascript", route53.records(zone), accepted);
            new AwsCli(ground, report, environment).run(route53, zone);
        } finally {
            checked.stop(0);
        }
        new Moto(ground, report).run();
    }

    private static Map<String, String> environment(Route53Emulator route53, String zone, HttpServer checked) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("ENDPOINT", route53.apiEndpoint().toString());
        environment.put("ACCESS_KEY", route53.accessKeyId());
        environment.put("SECRET_KEY", route53.secretAccessKey());
        environment.put("ZONE", zone);
        environment.put("CHECKED_PORT", String.valueOf(checked.getAddress().getPort()));
        return environment;
    }

    /** Takes in the script's lines. */
    private static void play(
            Ground ground,
            Report report,
            String client,
            List<String> command,
            Path directory,
            Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = ground.directory().resolve(client + ".log");
        Ground.Output output = Ground.run(command, environment, directory, log, LIMIT);
        List<String> lines = output.out().lines().toList();
        for (String line : lines) {
            JsonNode one = new ObjectMapper().readTree(line);
            report.add(
                    NAME,
                    client + ": " + one.path("case").asText("?"),
                    one.path("ok").asBoolean(),
                    one.path("seen").asText());
        }
        boolean all = output.exit() == 0 && lines.size() == CASES.get(client);
        report.add(NAME, client + ": played all its cases", all, lines.size() + ", exit " + output.exit() + ", " + log);
    }

    /** What the client believes to have done, as the zone has it. */
    private static void judge(Report report, String client, List<RecordSet> records, List<AcceptedChange> accepted) {
        String name = client + ".example.com.";
        Map<String, Long> weights = new TreeMap<>();
        List<String> text = new ArrayList<>();
        for (RecordSet record : records) {
            if (record.name().equals(name)) {
                weights.put(record.setIdentifier(), record.weight());
            } else if (record.name().equals("_temporal-failover." + name)) {
                text.addAll(record.values());
            }
        }
        boolean moved = weights.equals(Map.of("us-east-1", 0L, "us-west-2", 100L));
        report.add(
                NAME,
                client + ": the zone has what it wrote",
                moved && text.equals(List.of("\"epoch=2\"")),
                weights + " " + text);
        long batches = accepted.stream()
                .filter(batch -> batch.changes().stream()
                        .anyMatch(change -> change.records().name().equals(name)))
                .count();
        report.add(NAME, client + ": two batches were accepted", batches == 2, String.valueOf(batches));
    }

    /** Something that health checks find well. */
    private static HttpServer checked() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
