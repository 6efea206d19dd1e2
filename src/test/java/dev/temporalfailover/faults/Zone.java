package dev.temporalfailover.faults;

import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The hosted zone with one weighted record per region, and somebody who edits it by hand. */
public final class Zone implements AutoCloseable {
    public static final String RECORD = "temporal-api.example.com";
    public static final String LIST = "ListResourceRecordSets";
    public static final String CHANGE = "ChangeResourceRecordSets";
    private static final int TTL = 5;

    public final Route53Emulator emulator;
    public final String id;
    /** Accepted batches. */
    public final AtomicInteger batches = new AtomicInteger();

    public Zone() throws IOException {
        emulator = new Route53Emulator(new EmulatorOptions()
                        .propagation(Duration.ofMillis(200))
                        .requestRate(1000, 1000))
                .start();
        id = emulator.createZone("example.com");
        emulator.create(
                id,
                RecordSet.weighted(RECORD, "A", Arrangement.EAST, 100, TTL, "192.0.2.10"),
                RecordSet.weighted(RECORD, "A", Arrangement.WEST, 0, TTL, "198.51.100.10"));
        emulator.onAccepted(batch -> batches.incrementAndGet());
    }

    /** Weights by region. */
    public Map<String, Long> weights() {
        Map<String, Long> found = new TreeMap<>();
        emulator.records(id).stream()
                .filter(set -> set.type().equals("A"))
                .forEach(set -> found.put(set.setIdentifier(), set.weight().longValue()));
        return found;
    }

    /** Sets us-west-2's weight as a person at the console would. */
    public void editWest(long weight) {
        try (Route53Client client = Route53Client.builder()
                .endpointOverride(emulator.apiEndpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(emulator.accessKeyId(), emulator.secretAccessKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            ResourceRecordSet set = ResourceRecordSet.builder()
                    .name(RECORD)
                    .type("A")
                    .setIdentifier(Arrangement.WEST)
                    .weight(weight)
                    .ttl((long) TTL)
                    .resourceRecords(
                            ResourceRecord.builder().value("198.51.100.10").build())
                    .build();
            Change change = Change.builder()
                    .action(ChangeAction.UPSERT)
                    .resourceRecordSet(set)
                    .build();
            client.changeResourceRecordSets(r -> r.hostedZoneId(id).changeBatch(b -> b.changes(change)));
        }
    }

    @Override
    public void close() throws IOException {
        emulator.close();
    }
}
