package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.judgement;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The takeover through the whole loop: endpoint, routes, record, audit and Events. */
class TakeoverLoopTest extends LoopHarness {
    TakeoverLoopTest() {
        super(POLICY);
    }

    @ParameterizedTest
    @EnumSource(
            value = StepResult.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"APPLIED", "LOST_RACE"})
    void whatCannotBeWrittenIsClaimedByATakeoverInTheSameTickAndTheRecordCatchesUpOnce(StepResult kind) {
        east(Verdict.DOWN);
        dns.next.addAll(List.of(kind, kind, kind));
        ticks(1);
        assertEquals(7, dns.record.epoch());
        assertEquals(List.of(EAST), status.takenOver());
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights(), "the mesh does not wait for the record");
        assertEquals(Claim.takeover(7, WEST), routes.route.claim());
        ticks(30);
        assertEquals(4, dns.attempts);
        assertEquals(8, dns.record.epoch());
        assertEquals(Claim.of(8), routes.route.claim(), "the route follows the record once that has caught up");
        assertEquals(1, audit.stream().filter(begins()).count());
        assertEquals(0, audit.stream().filter(ends()).count());
        assertEquals(1, audit.stream().filter(TakeoverLoopTest::wrote).count());
        assertEquals(1, events.stream().filter("TakeoverBegan"::equals).count());
    }

    @ParameterizedTest
    @EnumSource(
            value = StepResult.class,
            names = {"DENIED", "NOT_FOUND", "REJECTED"})
    void whatNoRetryCuresBridgesTheOutageAndCallsAPersonOnce(StepResult kind) {
        east(Verdict.DOWN);
        dns.next.addAll(java.util.Collections.nCopies(500, kind));
        ticks(100);
        assertEquals(List.of(EAST), status.takenOver());
        assertEquals(7, dns.record.epoch());
        assertEquals(
                1,
                notes.stream()
                        .filter(note -> note.contains("a person must act"))
                        .count(),
                notes.toString());
        assertEquals(1, events.stream().filter("NotWritable"::equals).count());
        dns.next.clear();
        ticks(30);
        assertEquals(8, dns.record.epoch(), "it is tried again, for a person may have mended it");
    }

    @ParameterizedTest
    @ValueSource(strings = {WEST, "", "eu-west-1", "us-east-1 "})
    void aStoredTakeoverThatNoInstanceOfTheRegionWouldWriteIsRefusedAndSaid(String from) {
        store.intents = Intents.NONE.withTakeover(Optional.of(new Takeover(from, 7, EPOCH)));
        ticks(3);
        assertEquals(List.of(), status.takenOver());
        assertEquals(Claim.of(7), routes.route.claim());
        assertEquals(0, dns.attempts);
        assertEquals(
                1,
                notes.stream()
                        .filter(note -> note.contains("takeover is refused"))
                        .count());
        store.intents = Intents.NONE.withTakeover(Optional.of(new Takeover(EAST, 7, EPOCH)));
        ticks(1);
        assertEquals(List.of(EAST), status.takenOver());
    }

    @Test
    void whileTheApiIsDownTheTakeoverEndpointIsTheOnlyEffectAndOutlivesTheOldRegionsReturn() {
        ticks(1);
        dns.readable = false;
        dns.next.addAll(java.util.Collections.nCopies(50, StepResult.UNAVAILABLE));
        east(Verdict.DOWN);
        ticks(2);
        assertEquals(List.of(EAST), status.takenOver());
        east(Verdict.HEALTHY);
        ticks(20);
        assertEquals(List.of(EAST), status.takenOver(), "failback is never a side effect");
        dns.readable = true;
        dns.next.clear();
        ticks(20);
        assertEquals(8, dns.record.epoch());
        assertEquals(WEST, dns.record.active());
        assertEquals(List.of(EAST), status.takenOver());
        assertEquals(1, dns.record.switches().size());
    }

    @Test
    void aTakeoverThatTheRecordSaysIsNotCarriedThroughAgainFromAnOldReading() {
        east(Verdict.DOWN);
        ticks(5);
        assertEquals(8, store.intents.takeover().orElseThrow().epoch());
        assertEquals(EAST, store.intents.takeover().orElseThrow().from());
    }

    @Test
    void theTakeoverEndsWhenTheTrafficIsGivenBack() {
        east(Verdict.DOWN);
        ticks(5);
        assertEquals(List.of(EAST), status.takenOver());
        east(Verdict.HEALTHY);
        store.intents = store.intents.withRequest(Optional.of(new Intents.Request(
                Intents.Kind.FAILBACK, EAST, "ann", "repaired", false, false, EPOCH.plusSeconds(9999))));
        ticks(5);
        assertEquals(EAST, dns.record.active());
        assertEquals(List.of(), status.takenOver());
        assertEquals(Optional.empty(), store.intents.request(), "a request that is done is cleared");
        assertEquals("ann", audit.get(1).by());
        assertFalse(audit.get(1).automatic());
    }

    @Test
    void aPersonEndsATakeoverThatWasNotWrittenByAskingForTheRecordsRegion() {
        ticks(1);
        dns.readable = false;
        dns.next.addAll(java.util.Collections.nCopies(50, StepResult.UNAVAILABLE));
        east(Verdict.DOWN);
        ticks(2);
        east(Verdict.HEALTHY);
        store.intents = store.intents.withRequest(Optional.of(new Intents.Request(
                Intents.Kind.FAILBACK, EAST, "ann", "it is well", false, false, EPOCH.plusSeconds(9999))));
        ticks(3);
        assertEquals(List.of(), status.takenOver());
        dns.readable = true;
        dns.next.clear();
        ticks(20);
        assertEquals(7, dns.record.epoch());
    }

    @Test
    void aRegionThatIsItselfDownServesInNobodysStead() {
        east(Verdict.DOWN);
        ticks(5);
        assertEquals(List.of(EAST), status.takenOver());
        dns.readable = false;
        ticks(15);
        double at = now.steady().toSeconds();
        judged(loop, judgement(verdict(EAST, Verdict.HEALTHY, at), verdict(WEST, Verdict.DOWN, at)));
        ticks(1);
        assertEquals(List.of(), status.takenOver());
        both(Verdict.HEALTHY);
        ticks(5);
        assertEquals(List.of(), status.takenOver(), "the other region may have taken over in turn");
        dns.readable = true;
        ticks(20);
        assertEquals(List.of(EAST), status.takenOver(), "the record says that this region serves");
    }

    /** Whoever has a place's certificate must not keep the mesh from the survivor. */
    @ParameterizedTest
    @ValueSource(longs = {8, Long.MAX_VALUE})
    void anEpochThatTheRecordWasSeenNotToHaveKeepsNoRouteFromATakeover(long invented) {
        tells(invented);
        ticks(60);
        goneWithTheApi();
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights());
        assertTrue(status.advice().stream().anyMatch(line -> line.startsWith("witness tells of epoch " + invented)));
    }

    /** As far as anybody here knows the record is newer than the takeover. */
    @Test
    void anEpochThatIsToldOfSinceTheRecordCouldNotBeReadDoes() {
        ticks(60);
        dns.readable = false;
        tells(8);
        goneWithTheApi();
        assertEquals(POLICY.weightsFor(EAST), routes.route.weights());
    }

    private void tells(long epoch) {
        Opinion opinion = new Opinion(
                "witness", Opinion.Role.WITNESS, "one", Map.of(), Optional.of(epoch), Optional.empty(), now.steady());
        elsewhere = new Elsewhere(List.of(opinion), Optional.empty());
    }

    /** Route 53's API and the other region; then the route is delivered again as it was at first. */
    private void goneWithTheApi() {
        dns.readable = false;
        dns.next.addAll(java.util.Collections.nCopies(50, StepResult.UNAVAILABLE));
        east(Verdict.DOWN);
        ticks(2);
        assertEquals(List.of(EAST), status.takenOver());
        routes.route = new FakeRoutes(POLICY.weightsFor(EAST), 7).route;
        loop.routesChanged();
        ticks(3);
    }

    @Test
    void aTakeoverIsKeptInMemoryWhileTheKubernetesApiIsGone() {
        ticks(1);
        store.reachable = false;
        dns.readable = false;
        dns.next.addAll(java.util.Collections.nCopies(5, StepResult.UNAVAILABLE));
        east(Verdict.DOWN);
        ticks(2);
        assertEquals(List.of(EAST), status.takenOver());
    }

    @Test
    void anEndThatCouldNotBeStoredIsVoidOverATakeoverThatBeganSince() {
        StoredTakeover takeover = new StoredTakeover(POLICY.name(), t -> true, store, () -> now);
        Takeover first = new Takeover(EAST, 3, EPOCH);
        store.intents = store.intents.withTakeover(Optional.of(first));
        store.reachable = false;
        Step ends = new Step(
                Step.Layer.TAKEOVER,
                "/health/takeover/" + EAST,
                POLICY.weightsFor(WEST),
                POLICY.weightsFor(EAST),
                Claim.takeover(3, WEST),
                Claim.of(3),
                record(3, EAST));
        takeover.apply(ends);
        assertEquals(Optional.empty(), takeover.read(), "kept in memory");
        store.reachable = true;
        Takeover second = new Takeover(EAST, 5, EPOCH);
        store.intents = store.intents.withTakeover(Optional.of(second));
        takeover.again();
        assertEquals(Optional.of(second), takeover.read());
        assertEquals(Optional.of(second), store.intents.takeover());
    }

    private static Predicate<AuditEntry> begins() {
        return entry -> entry.steps().stream().anyMatch(step -> step.contains(" begins ") && step.contains("applied"));
    }

    private static Predicate<AuditEntry> ends() {
        return entry -> entry.reason().equals("takeover_ended");
    }

    private static boolean wrote(AuditEntry entry) {
        return entry.steps().get(entry.steps().size() - 1).startsWith("DNS")
                && entry.result().equals("applied");
    }
}
