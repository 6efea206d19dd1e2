package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.http2.FloodingServer;
import dev.temporalfailover.emulator.http2.FloodingServer.Flood;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another place that floods us is left at once and said; the exchange with the others goes on. */
class FloodingPlaceTest {
    /** Beyond the rate: the first second's worth, and what may wait in the sockets of both sides. */
    private static final long TAKEN = 32 << 20;

    @ParameterizedTest
    @EnumSource(Flood.class)
    void aFloodEndsItsConnectionAndNothingElse(Flood flood) throws IOException {
        try (FloodingServer server = new FloodingServer(flood, Sockets.PER_SECOND);
                StandInPlace honest = new StandInPlace();
                Party party = Party.leading(
                        "a-1", "a", peer("b", "127.0.0.1:" + server.port()), peer("c", honest.address()))) {
            Party.await().until(() -> server.ended() >= 2);
            assertTrue(server.excess() < TAKEN, server.excess() + " bytes were taken beyond the rate");
            honest.awaitWatcher(1);
            assertTrue(party.log.stream().anyMatch(line -> line.startsWith("cannot watch b")), party.log.toString());
            assertEquals(0, party.counts.open.getOrDefault(ExchangeMeters.Stream.PEER, 0));
        }
    }

    private static ExchangeSettings.Peer peer(String place, String endpoint) {
        return new ExchangeSettings.Peer(place, List.of(endpoint));
    }
}
