package dev.temporalfailover.app;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.clients.OldConnections;
import dev.temporalfailover.failover.clients.OldConnections.Left;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.OwnCluster;
import dev.temporalfailover.failover.situation.OwnCluster.FrontendConnections;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.StatusReports;
import dev.temporalfailover.failover.status.TemporalState;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.probe.pool.PoolSample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** From pool samples and statuses to the report: a region stands by, takes the traffic, and is left. */
class ConnectionBookTest {
    private final ConnectionBook book = new ConnectionBook(EAST, seconds(370));

    private Elsewhere elsewhere = Elsewhere.NONE;

    private PolicyStatus status(Optional<EpochRecord> record, double now) {
        DnsReading dns = record.map(
                        r -> new DnsReading(DnsReading.State.OWNED, record, r.weights(), "", seconds(now), false))
                .orElse(DnsReading.unread("only the leader reads Route 53"));
        return new PolicyStatus(
                POLICY,
                Map.of(),
                dns,
                Map.of(),
                List.of(),
                Map.of(),
                new Decision.Stay(Decision.Reason.ACTIVE_HEALTHY, List.of()),
                Intents.NONE,
                true,
                "pod-a",
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                elsewhere,
                Observers.NONE,
                at(now),
                TemporalState.NONE,
                StatusReports.NONE);
    }

    private static Optional<EpochRecord> to(String active, long epoch, double moved) {
        return Optional.of(new EpochRecord(
                epoch,
                active,
                POLICY.weightsFor(active),
                "pod",
                "requested",
                at(moved).wall(),
                List.of()));
    }

    private void sample(String region, String pool, double active, double now) {
        book.sample(new PoolSample(region, "temporal", pool, active, Double.NaN, Double.NaN), seconds(now));
    }

    @Test
    void aRegionThatWasLeftIsHeldAgainstWhatItHeldBefore() {
        sample(WEST, "frontend_grpc", 12, 1_999);
        book.with(status(to(EAST, 1, 0), 2_000));
        sample(WEST, "frontend_grpc", 200, 2_500);
        book.with(status(to(WEST, 2, 2_400), 2_500));
        sample(WEST, "frontend_grpc", 150, 4_058);
        PolicyStatus told = book.with(status(to(EAST, 3, 4_000), 4_060));
        assertEquals(150, told.connections().regions().get(0).connections());
        assertEquals(OptionalLong.of(12), told.connections().regions().get(0).before());
        assertTrue(
                told.connections().notes().get(0).startsWith("us-west-2 still holds 150 connections"),
                told.connections().notes().toString());
        sample(WEST, "frontend_grpc", 12, 4_600);
        assertEquals(
                List.of(),
                book.with(status(to(EAST, 3, 4_000), 4_600)).connections().notes());
    }

    private void west(Opinion.Role role, long count, OptionalLong before, double read) {
        OwnCluster own =
                new OwnCluster(0, List.of(), 0, 0, Optional.of(new FrontendConnections(count, before, seconds(read))));
        elsewhere = new Elsewhere(
                List.of(new Opinion(
                        WEST,
                        role,
                        "pod-w",
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.of(own),
                        seconds(read))),
                Optional.empty());
    }

    /** East reads no page of west's frontends; west's leader does. */
    @Test
    void theRegionThatWasLeftIsKnownByWhatItsLeaderTells() {
        west(Opinion.Role.LEADER, 150, OptionalLong.of(12), 4_058);
        PolicyStatus told = book.with(status(to(EAST, 3, 4_000), 4_060));
        assertEquals(150, told.connections().regions().get(0).connections());
        assertEquals(OptionalLong.of(12), told.connections().regions().get(0).before());
        assertTrue(
                told.connections().notes().get(0).startsWith("us-west-2 still holds 150 connections"),
                told.connections().notes().toString());
        west(Opinion.Role.LEADER, 11, OptionalLong.of(12), 4_100);
        assertEquals(
                List.of(),
                book.with(status(to(EAST, 3, 4_000), 4_101)).connections().notes());
    }

    /** The last stage of the move: what the loop is told, and the report. */
    @Test
    void aMoveIsNotFinishedWhileTheRegionThatWasLeftHoldsClients() {
        west(Opinion.Role.LEADER, 150, OptionalLong.of(12), 4_001);
        assertEquals(
                List.of(Left.OPEN),
                states(book.with(status(to(EAST, 3, 4_000), 4_002))
                        .connections()
                        .old()));
        west(Opinion.Role.LEADER, 30, OptionalLong.of(12), 4_500);
        book.with(status(to(EAST, 3, 4_000), 4_501));
        assertEquals(List.of(Left.OVERDUE), states(book.left(POLICY.name())));
        west(Opinion.Role.LEADER, 12, OptionalLong.of(12), 4_510);
        book.with(status(to(EAST, 3, 4_000), 4_511));
        assertEquals(Optional.of(seconds(511)), book.left(POLICY.name()).get(0).took());
        book.with(status(Optional.empty(), 4_512));
        assertEquals(List.of(), book.left(POLICY.name()), "who leads no more follows no move");
    }

    private static List<Left> states(List<OldConnections> old) {
        return old.stream().map(OldConnections::left).toList();
    }

    @Test
    void theNewerFigureCountsAndOnlyALeaderTells() {
        sample(WEST, "frontend_grpc", 20, 4_050);
        west(Opinion.Role.LEADER, 150, OptionalLong.empty(), 4_049);
        assertEquals(
                20,
                book.with(status(to(EAST, 3, 4_000), 4_060))
                        .connections()
                        .regions()
                        .get(0)
                        .connections());
        west(Opinion.Role.LEADER, 151, OptionalLong.empty(), 4_051);
        assertEquals(
                151,
                book.with(status(to(EAST, 3, 4_000), 4_060))
                        .connections()
                        .regions()
                        .get(0)
                        .connections());
        west(Opinion.Role.OBSERVER, 152, OptionalLong.empty(), 4_052);
        assertEquals(
                20,
                book.with(status(to(EAST, 3, 4_000), 4_060))
                        .connections()
                        .regions()
                        .get(0)
                        .connections());
    }

    @Test
    void onlyFrontendsAreCounted() {
        sample(EAST, "history_grpc", 900, 10);
        sample(EAST, "frontend_sql_main", 20, 10);
        book.sample(new PoolSample(EAST, "envoy", "frontend_grpc", 5, 10, 0), seconds(10));
        assertEquals(
                List.of(), book.with(status(to(EAST, 1, 0), 11)).connections().regions());
    }

    @Test
    void anInstanceThatReadsNoRecordTellsFiguresAndNoMore() {
        sample(EAST, "frontend_grpc", 37, 10);
        PolicyStatus told = book.with(status(Optional.empty(), 11));
        assertEquals(37, told.connections().regions().get(0).connections());
        assertEquals(List.of(), told.connections().notes());
    }
}
