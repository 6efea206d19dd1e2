package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.route53.Route53Switch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a person does by hand with the plan that the service prints: {@code aws route53} applies it. */
final class AwsCli {
    private static final String PIECE = "route53";
    private static final String RECORD = "cli.example.com";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Of aws-cli 1 for an error that the API answered. */
    private static final int REFUSED = 255;

    private final Ground ground;
    private final Report report;
    private final Map<String, String> environment;

    AwsCli(Ground ground, Report report, Map<String, String> environment) {
        this.ground = ground;
        this.report = report;
        this.environment = Map.of(
                "AWS_ACCESS_KEY_ID",
                environment.get("ACCESS_KEY"),
                "AWS_SECRET_ACCESS_KEY",
                environment.get("SECRET_KEY"),
                "AWS_DEFAULT_REGION",
                "us-east-1",
                "AWS_ENDPOINT_URL",
                environment.get("ENDPOINT"),
                "AWS_MAX_ATTEMPTS",
                "8");
    }

    void run(Route53Emulator route53, String zone) throws IOException, InterruptedException {
        route53.create(
                zone,
                RecordSet.weighted(RECORD, "A", ZoneSteps.EAST, 100, ZoneSteps.TTL, "192.0.2.10"),
                RecordSet.weighted(RECORD, "A", ZoneSteps.WEST, 0, ZoneSteps.TTL, "198.51.100.10"));
        Path credentials = ZoneSteps.credentials(ground.directory(), route53.accessKeyId(), route53.secretAccessKey());
        try (Route53Switch dns = ZoneSteps.open(zone, RECORD, route53.apiEndpoint(), credentials)) {
            StepOutcome adopted = dns.apply(ZoneSteps.adopt(dns.read(Duration.ZERO), RECORD));
            report.add(PIECE, "aws: the service adopted the records", adopted.applied(), adopted.detail());
            DnsReading owned = dns.read(Duration.ofMinutes(1));
            Path batch = Files.writeString(
                    ground.directory().resolve("batch.json"),
                    dns.render(ZoneSteps.shift(owned, RECORD, ZoneSteps.WEST)));
            applied(zone, batch);
            DnsReading moved = dns.read(Duration.ofMinutes(2));
            report.add(
                    PIECE,
                    "aws: the service reads epoch 2 and its own weights after that",
                    moved.state() == DnsReading.State.OWNED
                            && moved.epoch().orElseThrow().epoch() == 2
                            && moved.weights().equals(Map.of(ZoneSteps.EAST, 0, ZoneSteps.WEST, 100)),
                    moved.state() + " " + moved.weights());
            again(zone, batch);
            listed(route53, zone);
        }
    }

    private void applied(String zone, Path batch) throws IOException, InterruptedException {
        Ground.Output output = aws("apply", change(zone, batch));
        JsonNode answer = output.exit() == 0 ? new ObjectMapper().readTree(output.out()) : null;
        String id = answer == null ? "" : answer.at("/ChangeInfo/Id").asText();
        String seen = answer == null ? Files.readString(output.err()) : output.out();
        report.add(PIECE, "aws: applies the batch that the service prints", !id.isEmpty(), seen);
        long end = System.nanoTime() + LIMIT.toNanos();
        String status = "PENDING";
        while (status.equals("PENDING") && System.nanoTime() < end) {
            status = aws(
                            "status",
                            List.of("get-change", "--id", id, "--query", "ChangeInfo.Status", "--output", "text"))
                    .out()
                    .strip();
        }
        report.add(PIECE, "aws: get-change comes to INSYNC", status.equals("INSYNC"), status);
        int waited = aws("wait", List.of("wait", "resource-record-sets-changed", "--id", id))
                .exit();
        report.add(PIECE, "aws: wait resource-record-sets-changed", waited == 0, "exit " + waited);
    }

    private void again(String zone, Path batch) throws IOException, InterruptedException {
        Ground.Output output = aws("again", change(zone, batch));
        String words = Files.readString(output.err()).strip();
        report.add(
                PIECE,
                "aws: the same batch again is refused",
                output.exit() == REFUSED
                        && words.contains(
                                "An error occurred (InvalidChangeBatch) when calling the ChangeResourceRecordSets")
                        && words.contains("but the values provided do not match the current values"),
                "exit " + output.exit() + ", " + words);
    }

    private void listed(Route53Emulator route53, String zone) throws IOException, InterruptedException {
        long before = route53.requests("ListResourceRecordSets");
        Ground.Output output =
                aws("list", List.of("list-resource-record-sets", "--hosted-zone-id", zone, "--page-size", "2"));
        int records = new ObjectMapper()
                .readTree(output.out())
                .path("ResourceRecordSets")
                .size();
        long pages = route53.requests("ListResourceRecordSets") - before;
        int all = route53.records(zone).size();
        report.add(
                PIECE,
                "aws: lists by pages of two",
                records == all && pages >= all / 2,
                records + " records, " + pages + " requests");
    }

    private static List<String> change(String zone, Path batch) {
        return List.of("change-resource-record-sets", "--hosted-zone-id", zone, "--change-batch", "file://" + batch);
    }

    private Ground.Output aws(String log, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ground.venv("aws").toString(), "route53"));
        command.addAll(arguments);
        Path errors = ground.directory().resolve("aws-" + log + ".log");
        return Ground.run(command, environment, ground.directory(), errors, LIMIT);
    }
}
