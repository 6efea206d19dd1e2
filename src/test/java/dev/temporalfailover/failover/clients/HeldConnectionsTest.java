package dev.temporalfailover.failover.clients;

import static dev.temporalfailover.failover.clients.HeldConnections.LOOKS;
import static dev.temporalfailover.failover.clients.HeldConnections.SETTLED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.clients.HeldConnections.ConnectionCount;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a region holds without traffic is learnt before it takes traffic, and from nothing else. */
class HeldConnectionsTest {
    private HeldConnections held = HeldConnections.NONE;
    private long second;

    private void look(long connections, boolean carries, Duration sinceMove) {
        held = held.look(
                Optional.of(new ConnectionCount(connections, Duration.ofSeconds(++second))), carries, sinceMove);
    }

    @Test
    void theMostOfTheLastLooksWithoutTrafficIsKeptWhenItTakesTheTraffic() {
        look(99, false, SETTLED);
        for (int i = 0; i < LOOKS; i++) {
            look(10 + i % 3, false, SETTLED);
        }
        assertEquals(OptionalLong.empty(), held.before());
        look(40, true, Duration.ZERO);
        look(300, true, SETTLED);
        assertEquals(OptionalLong.of(12), held.before());
        look(250, false, Duration.ofSeconds(5));
        assertEquals(OptionalLong.of(12), held.before());
        assertEquals(250, held.latest().orElseThrow().connections());
    }

    @Test
    void clientsThatHadNoTimeToLeaveAreNotTakenForItsOwn() {
        look(10, false, SETTLED);
        look(300, true, SETTLED);
        look(200, false, SETTLED.minusSeconds(1));
        look(300, true, Duration.ZERO);
        assertEquals(OptionalLong.of(10), held.before(), "the time before, since this one was too short");
    }

    @Test
    void oneFigureCountsOnceHoweverOftenItIsLookedAt() {
        Optional<ConnectionCount> same = Optional.of(new ConnectionCount(10, Duration.ofSeconds(1)));
        for (int i = 0; i < 5; i++) {
            held = held.look(same, false, SETTLED);
        }
        assertEquals(List.of(10L), held.without());
    }

    @Test
    void withoutTheRecordNobodyKnowsWhoseConnectionsTheyAre() {
        held = held.unjudged(Optional.of(new ConnectionCount(10, Duration.ofSeconds(1))));
        assertEquals(List.of(), held.without());
        assertEquals(10, held.latest().orElseThrow().connections());
        held = held.look(Optional.empty(), true, SETTLED);
        assertEquals(OptionalLong.empty(), held.before());
    }
}
