package dev.temporalfailover.traffic.route53;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One policy's records in one hosted zone.
 *
 * @param hostedZoneId for example {@code Z0123456789ABCDEFGHIJ}
 * @param records at least one; all move in one batch, the first one's name carries the epoch record
 * @param adopt take over records that have no epoch record yet
 * @param endpoint another API endpoint, for tests; empty for AWS
 * @param credentialsFile a file in the AWS shared credentials format, re-read on rotation; empty for the SDK's default
 *     chain (IRSA, environment, instance)
 * @param timeout of one API call, all its parts
 * @param resolver {@code host:port} asked for what clients see; empty for the system's resolver
 * @param way by which canary clients use the records; empty if none does
 */
public record Route53Settings(
        String hostedZoneId,
        List<WeightedRecord> records,
        boolean adopt,
        Optional<URI> endpoint,
        Optional<Path> credentialsFile,
        Duration timeout,
        Optional<String> resolver,
        Optional<String> way) {

    public Route53Settings {
        records = List.copyOf(records);
    }

    /**
     * A weighted record set per region.
     *
     * @param name for example {@code temporal-api.example.com}
     * @param type A, AAAA or CNAME
     * @param setIdentifiers by region
     * @param alias what the record is expected to be; a live record that differs is reported
     * @param ttl expected TTL in seconds, empty for any; an alias has its target's
     */
    public record WeightedRecord(
            String name, String type, Map<String, String> setIdentifiers, boolean alias, Optional<Integer> ttl) {
        public WeightedRecord {
            setIdentifiers = Map.copyOf(setIdentifiers);
        }
    }
}
