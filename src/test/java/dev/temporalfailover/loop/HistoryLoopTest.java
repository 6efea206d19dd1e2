package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
