package dev.temporalfailover.bench;

import dev.temporalfailover.emulator.route53.AcceptedChange;
import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A Route 53 with the weighted records of one policy, and names of many addresses. */
final class Zone implements AutoCloseable {
    private static final String RECORD = "temporal-api.example.com";

    private final Route53Emulator emulator = new Route53Emulator(new EmulatorOptions());
    private final Path credentials;
    private final String id;

    Zone(Path directory) throws IOException {
        emulator.start();
        credentials = Files.writeString(
                directory.resolve("credentials"),
                "[default]\naws_access_key_id = " + emulator.accessKeyId() + "\naws_secret_access_key = "
                        + emulator.secretAccessKey() + "\n");
        id = emulator.createZone("example.com");
        emulator.create(
                id,
                RecordSet.weighted(RECORD, "A", "us-east-1", 100, 5, "192.0.2.10"),
                RecordSet.weighted(RECORD, "A", "us-west-2", 0, 5, "198.51.100.10"));
    }

    /** The policy's part of the configuration, indented as it belongs. */
    String config() {
        return """
                      dns:
                        hosted_zone_id: %s
                        adopt: true
                        endpoint: %s
                        credentials_file: %s
                        resolver: %s
                        records: [{name: %s, type: A}]
                """.formatted(id, emulator.apiEndpoint(), credentials.toAbsolutePath(), server(), RECORD);
    }

    /** {@code host:port} of DNS. */
    String server() {
        return "127.0.0.1:" + emulator.dns().getPort();
    }

    /** Gives each name these addresses. */
    void headless(List<String> names, List<String> addresses) {
        String zone = emulator.createZone("bench.test");
        for (String name : names) {
            emulator.create(zone, RecordSet.simple(name, "A", 30, addresses.toArray(String[]::new)));
        }
    }

    void onAccepted(Consumer<AcceptedChange> listener) {
        emulator.onAccepted(listener);
    }

    /** The weight that the region's record has now. */
    long weight(String region) {
        return emulator.records(id).stream()
                .filter(record -> region.equals(record.setIdentifier()))
                .findFirst()
                .orElseThrow()
                .weight();
    }

    /** Whether the records were adopted. */
    boolean adopted() {
        return emulator.records(id).stream().anyMatch(record -> record.type().equals("TXT"));
    }

    @Override
    public void close() throws IOException {
        emulator.close();
    }
}
