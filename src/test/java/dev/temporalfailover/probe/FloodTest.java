package dev.temporalfailover.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.http2.FloodingServer;
import dev.temporalfailover.emulator.http2.FloodingServer.Flood;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that floods us is left at once: it fails, little of it is taken, and the others are probed as before. */
class FloodTest {
    /** Beyond the rate: the first second's worth, and what may wait in the sockets of both sides. */
    private static final long TAKEN = 12 << 20;

    @ParameterizedTest
    @EnumSource(Flood.class)
    void aFloodEndsItsConnectionAndNothingElse(Flood flood) throws IOException {
        try (FloodingServer server = new FloodingServer(flood, Link.PER_SECOND);
                FakeTemporal honest = new FakeTemporal();
                Probing probing = Probing.of(target(server.port()), target(honest.port()))) {
            // Where this machine stood still meanwhile, a result says nothing of the server.
            ProbeResult result = probing.next(
                    r -> r.target().address().endsWith(":" + server.port()) && r.outcome() != Outcome.STARVED);
            assertEquals(Outcome.Meaning.FAILED, result.outcome().meaning(), result.toString());
            await().atMost(Duration.ofSeconds(20)).until(() -> server.ended() >= 2);
            assertTrue(server.excess() < TAKEN, server.excess() + " bytes were taken beyond the rate");
            probing.next(r -> r.outcome() == Outcome.OK);
        }
    }

    private static Endpoint target(int port) {
        return Probing.spec("127.0.0.1", port, Check.SYSTEM_INFO).endpoint();
    }
}
