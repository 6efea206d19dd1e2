package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.clients.OldConnections;
import dev.temporalfailover.failover.clients.OldConnections.Left;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Who did what, why, and how long each stage took. */
class HistoryLoopTest extends LoopHarness {
    HistoryLoopTest() {
        super(POLICY);
    }

    private void requested(String to) {
        Intents.Request request = new Intents.Request(
                Intents.Kind.FAILOVER,
                to,
                "ann",
                "the disk is full",
                false,
                false,
                now.wall().plusSeconds(600));
        store.intents = store.intents.withRequest(Optional.of(request));
    }

    @Test
    void theReasonThatAPersonTypedIsInTheRecordAndInTheEvent() {
        both(Verdict.HEALTHY);
        requested(WEST);
        ticks(2);
        assertEquals(WEST, dns.record.active());
        AuditEntry entry = audit.get(0);
        assertEquals("ann: the disk is full", entry.by() + ": " + entry.asked());
        assertFalse(entry.automatic());
        assertTrue(notes.toString().contains("by ann: the disk is full"), notes.toString());
    }

    @Test
    void stagesThatEndLaterAreToldWithTheRecordOfTheirEpoch() {
        east(Verdict.DOWN);
        ticks(30);
        assertEquals(1, audit.size());
        AuditEntry last = grown.get(grown.size() - 1);
        assertEquals(8, last.epoch());
        assertTrue(
                last.stages().keySet().containsAll(List.of("detect", "write", "insync", "verify")), last.stages() + "");
        assertEquals(last.stages().size() - audit.get(0).stages().size(), grown.size(), "each stage is told once");
    }

    private static OldConnections old(Left state, Optional<Duration> took) {
        return new OldConnections(
                EAST,
                Claim.of(8),
                state,
                OptionalLong.of(40),
                OptionalLong.of(12),
                Duration.ZERO,
                Duration.ofSeconds(370),
                took);
    }

    @Test
    void aMoveIsNotFinishedBeforeItsOldConnectionsAreGone() {
        left = List.of(old(Left.GONE, Optional.of(Duration.ofSeconds(1))));
        east(Verdict.DOWN);
        left = List.of();
        ticks(30);
        assertFalse(status.stages().containsKey("connections"));
        left = List.of(old(Left.OPEN, Optional.empty()));
        ticks(2);
        String last = status.switching().get(status.switching().size() - 1);
        assertTrue(last.endsWith(": not finished"), last);
        left = List.of(old(Left.OVERDUE, Optional.empty()));
        ticks(2);
        left = List.of(old(Left.NOT_TOLD, Optional.empty()));
        ticks(2);
        left = List.of(old(Left.OVERDUE, Optional.empty()));
        ticks(2);
        assertEquals(
                1,
                notes.stream()
                        .filter(note -> note.contains("epoch 8: old connections: 40 still at us-east-1"))
                        .count(),
                notes.toString());
        left = List.of(old(Left.GONE, Optional.of(Duration.ofSeconds(700))));
        ticks(3);
        assertEquals(Duration.ofSeconds(700), status.stages().get("connections"));
        assertEquals(
                Duration.ofSeconds(700),
                grown.get(grown.size() - 1).stages().get("connections"),
                "the history tells it too");
    }

    @Test
    void anotherMovesOldConnectionsAreNoStageOfThisOne() {
        east(Verdict.DOWN);
        ticks(30);
        OldConnections other = old(Left.GONE, Optional.of(Duration.ofSeconds(1)));
        left = List.of(new OldConnections(
                EAST,
                Claim.of(7),
                Left.GONE,
                other.count(),
                other.before(),
                other.began(),
                other.stays(),
                other.took()));
        ticks(2);
        assertFalse(status.stages().containsKey("connections"), status.stages().toString());
    }

    @Test
    void aNewerEpochOfAnotherWriterDoesNotShowOurOwnStages() {
        east(Verdict.DOWN);
        ticks(30);
        assertFalse(status.stages().isEmpty());
        dns.record = dns.record.next(EAST, POLICY.weightsFor(EAST), "us-east-1/pod-x", "requested", now.wall(), false);
        ticks(30);
        assertEquals(9, status.dns().epoch().orElseThrow().epoch());
        assertEquals(Map.of(), status.stages());
        assertEquals(List.of(), status.switching());
    }

    @Test
    void aRouteThatFollowsSaysWhoWroteTheRecordAndWhy() {
        both(Verdict.HEALTHY);
        ticks(2);
        dns.record = dns.record.next(WEST, POLICY.weightsFor(WEST), "us-east-1/pod-x", "requested", now.wall(), false);
        ticks(30);
        AuditEntry entry = audit.get(0);
        assertEquals("follow us-east-1/pod-x", entry.reason() + " " + entry.by());
        assertEquals("epoch 8 is requested", entry.asked());
        assertFalse(entry.automatic());
        assertEquals(Map.of(), entry.stages());
        assertEquals(
                Duration.ZERO,
                Duration.between(entry.at(), audit.get(audit.size() - 1).at()),
                "one record");
    }
}
