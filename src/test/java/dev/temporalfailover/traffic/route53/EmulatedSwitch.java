package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.NAME;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.emulator.route53.AcceptedChange;
import dev.temporalfailover.emulator.route53.EmulatorOptions;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.HealthCheckType;

/** A switch with the real SDK on the strict emulator. */
abstract class EmulatedSwitch {
    @TempDir
    Path directory;

    final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));

    final List<AcceptedChange> accepted = new CopyOnWriteArrayList<>();

    final List<Route53Switch> opened = new ArrayList<>();

    Route53Emulator aws;

    String zone;

    volatile Duration now = Duration.ZERO;

    @BeforeEach
    void start() throws IOException {
        aws = new Route53Emulator(new EmulatorOptions()
                        .clock(clock::get)
                        .propagation(Duration.ofSeconds(30))
                        .serveAtOnce(true)
                        .requestRate(1000, 1000)
                        .credentials("AKIDEXAMPLE", "not-a-secret")
                        .checksRun(false))
                .start();
        zone = aws.createZone("example.com.");
        Fixture.credentials(directory);
    }

    @AfterEach
    void stop() throws IOException {
        opened.forEach(Route53Switch::close);
        aws.close();
    }

    Route53Switch ownedBy(String region) {
        weighted("A", "192.0.2.1", "192.0.2.2");
        Route53Switch dns = open(true, Fixture.A);
        StepOutcome outcome = dns.apply(Fixture.adopt(dns.read(now), region));
        assertEquals(StepResult.APPLIED, outcome.kind(), outcome.detail());
        return dns;
    }

    void weighted(String type, String east, String west) {
        aws.create(
                zone,
                RecordSet.weighted(NAME, type, "east", 100, 30, east),
                RecordSet.weighted(NAME, type, "west", 0, 30, west));
    }

    Route53Switch open(boolean adopt, WeightedRecord... records) {
        return open(Fixture.policy(), adopt, records);
    }

    Route53Switch open(FailoverPolicy policy, boolean adopt, WeightedRecord... records) {
        Route53Switch dns = new Route53Switch(settings(adopt, records), policy, TestClock.of(() -> now), new Random(1));
        opened.add(dns);
        return dns;
    }

    Route53Settings settings(boolean adopt, WeightedRecord... records) {
        URI endpoint = aws.apiEndpoint();
        String resolver = "127.0.0.1:" + aws.dns().getPort();
        return new Route53Settings(
                zone,
                List.of(records),
                adopt,
                Optional.of(endpoint),
                Optional.of(directory.resolve("credentials")),
                Duration.ofSeconds(20),
                Optional.ofNullable(resolver),
                Optional.empty());
    }

    String healthCheck() {
        try (Route53Client person = Route53Clients.build(settings(true, Fixture.A))) {
            return person.createHealthCheck(request -> request.callerReference("once")
                            .healthCheckConfig(config -> config.type(HealthCheckType.HTTP)
                                    .ipAddress("192.0.2.1")
                                    .port(8080)
                                    .resourcePath("/health")))
                    .healthCheck()
                    .id();
        }
    }

    void pass(Duration time) {
        clock.updateAndGet(at -> at.plus(time));
        now = now.plus(time);
    }

    static List<StepOutcome> atOnce(List<Callable<StepOutcome>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CyclicBarrier start = new CyclicBarrier(calls.size());
            List<Future<StepOutcome>> futures = new ArrayList<>();
            for (Callable<StepOutcome> call : calls) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            List<StepOutcome> outcomes = new ArrayList<>();
            for (Future<StepOutcome> future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    static void assertOwned(long epoch, String active, DnsReading read) {
        assertEquals(State.OWNED, read.state(), read.detail());
        assertEquals(epoch, read.epoch().orElseThrow().epoch());
        assertEquals(active, read.epoch().get().active());
        assertEquals(active.equals(EAST) ? 100 : 0, read.weights().get(EAST));
        assertEquals(active.equals(WEST) ? 100 : 0, read.weights().get(WEST));
    }
}
