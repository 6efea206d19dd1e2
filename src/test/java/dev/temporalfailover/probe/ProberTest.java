package dev.temporalfailover.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Check;
import dev.temporalfailover.failover.Outcome;
import dev.temporalfailover.failover.ProbeResult;
import dev.temporalfailover.failover.Target;
import java.io.IOException;
import java.time.Duration;
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

    private static int channels(Probing probing) {
        return probing.channels.values().stream().mapToInt(Integer::intValue).sum();
    }
}
