package dev.temporalfailover.real;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.traffic.route53.Route53Settings;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import dev.temporalfailover.traffic.route53.Route53Switch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The service's own switch on one pair of records, and the steps that its loop would give it. */
final class ZoneSteps {
    static final String EAST = "us-east-1";
    static final String WEST = "us-west-2";
    static final int TTL = 30;
    private static final FailoverPolicy POLICY = new FailoverPolicy(
            "temporal-api-failover",
            List.of(EAST, WEST),
            100,
            new SwitchLimits(Duration.ofHours(1), Duration.ofHours(1), 3, Duration.ofDays(1), Duration.ZERO));

    private ZoneSteps() {}

    /** A switch as the service makes it, but for the endpoint. */
    static Route53Switch open(String zone, String record, URI endpoint, Path credentials) {
        WeightedRecord pair = new WeightedRecord(record, "A", Map.of(EAST, EAST, WEST, WEST), false, Optional.of(TTL));
        Route53Settings settings = new Route53Settings(
                zone,
                List.of(pair),
                true,
                Optional.ofNullable(endpoint),
                Optional.ofNullable(credentials),
                Duration.ofSeconds(10),
                Optional.of("127.0.0.1:1"),
                Optional.empty());
        return new Route53Switch(settings, POLICY, TestClock.running(), new Random(53));
    }

    /** A file in the AWS shared credentials format. */
    static Path credentials(Path directory, String key, String secret) throws IOException {
        return Files.writeString(
                directory.resolve("credentials"),
                "[default]\naws_access_key_id = " + key + "\naws_secret_access_key = " + secret + "\n");
    }

    /** The step that takes over records without an epoch record. */
    static Step adopt(DnsReading read, String record) {
        EpochRecord first = new EpochRecord(1, EAST, read.weights(), "real", "adopted", now(), List.of());
        return Step.dns(record, read.weights(), 0, first);
    }

    /** The step that moves the traffic. */
    static Step shift(DnsReading read, String record, String to) {
        EpochRecord before = read.epoch().orElseThrow();
        EpochRecord next = before.next(to, POLICY.weightsFor(to), "real", "active_down", now(), true);
        return Step.dns(record, read.weights(), before.epoch(), next);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
