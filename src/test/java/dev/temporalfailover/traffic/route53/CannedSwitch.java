package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.testkit.TestClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A switch over answers written by hand. */
abstract class CannedSwitch {
    @TempDir
    Path directory;

    CannedRoute53 aws;

    Route53Switch dns;

    Duration now = Duration.ZERO;

    @BeforeEach
    void start() throws IOException {
        aws = new CannedRoute53();
        dns = open(aws.endpoint(), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
        aws.close();
    }

    DnsReading readOwned() {
        aws.answers(CannedRoute53.listing(Fixture.owned(7, EAST)));
        DnsReading read = dns.read(now);
        assertEquals(State.OWNED, read.state(), read.detail());
        return read;
    }

    Route53Switch open(URI endpoint, Duration timeout) {
        Route53Settings settings = new Route53Settings(
                "Z1",
                List.of(Fixture.A),
                true,
                Optional.of(endpoint),
                Optional.of(Fixture.credentials(directory)),
                timeout,
                Optional.empty(),
                Optional.empty());
        return new Route53Switch(settings, Fixture.policy(), TestClock.of(() -> now), new Random(1));
    }

    static CannedRoute53.Answer change(String status) {
        return CannedRoute53.http(
                200,
                "<?xml version=\"1.0\"?><GetChangeResponse " + CannedRoute53.NAMESPACE
                        + "><ChangeInfo><Id>/change/C1</Id><Status>" + status
                        + "</Status><SubmittedAt>2026-11-22T01:02:03Z</SubmittedAt></ChangeInfo></GetChangeResponse>");
    }
}
