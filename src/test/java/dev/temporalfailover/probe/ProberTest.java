package dev.temporalfailover.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.dns.FakeNameServer;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProberTest {
    private static final int LONG_TIMEOUT = 4000;

    @Test
    void aPauseOfOurProcessIsToldAndStarvesTheProbeInFlight() {
        try (FakeTemporal server = new FakeTemporal()) {
            server.script.set(FakeTemporal.HANG);
            try (Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                    .timeout(LONG_TIMEOUT)
                    .endpoint())) {
                await().atMost(Duration.ofSeconds(60)).until(() -> !server.deadlinesMillis.isEmpty());
                probing.leap.set(Duration.ofSeconds(30));
                ProbeResult result = probing.next(r -> true);
                assertEquals(Outcome.STARVED, result.outcome(), result.detail());
                assertTrue(probing.pauses.get(0).compareTo(Duration.ofSeconds(25)) > 0, probing.pauses.toString());
                probing.next(r -> r.outcome() == Outcome.DEADLINE);
            }
        }
    }

    @Test
    void probeNowAsksOnlyThatRegionAndAtOnce() {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                        .timeout(200_000)
                        .endpoint())) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !probing.prober.targets().isEmpty());
            probing.prober.probeNow("us-west-2");
            probing.prober.probeNow("us-east-1");
            // Its own rhythm begins somewhere within 400 s.
            probing.first(Outcome.OK);
            assertEquals(1, probing.results.size());
        }
    }

    @Test
    void aHangingProbeEndsByItsDeadlineAndTheNextStartsAfterIt() {
        try (FakeTemporal server = new FakeTemporal()) {
            server.script.set(FakeTemporal.HANG);
            try (Probing probing = Probing.of(
                    Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO).endpoint())) {
                await().atMost(Duration.ofSeconds(60)).until(() -> probing.results.size() >= 4);
                assertTrue(server.authorizations.size() <= probing.results.size() + 1, "one call per probe");
            }
        }
    }

    @Test
    void aChannelIsInUseWhileACallIsUnderWayAndIdleBetweenThem() throws IOException {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                        .endpoint())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> inUse(probing) > 0);
            assertTrue(inUse(probing) < 0.9, "mostly idle: " + inUse(probing));
            server.script.set(FakeTemporal.HANG);
            await().atMost(Duration.ofSeconds(120)).until(() -> inUse(probing) > 0.9);
        }
    }

    private static double inUse(Probing probing) {
        double[] pool = probing.pools.values().stream().findFirst().orElse(new double[] {0, 1});
        assertEquals(1, pool[1], "one channel");
        return pool[0];
    }

    @Test
    void channelsOfVanishedTargetsAreClosed() throws IOException {
        try (FakeNameServer dns = new FakeNameServer();
                RawServer server = new RawServer(RawServer.SILENT)) {
            dns.put("history.test", FakeNameServer.many(20));
            try (Probing probing = Probing.with(
                    dns.servers(),
                    Probing.spec("history.test", server.port(), Check.SYSTEM_INFO)
                            .headless(true)
                            .endpoint())) {
                await().atMost(Duration.ofSeconds(60)).until(() -> channels(probing) == 20);
                dns.put("history.test", FakeNameServer.many(2));
                await().atMost(Duration.ofSeconds(60)).until(() -> channels(probing) == 2);
                assertEquals(
                        Set.of("127.1.0.1:" + server.port(), "127.1.0.2:" + server.port()),
                        probing.prober.targets().stream().map(Target::address).collect(Collectors.toSet()));
            }
        }
    }

    @Test
    void afterCloseNothingMoreIsAskedOrTold() {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = Probing.of(Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                        .endpoint())) {
            probing.first(Outcome.OK);
            probing.prober.close();
            await().atMost(Duration.ofSeconds(60)).until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().equals(probing.threadName())));
            int asked = server.authorizations.size();
            int told = probing.results.size();
            probing.prober.probeNow("us-east-1");
            assertEquals(asked, server.authorizations.size());
            assertEquals(told, probing.results.size());
            assertFalse(probing.threadName().isEmpty());
        }
    }

    @Test
    void theRateOfEachTargetChangesUpAndDownAtRunTime() {
        try (FakeTemporal a = new FakeTemporal();
                FakeTemporal b = new FakeTemporal();
                Probing probing = Probing.of(hourly(a), hourly(b))) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> probing.prober.targets().size() == 2);
            for (int turn = 0; turn < 2; turn++) {
                onlyOneIsAskedOften(probing, a, b);
                onlyOneIsAskedOften(probing, b, a);
            }
        }
    }

    private static void onlyOneIsAskedOften(Probing probing, FakeTemporal often, FakeTemporal seldom) {
        probing.prober.pace((target, checks, configured) ->
                isAt(target, often) ? Pace.configured(Duration.ofMillis(50)) : new Pace(configured, configured, false));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> paced(probing, often).chosen()
                        && !paced(probing, seldom).chosen());
        int oftenBefore = often.authorizations.size();
        int seldomBefore = seldom.authorizations.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> often.authorizations.size() >= oftenBefore + 20);
        // One may have been in flight, and the next one's phase lies anywhere in the hour.
        assertTrue(seldom.authorizations.size() <= seldomBefore + 2, seldom.authorizations.size() + " calls");
    }

    private static Pace paced(Probing probing, FakeTemporal server) {
        return probing.prober.targets().stream()
                .filter(target -> isAt(target, server))
                .findFirst()
                .flatMap(probing.prober::paceOf)
                .orElseThrow();
    }

    private static boolean isAt(Target target, FakeTemporal server) {
        return target.address().endsWith(":" + server.port());
    }

    private static Endpoint hourly(FakeTemporal server) {
        return Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
                .timeout(1_800_000)
                .endpoint();
    }

    @Test
    void headlessTargetsThatAppearGetThePaceAndTheNumberOfChecksOnTheirAddress() throws IOException {
        try (FakeNameServer dns = new FakeNameServer();
                RawServer server = new RawServer(RawServer.SILENT)) {
            dns.put("history.test", FakeNameServer.many(1));
            Endpoint endpoint = Probing.spec(
                            "history.test", server.port(), Check.SYSTEM_INFO, Check.GRPC_HEALTH, Check.COLD_CONNECT)
                    .headless(true)
                    .endpoint();
            try (Probing probing = Probing.with(dns.servers(), endpoint)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> probing.prober.targets().size() == 3);
                Target first = probing.prober.targets().get(0);
                probing.prober.pace((target, checks, configured) ->
                        new Pace(configured.multipliedBy(100L * checks), configured, false));
                dns.put("history.test", FakeNameServer.many(4));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> probing.prober.targets().size() == 12);
                for (Target target : probing.prober.targets()) {
                    assertEquals(
                            new Pace(
                                    endpoint.times().interval().multipliedBy(300),
                                    endpoint.times().interval(),
                                    false),
                            probing.prober.paceOf(target).orElseThrow());
                }
                dns.put("history.test", List.of("127.1.0.4"));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> probing.prober.paceOf(first).isEmpty());
            }
        }
    }

    private static int channels(Probing probing) {
        return probing.channels.values().stream().mapToInt(Integer::intValue).sum();
    }
}
