package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The lag of replication from the words of other places and of the own cluster to decision, status and audit. West's loop. */
class ReplicationLoopTest extends LoopHarness {
    private final FakeNamespaces temporal;

    ReplicationLoopTest() {
        super(POLICY.withMaxReplicationLag(Optional.of(Duration.ofSeconds(10))), new FakeNamespaces());
        temporal = (FakeNamespaces) namespaces;
    }

    private void eastTells(Map<String, ReplicationLag> lags) {
        Opinion opinion = new Opinion(
                EAST,
                Opinion.Role.LEADER,
                "east-1",
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                lags,
                now.steady());
        elsewhere = new Elsewhere(List.of(opinion), Optional.empty());
    }

    private ReplicationLag behind(long seconds) {
        return new ReplicationLag(Duration.ofSeconds(seconds), seconds > 0 ? 4 : 0, "", now.steady());
    }

    private void asks() {
        store.intents = Intents.NONE.withRequest(
                Optional.of(new Request(Kind.FAILOVER, WEST, "ann", "drill", false, false, EPOCH.plusSeconds(9999))));
    }

    @Test
    void aPlannedMoveWaitsForWhatTheActiveRegionTells() {
        east(Verdict.HEALTHY);
        ticks(40);
        eastTells(Map.of(WEST, behind(60)));
        asks();
        ticks(3);
        assertEquals(7, dns.record.epoch());
        assertEquals(Reason.REPLICATION_LAG, status.decision().reason());
        eastTells(Map.of(WEST, behind(0)));
        ticks(2);
        assertEquals(WEST, dns.record.active());
    }

    @Test
    void theLastWordStaysWhenTheRegionFallsSilentAndIsInTheAudit() {
        east(Verdict.HEALTHY);
        ticks(40);
        eastTells(Map.of(WEST, behind(3)));
        ticks(1);
        eastTells(Map.of());
        ticks(14);
        east(Verdict.DOWN);
        ticks(2);
        assertEquals(WEST, dns.record.active());
        assertTrue(
                audit.get(0).rules().stream()
                        .anyMatch(rule -> rule.name() == Reason.REPLICATION_LAG
                                && rule.present().contains("3 s behind us-east-1 in 4 shards, last told 1")),
                audit.get(0).rules().toString());
    }

    @Test
    void thisRegionTellsItsOwnLagAndBelievesNobodyElseOnIt() {
        temporal.lags.put(EAST, behind(2));
        temporal.lags.put("mars", behind(2));
        Opinion stranger = new Opinion(
                "venus",
                Opinion.Role.LEADER,
                "v",
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(WEST, behind(99)),
                now.steady());
        elsewhere = new Elsewhere(List.of(stranger), Optional.empty());
        east(Verdict.HEALTHY);
        ticks(1);
        assertEquals(Map.of(EAST, temporal.lags.get(EAST)), status.findings().replication());
        assertEquals(1, status.replication().lags().size());
    }

    @Test
    void timeInTwoClustersIsCountedAndSaidAtItsEnd() {
        temporal.active.put("pay", EAST);
        temporal.contested = true;
        east(Verdict.HEALTHY);
        ticks(5);
        assertTrue(events.contains("DualActive"), events.toString());
        assertEquals(Set.of("pay"), status.watch().twice().keySet());
        assertTrue(status.watch().on());
        temporal.contested = false;
        ticks(2);
        assertEquals(Map.of(), status.watch().twice());
        assertEquals(1, events.stream().filter("DualActive"::equals).count());
        assertEquals(
                1,
                notes.stream()
                        .filter(note -> note.endsWith(
                                "1 namespaces are no longer active in two regions, the longest was for 5 s: pay"))
                        .count(),
                notes.toString());
    }
}
