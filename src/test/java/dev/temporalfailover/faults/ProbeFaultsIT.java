package dev.temporalfailover.faults;

import static dev.temporalfailover.faults.Arrangement.EAST;
import static dev.temporalfailover.faults.Arrangement.EAST_NAME;
import static dev.temporalfailover.faults.Arrangement.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.dns.FakeNameServer;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.testkit.TestCa;
import io.grpc.Status;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The active region answers oddly or not at all, or the fault is our own: only a region that is really down is left. */
@ExtendWith(Shared.class)
class ProbeFaultsIT {

    @Test
    void aRegionThatAcceptsAndNeverAnswersOnOldAndNewConnectionsIsLeft(Arrangement a) {
        long epoch = a.epoch();
        a.east.hang();
        a.until("left", () -> a.active().equals(WEST));
        assertEquals(epoch + 1, a.epoch());
        assertTrue(probes(a, "deadline") > 0);
        assertTrue(a.service.log().contains(EAST + " is DOWN"));
        assertEquals("DOWN", a.verdict(EAST));
    }

    @Test
    void anAnswerOfTwoMebibytesIsMalformedAndCutOff(Arrangement a) {
        double before = probes(a, "malformed");
        a.east.answer(FakeTemporal.HUGE, Status.OK);
        a.until("counted", () -> probes(a, "malformed") >= before + 3);
        a.until("left, for no workflow can be served by it", () -> a.active().equals(WEST));
        assertTrue(a.service.ready());
    }

    @Test
    void aTokenThatIsRefusedIsOurOwnFaultAndMovesNothing(Arrangement a) {
        staysWhile(
                a,
                "UNKNOWN",
                "stay active_unknown",
                "auth",
                () -> a.east.answer(FakeTemporal.fails(Status.UNAUTHENTICATED), Status.UNAUTHENTICATED));
    }

    @Test
    void aRegionAtItsRateLimitIsDegradedAndMovesNothing(Arrangement a) {
        staysWhile(
                a,
                "DEGRADED",
                "stay active_degraded",
                "overloaded",
                () -> a.east.answer(
                        FakeTemporal.exhausted(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT),
                        Status.RESOURCE_EXHAUSTED));
    }

    @Test
    void aCertificateThatExpiresWhileRunningIsUnknownAndMovesNothing(Arrangement a) throws IOException {
        Instant end = Instant.now().plus(Duration.ofSeconds(4));
        try (FakeTemporal expiring = new FakeTemporal(0, TestCa.server(a.ca.issue(EAST_NAME, end), null))) {
            staysWhile(a, "UNKNOWN", "stay active_unknown", "tls", () -> a.east.leadTo(expiring.port()));
        }
    }

    @Test
    void aNameThatLosesItsAddressesKeepsItsTargetsAndMovesNothing(Arrangement a) {
        long epoch = a.epoch();
        for (Runnable fault : List.<Runnable>of(
                () -> a.names.remove(EAST_NAME), () -> a.names.put(EAST_NAME, List.of()), () -> a.names.silent(true))) {
            double before = failedLookups(a);
            fault.run();
            a.until("noticed", () -> failedLookups(a) >= before + 2);
            a.looks(3);
            assertFalse(a.verdict(EAST).equals("DOWN"));
        }
        a.until("said", () -> a.service.log().contains("DNS " + EAST_NAME + ": "));
        assertEquals(EAST, a.active());
        assertEquals(epoch, a.epoch());
    }

    @Test
    void aNameWithTwoHundredAddressesOfWhichOneAnswersIsDegradedAndMovesNothing(Arrangement a) {
        long epoch = a.epoch();
        a.names.put(
                EAST_NAME,
                Stream.concat(Stream.of("127.0.0.1"), FakeNameServer.many(199).stream())
                        .toList());
        a.until("degraded", () -> a.verdict(EAST).equals("DEGRADED"));
        a.looks(3);
        assertEquals(EAST, a.active());
        assertEquals(epoch, a.epoch());
    }

    @Test
    void withBothRegionsDownNothingMovesAndNothingIsWritten(Arrangement a) {
        long epoch = a.epoch();
        int batches = a.zone.batches.get();
        a.west.die();
        a.until("us-west-2 is down", () -> a.verdict(WEST).equals("DOWN"));
        a.east.die();
        a.until("refused", () -> a.decision().equals("refuse no_healthy_target"));
        assertEquals(
                1, a.service.metric("temporal_failover_region_verdict", "region=\"" + EAST + "\"", "verdict=\"down\""));
        a.looks(5);
        a.east.well();
        a.until("us-east-1 is back", () -> a.decision().equals("stay active_healthy"));
        assertEquals(epoch, a.epoch());
        assertEquals(batches, a.zone.batches.get());
    }

    @Test
    void aPauseOfOurOwnProcessIsUnknownAndMovesNothing(Arrangement a) throws Exception {
        long epoch = a.epoch();
        double before = a.service.metric("temporal_failover_pauses_seconds_count");
        int log = a.service.log().length();
        // Longer than the ten seconds that are no break: after less a verdict goes on, however soon answers come.
        Instant end = Instant.now().plus(Duration.ofSeconds(11));
        a.service.signal("STOP");
        try {
            a.until("eleven seconds have passed", () -> Instant.now().isAfter(end));
        } finally {
            a.service.signal("CONT");
        }
        a.until("counted", () -> a.service.metric("temporal_failover_pauses_seconds_count") > before);
        a.until("said", () -> said(a, log, "our own process did not run for"));
        // UNKNOWN ends with the next answers, which may be within one tick of the loop: nobody need have said it.
        a.until("judged anew", () -> a.since(EAST).isAfter(end) && a.since(WEST).isAfter(end));
        a.until("healthy again", () -> a.verdict(EAST).equals("HEALTHY"));
        a.looks(3);
        assertFalse(said(a, log, EAST + " is DOWN"), "a pause is never an outage");
        assertEquals(EAST, a.active());
        assertEquals(epoch, a.epoch());
    }

    private static void staysWhile(Arrangement a, String verdict, String decision, String result, Runnable fault) {
        long epoch = a.epoch();
        double before = probes(a, result);
        int log = a.service.log().length();
        fault.run();
        a.until("judged " + verdict, () -> a.verdict(EAST).equals(verdict));
        a.until("decided", () -> a.decision().equals(decision));
        a.until("counted", () -> probes(a, result) >= before + 3);
        a.until("said", () -> said(a, log, EAST + " is " + verdict));
        a.looks(3);
        assertEquals(EAST, a.active());
        assertEquals(epoch, a.epoch());
    }

    private static boolean said(Arrangement a, int from, String text) {
        return a.service.log().substring(from).contains(text);
    }

    private static double probes(Arrangement a, String result) {
        return a.service.metric(
                "temporal_failover_probes_total", "region=\"" + EAST + "\"", "result=\"" + result + "\"");
    }

    private static double failedLookups(Arrangement a) {
        return a.service.metric("temporal_failover_reads_total", "source=\"dns\"", "result=\"failed\"");
    }
}
