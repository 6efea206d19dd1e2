package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.dns.FakeNameServer;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.probe.dns.SearchList;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class LookupTest {
    private static final String FULL = "temporal-frontend.ns.svc.cluster.local";
    private static final Duration LONG = Duration.ofSeconds(40);

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final FakeNameServer dns = new FakeNameServer();
    private final List<InetSocketAddress> servers = new ArrayList<>(dns.servers());

    @AfterEach
    void close() throws IOException {
        dns.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aShortNameIsSearchedAsInAPodAndThenAskedForAtOnce() throws Exception {
        dns.put(FULL, List.of("127.0.0.1"));
        Lookup lookup = pod();
        assertEquals(List.of("127.0.0.1"), v4(find(lookup, "temporal-frontend.ns.svc", LONG)));
        assertEquals(2, dns.asked("temporal-frontend.ns.svc.other.svc.cluster.local"), "both families");
        assertEquals(List.of("127.0.0.1"), v4(find(lookup, "temporal-frontend.ns.svc", LONG)));
        assertEquals(2, dns.asked("temporal-frontend.ns.svc.other.svc.cluster.local"), "the second time it is known");
        assertEquals(0, dns.asked("temporal-frontend.ns.svc"));
    }

    @Test
    void aNameThatMovesToAnotherSuffixIsFoundThere() throws Exception {
        dns.put(FULL, List.of("127.0.0.1"));
        Lookup lookup = pod();
        find(lookup, "temporal-frontend.ns.svc", LONG);
        dns.remove(FULL);
        dns.put("temporal-frontend.ns.svc", List.of("127.0.0.2"));
        assertEquals(List.of("127.0.0.2"), v4(find(lookup, "temporal-frontend.ns.svc", LONG)));
    }

    @Test
    void aFullNameIsFoundBehindTheSearchListAndOneWithADotAtItsEndWithoutIt() throws Exception {
        dns.put("temporal.example.test", List.of("127.0.0.3"));
        assertEquals(List.of("127.0.0.3"), v4(find(pod(), "temporal.example.test", LONG)));
        assertEquals(2, dns.asked("temporal.example.test.cluster.local"));
        assertEquals(List.of("127.0.0.3"), v4(find(pod(), "temporal.example.test.", LONG)));
        assertEquals(2, dns.asked("temporal.example.test.cluster.local"), "not asked again");
    }

    @Test
    void aNameThatIsNowhereNamesWhatWasAskedFor() throws Exception {
        String problem = find(pod(), "frontend", LONG).problem();
        assertTrue(problem.startsWith("NXDOMAIN") && problem.contains("frontend.cluster.local."), problem);
        dns.rcode(Rcode.SERVFAIL);
        String failed = find(pod(), "frontend", LONG).problem();
        assertTrue(failed.startsWith("DNS failed"), failed);
    }

    @Test
    void theOrderOfNamesIsThatOfTheResolvConf() throws Exception {
        SearchList search = search();
        assertEquals(
                List.of("a.b.other.svc.cluster.local.", "a.b.svc.cluster.local.", "a.b.cluster.local.", "a.b."),
                search.candidates("a.b").stream().map(Name::toString).toList());
        assertEquals("a.b.c.d.e.f.", search.candidates("a.b.c.d.e.f").get(0).toString());
        assertEquals(1, search.candidates("a.b.").size());
        assertEquals(
                List.of("a."),
                new SearchList(List.of(), 1)
                        .candidates("a").stream().map(Name::toString).toList());
        String long63 = "x".repeat(63);
        String tooLong = String.join(".", long63, long63, long63, "y".repeat(58));
        assertEquals(1, search.candidates(tooLong).size(), "too long with a suffix");
    }

    @Test
    void withAnAddressTheOtherFamilyIsNotWaitedForLong() throws Exception {
        dns.put("temporal.test.", List.of());
        dns.put("temporal.test", List.of("127.0.0.1"));
        dns.silentAbout(Type.AAAA);
        Lookup.FoundAddresses found = find(plain(), "temporal.test.", LONG);
        assertEquals(List.of("127.0.0.1"), v4(found));
        assertEquals(null, found.v6(), "unknown, not none");
        assertTrue(dns.asked("temporal.test") <= 4, "it ended long before the deadline");
    }

    @Test
    void aLostPacketIsSentAgainSoonAndASilentServerGivesWayToTheNext() throws Exception {
        dns.put("temporal.test", List.of("127.0.0.1", "::1"));
        dns.losing(true);
        // Far from the second that dnsjava takes by itself; a machine that is busy only makes it later than 400 ms.
        assertEquals(List.of("127.0.0.1"), v4(find(plain(), "temporal.test.", LONG)));
        assertEquals(4, dns.asked("temporal.test"), "two packets for each family");
        try (FakeNameServer dead = new FakeNameServer();
                FakeNameServer broken = new FakeNameServer()) {
            dead.silent(true);
            broken.rcode(Rcode.SERVFAIL);
            dns.losing(false);
            servers.addAll(0, dead.servers());
            servers.addAll(1, broken.servers());
            assertEquals(List.of("127.0.0.1"), v4(find(plain(), "temporal.test.", LONG)));
        }
    }

    @Test
    void slowDnsIsNeverTheTargetsFault() throws IOException {
        dns.put("temporal.test", List.of("127.0.0.1"));
        dns.silentAbout(Type.AAAA);
        dns.losing(true);
        try (FakeTemporal server = new FakeTemporal();
                Probing probing = Probing.with(
                        dns.servers(),
                        Probing.spec("temporal.test.", server.port(), Check.SYSTEM_INFO, Check.COLD_CONNECT)
                                .timeout(4_000)
                                .patient(Duration.ofSeconds(2)))) {
            probing.next(r -> r.outcome() == Outcome.OK && r.target().check() == Check.COLD_CONNECT);
            probing.next(r -> r.outcome() == Outcome.OK && r.target().check() == Check.SYSTEM_INFO);
            for (ProbeResult result : probing.results) {
                assertTrue(result.outcome() != Outcome.UNREACHABLE, result.toString());
            }
        }
    }

    private static SearchList search() throws IOException {
        return new SearchList(
                List.of(
                        Name.fromString("other.svc.cluster.local."),
                        Name.fromString("svc.cluster.local."),
                        Name.fromString("cluster.local.")),
                5);
    }

    private Lookup pod() throws IOException {
        return new Lookup(loop(), servers, search());
    }

    private Lookup plain() {
        return new Lookup(loop(), servers);
    }

    private Loop loop() {
        PauseWatch watch = new PauseWatch(TestClock.running(), Duration.ofSeconds(10), late -> {});
        return new Loop(
                group.next(),
                watch,
                new Random(1),
                result -> {},
                null,
                Fixtures.heartbeats().of("dns", Duration.ofMinutes(1)));
    }

    private Lookup.FoundAddresses find(Lookup lookup, String host, Duration timeout) throws Exception {
        CompletableFuture<Lookup.FoundAddresses> found = new CompletableFuture<>();
        group.next().execute(() -> lookup.find(host, timeout, found::complete));
        return found.get(60, TimeUnit.SECONDS);
    }

    private static List<String> v4(Lookup.FoundAddresses found) {
        assertEquals("", found.problem());
        return found.v4().stream().map(InetAddress::getHostAddress).toList();
    }
}
