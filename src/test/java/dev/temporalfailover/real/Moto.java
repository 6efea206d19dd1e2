package dev.temporalfailover.real;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.route53.Route53Switch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * The service's own requests against moto, another emulator of Route 53: they are read as they are meant. moto accepts a
 * DELETE of values that are not there, so nothing about compare-and-swap is shown here.
 */
final class Moto {
    private static final String PIECE = "route53";
    private static final String RECORD = "moto.example.com";
    private static final Duration READY = Duration.ofSeconds(60);

    private final Ground ground;
    private final Report report;

    Moto(Ground ground, Report report) {
        this.ground = ground;
        this.report = report;
    }

    void run() throws IOException, InterruptedException {
        int port = Ports.free();
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        Path log = ground.directory().resolve("moto.log");
        Process moto = ground.children()
                .start(
                        List.of(ground.venv("moto_server").toString(), "-H", "127.0.0.1", "-p", String.valueOf(port)),
                        Map.of("AWS_EC2_METADATA_DISABLED", "true"),
                        log);
        Http.await(endpoint.resolve("/moto-api/data.json"), READY, moto, log);
        String zone = zone(endpoint);
        Path credentials = ZoneSteps.credentials(ground.directory(), "AKIAMOTO000000000000", "moto");
        try (Route53Switch dns = ZoneSteps.open(zone, RECORD, endpoint, credentials)) {
            DnsReading bare = dns.read(Duration.ZERO);
            report.add(
                    PIECE,
                    "moto: the service reads its records",
                    bare.state() == DnsReading.State.ADOPTABLE
                            && bare.weights().equals(Map.of(ZoneSteps.EAST, 100, ZoneSteps.WEST, 0)),
                    bare.state() + " " + bare.weights() + " " + bare.detail());
            StepOutcome adopted = dns.apply(ZoneSteps.adopt(bare, RECORD));
            report.add(PIECE, "moto: the adopting batch is applied", adopted.applied(), adopted.detail());
            reads(dns, 1, Map.of(ZoneSteps.EAST, 100, ZoneSteps.WEST, 0));
            StepOutcome shifted = dns.apply(ZoneSteps.shift(dns.read(Duration.ofMinutes(2)), RECORD, ZoneSteps.WEST));
            report.add(PIECE, "moto: the batch that moves the traffic is applied", shifted.applied(), shifted.detail());
            // The service asks Route 53 at most once a second.
            boolean effective =
                    Http.within(READY, () -> dns.verify(shifted).state() == Verification.Effectiveness.EFFECTIVE);
            report.add(PIECE, "moto: the change is read back as INSYNC", effective, shifted.reference());
        }
        // Another instance, which has not seen any of it.
        try (Route53Switch other = ZoneSteps.open(zone, RECORD, endpoint, credentials)) {
            reads(other, 2, Map.of(ZoneSteps.EAST, 0, ZoneSteps.WEST, 100));
        }
        dev.temporalfailover.testkit.Children.kill(moto);
    }

    private void reads(Route53Switch dns, long epoch, Map<String, Integer> weights) {
        DnsReading read = dns.read(Duration.ofMinutes(1));
        boolean ours = read.state() == DnsReading.State.OWNED
                && read.epoch().orElseThrow().epoch() == epoch
                && read.weights().equals(weights);
        report.add(
                PIECE,
                "moto: the epoch record reads back as epoch " + epoch,
                ours,
                read.state() + " " + read.weights() + " " + read.detail());
    }

    private static String zone(URI endpoint) {
        try (Route53Client client = Route53Client.builder()
                .endpointOverride(endpoint)
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAMOTO000000000000", "moto")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            String id = client.createHostedZone(r -> r.name("example.com").callerReference("moto"))
                    .hostedZone()
                    .id();
            Change east = upsert(ZoneSteps.EAST, 100, "192.0.2.10");
            Change west = upsert(ZoneSteps.WEST, 0, "198.51.100.10");
            client.changeResourceRecordSets(r -> r.hostedZoneId(id).changeBatch(b -> b.changes(east, west)));
            return id.substring(id.lastIndexOf('/') + 1);
        }
    }

    private static Change upsert(String region, long weight, String address) {
        ResourceRecordSet set = ResourceRecordSet.builder()
                .name(RECORD)
                .type("A")
                .setIdentifier(region)
                .weight(weight)
                .ttl((long) ZoneSteps.TTL)
                .resourceRecords(ResourceRecord.builder().value(address).build())
                .build();
        // After a CREATE moto refuses the batch that deletes and creates the same values, which AWS applies: it holds a
        // CREATE against its journal before it has applied the DELETE.
        return Change.builder()
                .action(ChangeAction.UPSERT)
                .resourceRecordSet(set)
                .build();
    }
}
