package dev.temporalfailover.traffic.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Route53FuzzTest {
    private static final String RECORD = EpochText.write(Fixture.epoch(7, Fixture.WEST));

    @TempDir
    Path directory;

    @Test
    void epochRecords() {
        Fuzz.texts("epoch", List.of(RECORD, "\"v=1 " + "x=y ".repeat(20) + '"', "\"a\" \"b\""), input -> {
            EpochRecord read;
            try {
                read = EpochText.read(Fuzz.text(input));
            } catch (IllegalArgumentException refused) {
                clean(refused.getMessage());
                return false;
            }
            assertEquals(read, EpochText.read(EpochText.write(read)));
            clean(read.owner());
            clean(read.reason());
            clean(read.active());
            read.weights().keySet().forEach(Route53FuzzTest::clean);
            return true;
        });
    }

    @Test
    void answersOfTheApi() throws IOException {
        String listing = CannedRoute53.listingXml(Fixture.owned(7, Fixture.WEST));
        String error = "<?xml version=\"1.0\"?><ErrorResponse " + CannedRoute53.NAMESPACE
                + "><Error><Type>Sender</Type><Code>Throttling</Code><Message>words</Message></Error></ErrorResponse>";
        Duration[] now = {Duration.ZERO};
        try (CannedRoute53 aws = new CannedRoute53();
                Route53Switch dns = new Route53Switch(
                        new Route53Settings(
                                "Z1",
                                List.of(Fixture.A),
                                true,
                                Optional.of(aws.endpoint()),
                                Optional.of(Fixture.credentials(directory)),
                                Duration.ofSeconds(10),
                                Optional.empty(),
                                Optional.empty()),
                        Fixture.policy(),
                        TestClock.of(() -> now[0]),
                        new Random(1))) {
            Fuzz.texts("route53", List.of(listing, error), input -> {
                boolean fails = input.length % 2 == 1;
                aws.answers(CannedRoute53.http(fails ? 400 : 200, Fuzz.text(input)));
                now[0] = now[0].plusSeconds(120);
                DnsReading read = dns.read(now[0]);
                clean(read.detail());
                read.epoch().ifPresent(epoch -> clean(epoch.owner()));
                assertNotNull(read.state());
                return !read.failing() && read.epoch().isPresent();
            });
        }
    }

    private static void clean(String text) {
        assertEquals(Line.of(text, text.length() + 3), text);
    }
}
