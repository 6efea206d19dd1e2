package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attempts are made by hand and each instance has its own clock, so every interleaving is exact. */
class LeaseLeadershipTest {
    private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/ns/leases/failover";
    private static final LeaseTimes TIMES =
            new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
    private final Instance a = new Instance("a", TIMES, Instant.parse("2026-11-22T01:00:00Z"));
    // Its wall clock is hours off, which must not matter.
    private final Instance b = new Instance("b", TIMES, Instant.parse("2026-11-22T09:00:00Z"));

    private final class Instance {
        final TestClock clock;
        final LeaseLeadership lease;
        Optional<String> hindrance = Optional.empty();

        Instance(String name, LeaseTimes times, Instant wall) {
            clock = new TestClock(wall.plusSeconds(100), Duration.ofSeconds(100));
            lease = new LeaseLeadership(
                    client,
                    new LeadershipSettings(Optional.of(times), "ns", "failover", Optional.empty()),
                    new Candidate(
                            name,
                            "10.0.0." + (name.equals("a") ? 1 : 2) + ":7443",
                            "10.0.0." + (name.equals("a") ? 1 : 2) + ":8080",
                            () -> hindrance),
                    clock,
                    () -> 0.5,
                    executor,
                    reports::add,
                    Fixtures.heartbeats());
        }

        void at(double seconds) {
            clock.set(Duration.ofMillis(100_000 + (long) (seconds * 1000)));
        }

        void attemptAt(double seconds) {
            at(seconds);
            lease.attempt();
        }
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
        client.close();
        api.close();
    }

    private JsonNode spec() {
        return api.get(PATH).orElseThrow().get("spec");
    }

    @Test
    void theFirstOneLeadsAndTheOtherKnowsWho() {
        assertFalse(a.lease.leads());
        a.attemptAt(0);
        b.attemptAt(0);
        assertTrue(a.lease.leads());
        assertFalse(b.lease.leads());
        assertEquals("a", b.lease.holder());
        assertEquals(Duration.ofSeconds(100), a.lease.since());
        assertEquals(15, spec().get("leaseDurationSeconds").asInt());
        assertEquals("2026-11-22T01:01:40.000000Z", spec().get("renewTime").asText());
    }

    @Test
    void aHolderWithAHindranceGivesTheLeaseBackAndIsNoCandidateUntilItIsGone() {
        a.attemptAt(0);
        a.hindrance = Optional.of("its judge has not judged for 11 s");
        a.attemptAt(2);
        assertFalse(a.lease.leads());
        assertEquals("", spec().path("holderIdentity").asText());
        assertTrue(reports.contains("the lease ns/failover is given back: its judge has not judged for 11 s"));
        a.attemptAt(3);
        assertFalse(a.lease.leads(), "nobody holds it, and it does not take it");
        assertEquals(
                "this instance does not try to hold the lease ns/failover: its judge has not judged for 11 s",
                a.lease.trouble());
        b.attemptAt(4);
        assertTrue(b.lease.leads(), "at once, not when the Lease would have ended");
        a.attemptAt(5);
        assertEquals("b", a.lease.holder(), "it still learns who leads");
        b.lease.close();
        a.hindrance = Optional.empty();
        a.attemptAt(6);
        assertTrue(a.lease.leads());
        assertEquals("", a.lease.trouble());
        assertEquals(Duration.ofSeconds(106), a.lease.since(), "a new term");
    }

    @Test
    void aHolderWithAHindranceLeadsNoMoreThoughTheApiServerIsGone() {
        a.attemptAt(0);
        a.hindrance = Optional.of("its judge has not judged for 11 s");
        api.close();
        a.attemptAt(2);
        assertFalse(a.lease.leads());
    }

    @Test
    void theHoldersAddressStandsOnTheLeaseUntilItIsReleased() {
        a.attemptAt(0);
        b.attemptAt(0);
        assertEquals(Optional.of("10.0.0.1:7443"), b.lease.holderAddress());
        a.lease.close();
        b.attemptAt(1);
        assertTrue(b.lease.leads());
        assertEquals(
                "10.0.0.2:7443",
                api.get(PATH)
                        .orElseThrow()
                        .at("/metadata/annotations/" + LeaseObject.ADDRESS.replace("/", "~1"))
                        .asText());
        b.lease.close();
        assertTrue(api.get(PATH)
                .orElseThrow()
                .at("/metadata/annotations/" + LeaseObject.ADDRESS.replace("/", "~1"))
                .isMissingNode());
    }

    @Test
    void anAddressThatIsNoneIsNotDialled() {
        a.attemptAt(0);
        for (String garbage : List.of("", "no port", "10.0.0.1:port", "h:1\n:2", "x".repeat(400) + ":1")) {
            api.edit(
                    PATH,
                    "kubectl",
                    "{\"metadata\":{\"annotations\":{\"" + LeaseObject.ADDRESS + "\":\"" + garbage.replace("\n", "\\n")
                            + "\"}}}");
            b.attemptAt(0);
            assertEquals("a", b.lease.holder());
            assertEquals(Optional.empty(), b.lease.holderAddress(), garbage);
        }
    }

    @Test
    void renewingKeepsItAndItsBeginning() {
        for (int second = 0; second <= 60; second += 2) {
            a.attemptAt(second);
            b.attemptAt(second);
            assertTrue(a.lease.leads());
            assertFalse(b.lease.leads());
        }
        assertEquals(Duration.ofSeconds(100), a.lease.since());
        assertEquals(0, spec().get("leaseTransitions").asInt());
    }

    @Test
    void aPausedHolderStopsLeadingByTimeAloneBeforeAnotherStarts() {
        a.attemptAt(0);
        b.attemptAt(0);
        a.at(9.999);
        assertTrue(a.lease.leads());
        a.at(10);
        assertFalse(a.lease.leads());
        b.attemptAt(14.999);
        assertFalse(b.lease.leads());
        b.attemptAt(15);
        assertTrue(b.lease.leads());
        assertEquals(Duration.ofSeconds(115), b.lease.since());
        assertEquals(1, spec().get("leaseTransitions").asInt());
        a.attemptAt(16);
        assertFalse(a.lease.leads());
        assertEquals("b", a.lease.holder());
    }

    @Test
    void aLateWatcherWaitsItsOwnFullLease() {
        a.attemptAt(0);
        b.attemptAt(14);
        b.attemptAt(28);
        assertFalse(b.lease.leads());
        b.attemptAt(29);
        assertTrue(b.lease.leads());
    }

    @Test
    void aLeaseStatedLongerThanOursIsHonoured() {
        new Instance(
                        "c",
                        new LeaseTimes(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(2)),
                        Instant.EPOCH)
                .attemptAt(0);
        b.attemptAt(0);
        b.attemptAt(59);
        assertFalse(b.lease.leads());
        b.attemptAt(60);
        assertTrue(b.lease.leads());
    }

    @Test
    void aLeaseOfDecadesAndOneWithTheLastNumberAreTakenInTheEnd() {
        a.attemptAt(0);
        api.edit(
                PATH,
                "kubectl",
                "{\"spec\":{\"holderIdentity\":\"x\\u001b\\u202ey\",\"leaseDurationSeconds\":2147483647,\"leaseTransitions\":2147483647}}");
        b.attemptAt(0);
        assertEquals("x y", b.lease.holder());
        b.attemptAt(149);
        assertFalse(b.lease.leads());
        b.attemptAt(150);
        assertTrue(b.lease.leads());
        assertEquals(Integer.MAX_VALUE, spec().get("leaseTransitions").asInt());
    }

    @Test
    void closingReleasesItAtOnce() {
        a.attemptAt(0);
        b.attemptAt(0);
        a.lease.close();
        assertFalse(a.lease.leads());
        assertEquals("", spec().get("holderIdentity").asText());
        b.attemptAt(1);
        assertTrue(b.lease.leads());
        a.attemptAt(2);
        assertEquals("b", spec().get("holderIdentity").asText());
    }

    @Test
    void closingOneThatDoesNotLeadTakesNothingFromTheHolder() {
        a.attemptAt(0);
        b.attemptAt(0);
        b.lease.close();
        assertEquals("a", spec().get("holderIdentity").asText());
    }

    @Test
    void ofTwoThatTakeAnExpiredLeaseAtOnceTheSlowerOneLoses() {
        a.attemptAt(0);
        b.attemptAt(0);
        api.beforeOnce("PUT", "leases/failover", () -> api.edit(PATH, "c", "{\"spec\":{\"holderIdentity\":\"c\"}}"));
        b.attemptAt(20);
        assertFalse(b.lease.leads());
        assertEquals("c", spec().get("holderIdentity").asText());
        b.attemptAt(22);
        assertFalse(b.lease.leads());
        assertEquals("c", b.lease.holder());
    }

    @Test
    void aLostApiServerEndsTheTermAndIsReported() {
        a.attemptAt(0);
        api.cut();
        a.attemptAt(4);
        assertTrue(a.lease.leads());
        a.attemptAt(10);
        assertFalse(a.lease.leads());
        assertTrue(reports.stream().anyMatch(line -> line.contains("could not be renewed")), reports.toString());
        assertTrue(a.lease.trouble().contains("could not be acquired"), a.lease.trouble());
        assertTrue(a.lease.trouble().contains("Exception: Connection "), a.lease.trouble());
        api.restore();
        leadsAgainAt(12);
        assertEquals("", a.lease.trouble());
        assertEquals(Duration.ofSeconds(112), a.lease.since());
    }

    @Test
    void aRenewalWhoseAnswerIsLostExtendsNothing() {
        a.attemptAt(0);
        api.vanishOnce("PUT", "leases/failover", true);
        a.attemptAt(5);
        a.at(10);
        assertFalse(a.lease.leads());
        api.restore();
        leadsAgainAt(11);
    }

    /** The client may first try a pooled connection that ended with the API and has not been noticed yet. */
    private void leadsAgainAt(double seconds) {
        Awaitility.await().until(() -> {
            a.attemptAt(seconds);
            return a.lease.leads();
        });
    }

    @Test
    void aDeletedLeaseIsMadeAnew() {
        a.attemptAt(0);
        api.delete(PATH);
        a.attemptAt(2);
        assertTrue(a.lease.leads());
        assertEquals("a", spec().get("holderIdentity").asText());
    }

    @Test
    void aLeaseWithoutSpecIsFree() {
        api.put(PATH, """
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"failover","namespace":"ns"}}""");
        a.attemptAt(0);
        assertTrue(a.lease.leads());
    }

    @Test
    void triesByItselfOnceStarted() {
        Instance c = new Instance(
                "c",
                new LeaseTimes(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(20)),
                Instant.EPOCH);
        c.lease.start();
        Awaitility.await().until(c.lease::leads);
        long calls = api.calls().size();
        Awaitility.await().until(() -> api.calls().size() > calls + 4);
        c.lease.close();
        assertEquals("", spec().get("holderIdentity").asText());
    }

    @Test
    void refusesTimesThatWouldLetTwoLead() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new LeaseTimes(second, second, Duration.ofMillis(1)));
        assertThrows(IllegalArgumentException.class, () -> new LeaseTimes(Duration.ofSeconds(9), second, second));
        assertThrows(IllegalArgumentException.class, () -> new LeaseTimes(Duration.ofMillis(1500), second, second));
        assertThrows(
                IllegalArgumentException.class, () -> new LeaseTimes(Duration.ofSeconds(9), second, Duration.ZERO));
    }

    @Test
    void theSoleOneLeadsUntilClosed() {
        SoleLeadership sole = new SoleLeadership("a", TestClock.of(() -> Duration.ofSeconds(3)));
        assertTrue(sole.leads());
        assertEquals("a", sole.holder());
        assertEquals(Duration.ofSeconds(3), sole.since());
        sole.close();
        assertFalse(sole.leads());
    }
}
