package dev.temporalfailover.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.dns.FakeNameServer;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class DiscoveryTest {
    private static final String NAME = "temporal-history.test";

    private final FakeNameServer dns = new FakeNameServer();

    @AfterEach
    void closeDns() throws IOException {
        dns.close();
    }

    @Test
    void everyAddressOfAHeadlessNameIsATargetThatComesAndGoesWithDns() {
        try (FakeTemporal server = new FakeTemporal()) {
            int port = server.port();
            dns.put(NAME, List.of("127.0.0.1", "127.0.0.2"));
            try (Probing probing = headless(port)) {
                awaitTargets(probing, "127.0.0.1:" + port, "127.0.0.2:" + port);
                assertEquals(
                        "127.0.0.1:" + port, probing.first(Outcome.OK).target().address());
                // The fake listens on 127.0.0.1 only, so the other one speaks for itself.
                assertEquals(
                        "127.0.0.2:" + port,
                        probing.first(Outcome.REFUSED).target().address());
                dns.put(NAME, List.of("127.0.0.1", "127.0.0.3", "::1"));
                awaitTargets(probing, "127.0.0.1:" + port, "127.0.0.3:" + port, "[0:0:0:0:0:0:0:1]:" + port);
                Target gone = probing.first(Outcome.REFUSED).target();
                probing.next(r -> r.target().address().startsWith("127.0.0.1"));
                int seen = probing.results.size();
                probing.next(r -> r.target().address().startsWith("127.0.0.1"));
                assertTrue(
                        probing.results.stream().skip(seen).noneMatch(r -> r.target()
                                .equals(gone)),
                        "a vanished target gives no more results");
            }
        }
    }

    @Test
    void knownTargetsOutliveNxdomainEmptyAnswersAndADeadResolver() {
        try (FakeTemporal server = new FakeTemporal()) {
            String address = "127.0.0.1:" + server.port();
            dns.put(NAME, List.of("127.0.0.1"));
            try (Probing probing = headless(server.port())) {
                awaitTargets(probing, address);
                dns.remove(NAME);
                awaitProblem(probing, "NXDOMAIN");
                assertEquals(Set.of(address), addresses(probing));
                dns.put(NAME, List.of());
                awaitProblem(probing, "DNS has no address record");
                assertEquals(Set.of(address), addresses(probing));
                dns.rcode(Rcode.SERVFAIL);
                awaitProblem(probing, "DNS failed");
                dns.silent(true);
                awaitProblem(probing, "no answer from DNS");
                assertEquals(Set.of(address), addresses(probing));
                probing.next(r -> r.outcome() == Outcome.OK);
            }
        }
    }

    @Test
    void aNameThatNeverHadAnAddressProvesNothingUntilItHasOne() {
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = headless(server.port())) {
            ProbeResult result = probing.first(Outcome.NO_ADDRESS);
            assertEquals(NAME + ":" + server.port(), result.target().address());
            assertEquals("NXDOMAIN", result.detail());
            dns.put(NAME, List.of("127.0.0.1"));
            awaitTargets(probing, "127.0.0.1:" + server.port());
            probing.next(r -> r.outcome() == Outcome.OK);
        }
    }

    @Test
    void twoHundredAddressesAreProbedAndMoreThanTheLimitAreReported() {
        try (FakeTemporal server = new FakeTemporal()) {
            dns.put(NAME, FakeNameServer.many(200));
            try (Probing probing = headless(server.port())) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> addresses(probing).size() == 200);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> probing.results.stream()
                                        .map(ProbeResult::target)
                                        .distinct()
                                        .count()
                                == 200);
                dns.put(NAME, FakeNameServer.many(300));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> addresses(probing).size() == Discovery.MAX_ADDRESSES);
                awaitProblem(probing, "300 addresses, the first 256 are probed");
            }
        }
    }

    @Test
    void aNameThatIsNotHeadlessIsOneTargetThatFollowsItsAddress() {
        try (FakeTemporal server = new FakeTemporal()) {
            dns.put(NAME, List.of("127.0.0.9"));
            try (Probing probing = Probing.with(
                    dns.servers(),
                    Probing.spec(NAME, server.port(), Check.SYSTEM_INFO, Check.COLD_CONNECT)
                            .endpoint())) {
                ProbeResult refused = probing.first(Outcome.REFUSED);
                assertEquals(NAME + ":" + server.port(), refused.target().address());
                dns.put(NAME, List.of("127.0.0.1"));
                probing.next(r -> r.outcome() == Outcome.OK && r.target().check() == Check.SYSTEM_INFO);
                ProbeResult cold = probing.next(
                        r -> r.outcome() == Outcome.OK && r.target().check() == Check.COLD_CONNECT);
                assertEquals(Set.of("dns", "tcp"), cold.phases().keySet());
                dns.silent(true);
                probing.next(
                        r -> r.outcome() == Outcome.NO_ADDRESS && r.target().check() == Check.COLD_CONNECT);
                probing.next(r -> r.outcome() == Outcome.OK && r.target().check() == Check.SYSTEM_INFO);
            }
        }
    }

    private Probing headless(int port) {
        return Probing.with(
                dns.servers(),
                Probing.spec(NAME, port, Check.SYSTEM_INFO)
                        .headless(true)
                        .service(Service.HISTORY)
                        .endpoint());
    }

    private static void awaitTargets(Probing probing, String... wanted) {
        await().atMost(Duration.ofSeconds(60)).until(() -> addresses(probing).equals(Set.of(wanted)));
    }

    private static void awaitProblem(Probing probing, String problem) {
        await().alias(problem).atMost(Duration.ofSeconds(60)).until(() -> probing.dnsProblems.stream()
                .anyMatch(p -> p.startsWith(problem)));
    }

    private static Set<String> addresses(Probing probing) {
        return probing.prober.targets().stream().map(Target::address).collect(Collectors.toCollection(TreeSet::new));
    }
}
