package dev.temporalfailover.failover.readiness;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.clients.ConnectionReport;
import dev.temporalfailover.failover.clients.ConnectionReport.RegionConnections;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.OwnCluster;
import dev.temporalfailover.failover.situation.OwnCluster.FrontendConnections;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.status.NamespaceWatch;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.ReadinessReport;
import dev.temporalfailover.failover.status.StatusReports;
import dev.temporalfailover.failover.status.TemporalState;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** East carries the traffic; what its leader knows of west's task queues is what west's leader tells it. */
class OtherClusterTest {
    private static final Duration NOW = seconds(1000);

    private List<QueuePollers> pollers = List.of(queue("orders", 2, 999));
    private boolean leader = true;
    private ConnectionReport connections = ConnectionReport.NONE;

    private static QueuePollers queue(String name, int count, double read) {
        CriticalQueue queue = new CriticalQueue("pay", name, TaskKind.WORKFLOW);
        return new QueuePollers(queue, count, Optional.empty(), Optional.of(seconds(read)), "");
    }

    private PolicyStatus status(List<Opinion> opinions) {
        return new PolicyStatus(
                        POLICY.with(new EvidencePolicy(Required.UNDISPUTED, List.of(WEST), Duration.ofSeconds(10))),
                        Map.of(EAST, verdict(EAST, Verdict.HEALTHY, 900), WEST, verdict(WEST, Verdict.HEALTHY, 900)),
                        owned(record(7, EAST)),
                        Map.of(),
                        List.of(),
                        Map.of(),
                        new Decision.Stay(Decision.Reason.ACTIVE_HEALTHY, List.of()),
                        Intents.NONE,
                        leader,
                        "pod-a",
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        new Elsewhere(opinions, Optional.empty()),
                        Observers.NONE,
                        at(1000),
                        new TemporalState(List.of(), Replication.NONE, NamespaceWatch.OFF, pollers),
                        StatusReports.NONE)
                .with(connections);
    }

    private static Opinion west(Opinion.Role role, Optional<OwnCluster> cluster, double at) {
        return new Opinion(
                WEST,
                role,
                "pod-w",
                Map.of(),
                Optional.of(7L),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                cluster,
                seconds(at));
    }

    private static Optional<OwnCluster> cluster(int queues, int idle, int unknown, String... names) {
        return Optional.of(new OwnCluster(queues, List.of(names), idle, unknown, Optional.empty()));
    }

    private ReadinessReport report(Opinion... opinions) {
        OwnPlace own = new OwnPlace(
                EAST, true, "", true, "", List.of(), Optional.of(seconds(990)), List.of(), List.of("of a write"));
        return ReadinessRules.report(status(List.of(opinions)), own);
    }

    private static List<String> pollers(ReadinessReport report, String region) {
        return report.regions().stream()
                .filter(one -> one.region().equals(region))
                .flatMap(one -> one.against().stream())
                .filter(one -> one.reason() == ReadinessReason.POLLERS)
                .map(ReasonAgainst::detail)
                .toList();
    }

    private static String notTold(String why) {
        return "whether critical task queues have pollers in us-west-2: its leader" + why;
    }

    @Test
    void taskQueuesWithoutPollersThereAreNamedAsItsLeaderTells() {
        ReadinessReport report =
                report(west(Opinion.Role.LEADER, cluster(4, 3, 1, "pay/orders workflow", "pay/ship activity"), 998));
        assertEquals(
                List.of(
                        "no worker polled within 2 min, says its leader 2 s ago: pay/orders workflow, pay/ship activity and 1"
                                + " more",
                        "whether workers poll is not known, says its leader 2 s ago: 1 of 4 critical task queues"),
                pollers(report, WEST));
        assertEquals(List.of(), pollers(report, EAST), "the own ones are polled");
        assertEquals(List.of("of a write"), report.unknown());
    }

    @Test
    void polledQueuesThereAreNoReason() {
        ReadinessReport report = report(west(Opinion.Role.LEADER, cluster(4, 0, 0), 998));
        assertEquals(List.of(), pollers(report, WEST));
        assertEquals(List.of("of a write"), report.unknown());
    }

    /** Neither is a reason: during an upgrade every standby would be called not ready. */
    @Test
    void whatIsNotToldIsSaidAndIsNoReason() {
        Optional<OwnCluster> idle = cluster(1, 1, 0, "pay/orders workflow");
        for (ReadinessReport silent : List.of(
                report(),
                report(west(Opinion.Role.LEADER, idle, 980)),
                report(west(Opinion.Role.OBSERVER, idle, 998)))) {
            assertEquals(List.of(), pollers(silent, WEST));
            assertEquals(List.of("of a write", notTold(" is not heard")), silent.unknown());
        }
        assertEquals(
                List.of("of a write", notTold(", pod-w, does not tell")),
                report(west(Opinion.Role.LEADER, Optional.empty(), 998)).unknown());
        assertEquals(
                List.of("of a write", notTold("'s configuration names none")),
                report(west(Opinion.Role.LEADER, cluster(0, 0, 0), 998)).unknown());
        pollers = List.of();
        assertEquals(List.of("of a write"), report().unknown(), "none is named here");
    }

    @Test
    void aLeaderTellsOfItsOwnClusterAlone() {
        pollers = IntStream.range(0, 14)
                .mapToObj(i -> queue("q" + i, i < 2 ? 1 : 0, i == 13 ? 900 : 999))
                .toList();
        connections = new ConnectionReport(
                List.of(
                        new RegionConnections(EAST, 37, NOW, OptionalLong.of(5)),
                        new RegionConnections(WEST, 99, NOW, OptionalLong.empty())),
                List.of());
        OwnCluster own = status(List.of()).cluster(EAST).orElseThrow();
        assertEquals(14, own.queues());
        assertEquals(11, own.idleCount());
        assertEquals(OwnCluster.NAMED, own.idle().size());
        assertEquals("pay/q2 workflow", own.idle().get(0));
        assertEquals(1, own.unknown());
        assertEquals(Optional.of(new FrontendConnections(37, OptionalLong.of(5), NOW)), own.connections());
        leader = false;
        assertTrue(status(List.of()).cluster(EAST).isEmpty());
    }
}
