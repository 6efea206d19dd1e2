package dev.temporalfailover.failover.clients;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.temporalfailover.failover.clients.HeldConnections.ConnectionCount;
import dev.temporalfailover.failover.clients.OldConnections.Left;
import dev.temporalfailover.failover.clients.OldConnections.LeftBy;
import dev.temporalfailover.failover.situation.Claim;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the last stage of a move has ended: the move was at 1,000 s, clients may stay 370 s and two minutes. */
class OldConnectionsTest {
    private static final Duration STAYS = Duration.ofSeconds(370);
    private static final double MOVED = 1_000;

    private static LeftBy move(Claim claim, boolean down) {
        return new LeftBy(EAST, claim, Duration.ZERO, down);
    }

    private static OldConnections begun() {
        return OldConnections.begin(move(Claim.of(8), false), STAYS, at(MOVED));
    }

    private static HeldConnections held(Long count, double read, Long before) {
        return new HeldConnections(
                Optional.ofNullable(count).map(n -> new ConnectionCount(n, seconds(read))),
                true,
                List.of(),
                before == null ? OptionalLong.empty() : OptionalLong.of(before));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", textBlock = """
            #what                                         now,  count, read, before, down,  state
            clients are left,                             1060, 150,   1055, 12,     false, OPEN
            those of probes alone are left,               1060, 12,    1055, 12,     false, GONE
            what probes hold was not seen,                1060, 12,    1055, -,      false, OPEN
            nothing is held at all,                       1060, 0,     1055, -,      false, GONE
            they stay as long as they may,                1490, 13,    1485, 12,     false, OPEN
            they stay longer,                             1491, 13,    1485, 12,     false, OVERDUE
            who stays longer is not known,                1491, 13,    1485, -,      false, UNCLEAR
            the figure is from before the move,           1005, 5,     999,  12,     false, OPEN
            nobody has told yet,                          1120, -,     0,    12,     false, OPEN
            nobody tells,                                 1121, -,     0,    12,     false, NOT_TOLD
            nobody tells any more,                        1300, 150,   1179, 12,     false, NOT_TOLD
            the region is down,                           1001, -,     0,    12,     true,  NOT_TOLD
            it is down and its frontends tell,            1060, 150,   1055, 12,     true,  OPEN
            it is down and its frontends hold nothing,    1060, 0,     1055, -,      true,  GONE
            """)
    void state(String what, double now, Long count, double read, Long before, boolean down, Left state) {
        OldConnections found = begun().look(move(Claim.of(8), down), held(count, read, before), at(now));
        assertEquals(state, found.left());
        assertEquals(
                state == Left.GONE ? Optional.of(seconds(now - MOVED)) : Optional.empty(),
                found.took(),
                "only an end that was seen is measured");
    }

    @Test
    void whatIsToldLateIsStillHeldAgainstTheMove() {
        OldConnections silent = begun().look(move(Claim.of(8), true), held(null, 0, 12L), at(2_000));
        assertEquals(Left.NOT_TOLD, silent.left());
        OldConnections back = silent.look(move(Claim.of(8), false), held(40L, 2_100, 12L), at(2_101));
        assertEquals(Left.OVERDUE, back.left());
        OldConnections gone = back.look(move(Claim.of(8), false), held(11L, 2_200, 12L), at(2_201));
        assertEquals(Optional.of(seconds(1_201)), gone.took());
        assertEquals(
                gone,
                gone.look(move(Claim.of(8), false), held(99L, 2_300, 12L), at(2_301)),
                "who comes later is none of the move's clients");
    }

    @Test
    void theRecordThatFollowsATakeoverIsTheSameMove() {
        Claim takeover = Claim.takeover(8, "us-west-2");
        OldConnections taken = OldConnections.begin(move(takeover, true), STAYS, at(MOVED))
                .look(move(takeover, true), held(null, 0, 12L), at(MOVED + 1));
        assertEquals(takeover, taken.claim());
        OldConnections recorded = taken.look(move(Claim.of(9), false), held(40L, 1_300, 12L), at(1_301));
        assertEquals(Claim.of(9), recorded.claim());
        assertEquals(seconds(MOVED), recorded.began());
        assertEquals(
                Claim.of(9),
                recorded.look(move(Claim.of(10), false), held(40L, 1_400, 12L), at(1_401))
                        .claim(),
                "a later record that gives it no traffic either is no move of its clients");
    }

    @Test
    void linesForAPerson() {
        OldConnections open = begun().look(move(Claim.of(8), false), held(150L, 1_055, 12L), at(1_060));
        assertEquals(
                "old connections: 150 still at us-east-1 (at most 12 without traffic), 60 s after the move; clients may"
                        + " stay up to 6 min 10 s: not finished",
                open.text(at(1_060)));
        OldConnections late = open.look(move(Claim.of(8), false), held(13L, 1_599, 12L), at(1_600));
        assertEquals(
                "old connections: 13 still at us-east-1 (at most 12 without traffic), 10 min after the move, clients may"
                        + " stay up to 6 min 10 s: overdue, not finished",
                late.text(at(1_600)));
        OldConnections gone = late.look(move(Claim.of(8), false), held(12L, 1_659, 12L), at(1_660));
        assertEquals(
                "old connections: no client is left at us-east-1, finished 11 min after the move",
                gone.text(at(9_000)));
        OldConnections unclear = begun().look(move(Claim.of(8), false), held(13L, 1_599, null), at(1_600));
        assertEquals(
                "old connections: 13 still at us-east-1 (how many it holds without traffic was not seen), 10 min after the"
                        + " move, whether clients are among them is not known",
                unclear.text(at(1_600)));
        OldConnections silent = begun().look(move(Claim.of(8), true), held(null, 0, 12L), at(1_600));
        assertEquals(
                "old connections: not told: nobody tells what us-east-1 holds, 10 min after the move",
                silent.text(at(1_600)));
        assertFalse(silent.unfinished());
    }
}
