package dev.temporalfailover.faults;

import static dev.temporalfailover.faults.Arrangement.EAST;
import static dev.temporalfailover.faults.Arrangement.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.Fault;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Route 53 misbehaves while the packaged service fails over. */
@ExtendWith(Shared.class)
class Route53FaultsIT {
    private static final Map<String, Long> AT_HOME = Map.of(EAST, 100L, WEST, 0L);
    private static final Map<String, Long> MOVED = Map.of(EAST, 0L, WEST, 100L);

    @Test
    void throttledWritesAreSentAgainUntilOneMovesTheTraffic(Arrangement a) {
        long epoch = a.epoch();
        double before = steps(a, "throttled");
        a.zone.emulator.faults().nextOf(Zone.CHANGE, 3, Fault.throttling());
        a.east.die();
        movedOnce(a, epoch);
        assertEquals(before + 3, steps(a, "throttled"));
        assertEquals(1, a.audits(epoch + 1, "throttled"), "a failure that repeats itself is recorded once");
    }

    @Test
    void aWriteWhoseAnswerIsLostIsOneEpochStepAndOneRecord(Arrangement a) {
        long epoch = a.epoch();
        double before = steps(a, "uncertain");
        int batches = a.zone.batches.get();
        a.zone.emulator.faults().nextOf(Zone.CHANGE, 1, new Fault.LoseAnswer());
        a.east.die();
        movedOnce(a, epoch);
        assertEquals(before + 1, steps(a, "uncertain"));
        assertEquals(batches + 1, a.zone.batches.get(), "applied once");
        assertEquals(0, a.audits(epoch + 1, "lost_race"), "nothing is tried before its fate is known");
        assertEquals(0, a.audits(epoch + 1, "uncertain"), "its one record is that of the outcome");
    }

    @Test
    void garbageFromTheApiMovesNothingAndIsForgottenWhenItAnswersAgain(Arrangement a) {
        long epoch = a.epoch();
        double before = a.service.metric("temporal_failover_reads_total", "source=\"route53\"", "result=\"failed\"");
        int log = a.service.log().length();
        a.zone.emulator.faults().nextOf(Zone.LIST, 2, Fault.garbage());
        a.until(
                "both reads have failed",
                () -> a.service.metric("temporal_failover_reads_total", "source=\"route53\"", "result=\"failed\"")
                        >= before + 2);
        a.until(
                "said",
                () -> a.service.log().substring(log).contains("DNS record " + Zone.RECORD + " is not readable"));
        assertEquals(AT_HOME, a.zone.weights());
        a.zone.emulator.faults().nextOf(Zone.CHANGE, 1, Fault.garbage());
        a.east.die();
        movedOnce(a, epoch);
        a.until("said", () -> a.service.log().substring(log).contains("DNS record " + Zone.RECORD + " is well again"));
    }

    @Test
    void aDeadApiIsBridgedByTheTakeoverEndpointAndTheRecordCatchesUpWithoutAFlipBack(Arrangement a) throws IOException {
        long epoch = a.epoch();
        assertEquals(503, takeover(a));
        a.zone.emulator.apiDown();
        a.east.die();
        a.until("taken over", () -> takeover(a) == 200);
        assertEquals(AT_HOME, a.zone.weights());
        assertEquals(epoch, a.epoch());
        a.east.well();
        a.until("us-east-1 is back", () -> a.verdict(EAST).equals("HEALTHY"));
        a.looks(5);
        assertEquals(200, takeover(a), "its return ends no takeover");
        a.zone.emulator.apiUp();
        movedOnce(a, epoch);
        a.looks(10);
        assertEquals(MOVED, a.zone.weights(), "and nothing flips back");
        assertEquals(200, takeover(a), "us-west-2 still serves in its stead");
    }

    @Test
    void anApiThatNeverAnswersIsGivenUpInTimeAndTheWriteIsTriedAgain(Arrangement a) {
        long epoch = a.epoch();
        double before = steps(a, "uncertain");
        a.zone.emulator.faults().nextOf(Zone.CHANGE, 1, new Fault.Hang());
        a.east.die();
        a.until("given up", () -> steps(a, "uncertain") == before + 1);
        movedOnce(a, epoch);
    }

    @Test
    void aHandEditedRecordIsForeignNamedAndLeftAloneThoughTheActiveRegionDies(Arrangement a) {
        long epoch = a.epoch();
        a.zone.editWest(50);
        try {
            a.until("foreign", () -> a.dnsState().equals("foreign"));
            String detail = a.service.policy().at("/dns/detail").asText();
            assertTrue(detail.contains("50"), detail);
            assertEquals(1, a.service.metric("temporal_failover_dns_record_state", "state=\"foreign\""));
            int batches = a.zone.batches.get();
            a.east.die();
            a.until("refused", () -> a.decision().equals("refuse dns_not_ours"));
            a.looks(5);
            assertEquals(Map.of(EAST, 100L, WEST, 50L), a.zone.weights());
            assertEquals(batches, a.zone.batches.get());
            a.east.well();
            a.until("us-east-1 is back", () -> a.verdict(EAST).equals("HEALTHY"));
        } finally {
            a.zone.editWest(0);
        }
        a.until("ours again", () -> a.dnsState().equals("owned"));
        assertEquals(epoch, a.epoch());
    }

    private static void movedOnce(Arrangement a, long epoch) {
        a.until("moved", () -> a.active().equals(WEST) && a.epoch() == epoch + 1);
        assertEquals(MOVED, a.zone.weights());
        a.until("the route follows", () -> a.mesh.west() == 100);
        a.until("recorded", () -> a.audits(epoch + 1, "applied") == 1);
        a.looks(3);
        assertEquals(epoch + 1, a.epoch());
        assertEquals(1, a.audits(epoch + 1, "applied"));
        // No source tells here how many connections are left, and that is what is said.
        String notes = a.service.policy().at("/connections/notes").toString();
        assertTrue(notes.contains("how many client connections " + EAST + " still holds"), notes);
    }

    private static int takeover(Arrangement a) {
        return a.service.get("/health/takeover/" + EAST).status();
    }

    private static double steps(Arrangement a, String result) {
        return a.service.metric("temporal_failover_steps_total", "layer=\"dns\"", "result=\"" + result + "\"");
    }
}
