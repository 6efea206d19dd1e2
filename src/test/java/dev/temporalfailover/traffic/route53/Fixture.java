package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The two regions' records that the tests of this package share. */
final class Fixture {

    static final String EAST = "us-east-1";
    static final String WEST = "us-west-2";
    static final List<String> REGIONS = List.of(EAST, WEST);
    static final String NAME = "temporal-api.example.com";
    static final String EPOCH_NAME = "_temporal-failover." + NAME;
    static final Instant AT = Instant.parse("2026-11-22T01:02:03Z");
    static final WeightedRecord A = record("A");

    private Fixture() {}

    static WeightedRecord record(String type) {
        return new WeightedRecord(NAME, type, Map.of(EAST, "east", WEST, "west"), false, Optional.empty());
    }

    static FailoverPolicy policy() {
        Duration hour = Duration.ofHours(1);
        return new FailoverPolicy(
                "temporal-api-failover",
                REGIONS,
                100,
                new SwitchLimits(hour, hour, 3, Duration.ofDays(1), Duration.ZERO));
    }

    static Route53Settings settings(URI endpoint, Path credentials, boolean adopt, WeightedRecord... records) {
        return new Route53Settings(
                "Z0123456789ABCDEFGHIJ",
                List.of(records),
                adopt,
                Optional.ofNullable(endpoint),
                Optional.ofNullable(credentials),
                Duration.ofSeconds(10),
                Optional.empty(),
                Optional.empty());
    }

    static Path credentials(Path directory) {
        try {
            return Files.writeString(
                    directory.resolve("credentials"),
                    "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = not-a-secret\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ResourceRecordSet set(String type, String identifier, long weight, String value) {
        return ResourceRecordSet.builder()
                .name(NAME + ".")
                .type(type)
                .setIdentifier(identifier)
                .weight(weight)
                .ttl(30L)
                .resourceRecords(ResourceRecord.builder().value(value).build())
                .build();
    }

    static ResourceRecordSet txt(String value) {
        return ResourceRecordSet.builder()
                .name(EPOCH_NAME + ".")
                .type("TXT")
                .ttl(10L)
                .resourceRecords(ResourceRecord.builder().value(value).build())
                .build();
    }

    static EpochRecord epoch(long number, String active) {
        Map<String, Integer> weights = Map.of(EAST, active.equals(EAST) ? 100 : 0, WEST, active.equals(WEST) ? 100 : 0);
        return new EpochRecord(number, active, weights, "pod-a", "active_down", AT, List.of(AT));
    }

    /** Both regions' A records without an epoch record. */
    static List<ResourceRecordSet> bare(long east, long west) {
        return List.of(set("A", "east", east, "192.0.2.1"), set("A", "west", west, "192.0.2.2"));
    }

    /** Both regions' A records and their epoch record. */
    static List<ResourceRecordSet> owned(long epoch, String active) {
        List<ResourceRecordSet> sets =
                new ArrayList<>(bare(active.equals(EAST) ? 100 : 0, active.equals(WEST) ? 100 : 0));
        sets.add(txt(EpochText.write(epoch(epoch, active))));
        return sets;
    }

    /** The step from what was read to {@code to}. */
    static Step shift(DnsReading read, String to) {
        return shift(read, to, "pod-a");
    }

    static Step shift(DnsReading read, String to, String owner) {
        EpochRecord next = read.epoch().orElseThrow().next(to, policy().weightsFor(to), owner, "active_down", AT, true);
        return Step.dns(NAME, read.weights(), read.epoch().get().epoch(), next);
    }

    /** The step that adopts records without an epoch record. */
    static Step adopt(DnsReading read, String active) {
        EpochRecord first = new EpochRecord(1, active, read.weights(), "pod-a", "adopted", AT, List.of());
        return Step.dns(NAME, read.weights(), 0, first);
    }
}
