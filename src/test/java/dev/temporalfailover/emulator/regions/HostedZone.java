package dev.temporalfailover.emulator.regions;

import dev.temporalfailover.emulator.route53.AcceptedChange;
import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.testkit.service.ZoneState;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;

/** The hosted zone of the story: one weighted A record per region, nothing else until the service adopts it. */
public final class HostedZone implements AutoCloseable {
    /** Name of the weighted records. */
    public static final String RECORD = "temporal-api.example.com";
    /** Of these records. */
    public static final int TTL_SECONDS = 5;

    private static final Pattern EPOCH = Pattern.compile("\\bepoch=(\\d{1,18})\\b");
    private static final Pattern OWNER = Pattern.compile("\\bowner=([^ \"]+)");
    private static final Duration PROPAGATION = Duration.ofSeconds(1);
    /** AWS: 10 s; here as much faster as everything else is. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private final Route53Emulator emulator;
    private String id = "";
    private ZoneState state = new ZoneState(Map.of(), 0);
    private BiConsumer<ZoneState, ZoneState> listener = (before, after) -> {};

    /** Starts nothing; the emulator knows this key alone. */
    public HostedZone(String accessKey, String secretKey) {
        this(new EmulatorOptions().credentials(accessKey, secretKey));
    }

    /** @param options of which propagation and the interval of checks are set here */
    public HostedZone(EmulatorOptions options) {
        emulator = new Route53Emulator(options.propagation(PROPAGATION).checkInterval(CHECK_INTERVAL));
        emulator.onAccepted(this::accepted);
    }

    /** @param addresses of the regions, the one that carries the traffic first */
    public void start(Map<String, String> addresses) throws IOException {
        start(addresses, Optional.empty());
    }

    /**
     * The same with a health check on the first region's record.
     *
     * @param takeover asked by the inverted check, which takes the record out of DNS while it answers 200
     */
    public void start(Map<String, String> addresses, Optional<URI> takeover) throws IOException {
        emulator.start();
        id = emulator.createZone("example.com");
        RecordSet[] records = new RecordSet[addresses.size()];
        int i = 0;
        for (Map.Entry<String, String> entry : addresses.entrySet()) {
            int weight = i == 0 ? 100 : 0;
            RecordSet set = RecordSet.weighted(RECORD, "A", entry.getKey(), weight, TTL_SECONDS, entry.getValue());
            records[i] = i == 0 && takeover.isPresent() ? set.withHealthCheck(check(takeover.get())) : set;
            i++;
        }
        emulator.create(id, records);
    }

    /**
     * A zone as a site has it.
     *
     * @param zone its id
     * @param others told of the emulator first, for zones and records that these refer to
     * @param records of the zone at first
     */
    public void start(String zone, Consumer<Route53Emulator> others, List<RecordSet> records) throws IOException {
        emulator.start();
        id = zone;
        others.accept(emulator);
        emulator.createZone(zone, "example.com", false);
        emulator.create(zone, records.toArray(RecordSet[]::new));
    }

    private String check(URI takeover) {
        AwsBasicCredentials key = AwsBasicCredentials.create(emulator.accessKeyId(), emulator.secretAccessKey());
        try (Route53Client client = Route53Client.builder()
                .endpointOverride(emulator.apiEndpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(StaticCredentialsProvider.create(key))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            HealthCheckConfig config = HealthCheckConfig.builder()
                    .type("HTTP")
                    .ipAddress(takeover.getHost())
                    .port(takeover.getPort())
                    .resourcePath(takeover.getPath())
                    .requestInterval(10)
                    .failureThreshold(2)
                    .inverted(true)
                    .build();
            return client.createHealthCheck(r -> r.callerReference("takeover").healthCheckConfig(config))
                    .healthCheck()
                    .id();
        }
    }

    /** Told of the records before and after every accepted batch from now on, before the batch is answered. */
    public synchronized void onBatch(BiConsumer<ZoneState, ZoneState> told) {
        listener = told;
    }

    /** How long a batch is PENDING. */
    public Duration propagation() {
        return PROPAGATION;
    }

    /** The records after the last accepted batch; no weights before the first. */
    public synchronized ZoneState state() {
        return state;
    }

    public String id() {
        return id;
    }

    public Route53Emulator emulator() {
        return emulator;
    }

    private synchronized void accepted(AcceptedChange batch) {
        ZoneState before = state;
        Map<String, Integer> weights = new TreeMap<>(before.weights());
        long epoch = before.epoch();
        String owner = before.owner();
        for (AcceptedChange.Change change : batch.changes()) {
            RecordSet records = change.records();
            boolean delete = change.action() == AcceptedChange.Action.DELETE;
            if (records.type().equals("TXT")) {
                epoch = delete ? 0 : epoch(records);
                owner = delete ? "" : owner(records);
            } else if (records.setIdentifier() == null) {
                // Not one of those that are moved.
                continue;
            } else if (delete) {
                weights.remove(records.setIdentifier());
            } else {
                weights.put(records.setIdentifier(), records.weight().intValue());
            }
        }
        state = new ZoneState(weights, epoch, owner);
        listener.accept(before, state);
    }

    private static long epoch(RecordSet txt) {
        Matcher matcher = EPOCH.matcher(String.join("", txt.values()));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static String owner(RecordSet txt) {
        Matcher matcher = OWNER.matcher(String.join("", txt.values()));
        return matcher.find() ? matcher.group(1) : "";
    }

    @Override
    public void close() throws IOException {
        emulator.close();
    }
}
