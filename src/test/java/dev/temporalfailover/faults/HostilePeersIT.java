package dev.temporalfailover.faults;

import static dev.temporalfailover.faults.Arrangement.EAST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.http2.FloodingServer;
import dev.temporalfailover.emulator.http2.FloodingServer.Flood;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Peers that mean it. During each attack the process lives in its shipped heap, the other region is judged, an operator's hold is
 * accepted, and nothing moves.
 */
@ExtendWith(Shared.class)
class HostilePeersIT {
    private static final Duration HOLD_WITHIN = Duration.ofSeconds(60);

    private interface Attack {
        void wage() throws Exception;
    }

    private static void withstands(Arrangement a, String what, Attack attack) throws Exception {
        long epoch = a.epoch();
        int log = a.service.log().length();
        attack.wage();
        Instant asked = Instant.now();
        a.act("hold", "{\"owner\":\"ann\",\"reason\":\"" + what + "\",\"duration\":\"10m\"}");
        Duration took = Duration.between(asked, Instant.now());
        assertTrue(took.compareTo(HOLD_WITHIN) < 0, what + ": a hold took " + took);
        assertEquals(200, a.service.get("/health/regions/" + EAST).status(), what);
        a.looks(3);
        assertEquals("HEALTHY", a.verdict(EAST), what);
        a.act("release", "{\"by\":\"ann\"}");
        assertEquals(EAST, a.active(), what);
        assertEquals(epoch, a.epoch(), what);
        assertFalse(a.service.ended(), what);
        assertFalse(a.service.log().substring(log).contains("OutOfMemory"), what);
    }

    @Test
    void aTemporalThatFloodsItsConnections(Arrangement a) throws Exception {
        for (Flood flood : Flood.values()) {
            try (FloodingServer server = new FloodingServer(flood, 1 << 20)) {
                withstands(a, flood.name(), () -> {
                    a.west.leadTo(server.port());
                    a.until(flood + " was met", () -> server.ended() >= 2);
                });
            } finally {
                a.west.well();
            }
            a.until("us-west-2 is judged well again", () -> a.verdict("us-west-2")
                    .equals("HEALTHY"));
        }
    }
}
