package dev.temporalfailover.emulator.route53.contract;

import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** What every test here needs: an emulator on a clock in hand, one zone, the real SDK client and a real resolver. */
final class Emulated implements AutoCloseable {
    static final String ZONE = "example.com.";
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));
    final EmulatorOptions options = new EmulatorOptions()
            .clock((InstantSource) now::get)
            .propagation(Duration.ofSeconds(30))
            .checksRun(false);
    final Route53Emulator emulator;
    final Route53Client client;
    final String zoneId;

    Emulated() throws IOException {
        this(o -> o);
    }

    Emulated(java.util.function.UnaryOperator<EmulatorOptions> settings) throws IOException {
        emulator = new Route53Emulator(settings.apply(options)).start();
        zoneId = emulator.createZone(ZONE);
        client = client(emulator.apiEndpoint(), options.accessKeyId, options.secretAccessKey, Region.AWS_GLOBAL);
    }

    static Route53Client client(URI endpoint, String key, String secret, Region region) {
        return Route53Client.builder()
                .endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(Duration.ofSeconds(10)))
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    /** Lets the emulator's clock go on. */
    void pass(Duration d) {
        now.updateAndGet(t -> t.plus(d));
    }

    Instant now() {
        return now.get();
    }

    ChangeResourceRecordSetsResponse change(Change... changes) {
        return client.changeResourceRecordSets(r -> r.hostedZoneId(zoneId).changeBatch(b -> b.changes(changes)));
    }

    static Change create(ResourceRecordSet set) {
        return Change.builder()
                .action(ChangeAction.CREATE)
                .resourceRecordSet(set)
                .build();
    }

    static Change delete(ResourceRecordSet set) {
        return Change.builder()
                .action(ChangeAction.DELETE)
                .resourceRecordSet(set)
                .build();
    }

    static Change upsert(ResourceRecordSet set) {
        return Change.builder()
                .action(ChangeAction.UPSERT)
                .resourceRecordSet(set)
                .build();
    }

    static ResourceRecordSet simple(String name, String type, long ttl, String... values) {
        List<ResourceRecord> records = Arrays.stream(values)
                .map(v -> ResourceRecord.builder().value(v).build())
                .toList();
        return ResourceRecordSet.builder()
                .name(name)
                .type(type)
                .ttl(ttl)
                .resourceRecords(records)
                .build();
    }

    static ResourceRecordSet weighted(String name, String id, long weight, String address) {
        return simple(name, "A", 30, address).toBuilder()
                .setIdentifier(id)
                .weight(weight)
                .build();
    }

    ResourceRecordSet alias(String name, String target, boolean evaluate) {
        return ResourceRecordSet.builder()
                .name(name)
                .type("A")
                .aliasTarget(a -> a.hostedZoneId(zoneId).dnsName(target).evaluateTargetHealth(evaluate))
                .build();
    }

    List<ResourceRecordSet> list() {
        return client.listResourceRecordSets(r -> r.hostedZoneId(zoneId)).resourceRecordSets();
    }

    /** The listed set of this name, type and identifier (null for a simple one). */
    ResourceRecordSet listed(String name, String type, String id) {
        return list().stream()
                .filter(r -> r.name().equals(name)
                        && r.typeAsString().equals(type)
                        && java.util.Objects.equals(r.setIdentifier(), id))
                .findFirst()
                .orElse(null);
    }

    /** A DNS query over UDP, over TCP if the answer was truncated. */
    Message ask(String name, int type) throws IOException {
        return resolver().send(query(name, type));
    }

    SimpleResolver resolver() {
        SimpleResolver resolver = new SimpleResolver(emulator.dns());
        resolver.setTimeout(Duration.ofSeconds(10));
        return resolver;
    }

    static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    /** The data of the answer's records. */
    List<String> answers(String name, int type) throws IOException {
        List<String> data = new ArrayList<>();
        ask(name, type)
                .getSection(org.xbill.DNS.Section.ANSWER)
                .forEach(r -> data.add(Type.string(r.getType()) + " " + r.rdataToString()));
        return data;
    }

    @Override
    public void close() throws IOException {
        client.close();
        emulator.close();
    }
}
