package dev.temporalfailover.failover.clients;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.clients.HeldConnections.ConnectionCount;
import dev.temporalfailover.failover.situation.EpochRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is told of the clients on the side that was left, and what is not claimed. */
class ConnectionReportTest {
    private static final double MOVED = 10_000;
    private static final List<String> BOTH = List.of(EAST, WEST);

    /** Traffic went from east to west. */
    private static EpochRecord record(String reason) {
        return new EpochRecord(
                8, WEST, POLICY.weightsFor(WEST), "w", reason, at(MOVED).wall(), List.of());
    }

    private static final Optional<EpochRecord> MOVE = Optional.of(record("region_down"));

    private static HeldConnections held(long connections, double read, OptionalLong before) {
        return new HeldConnections(
                Optional.of(new ConnectionCount(connections, seconds(read))), true, List.of(), before);
    }

    private static List<String> notes(HeldConnections east, double now) {
        return ConnectionReport.of(BOTH, MOVE, Map.of(EAST, east), at(now)).notes();
    }

    @Test
    void moreThanItHeldWithoutTrafficIsToldWithWhatEndsIt() {
        List<String> notes = notes(held(37, MOVED + 235, OptionalLong.of(12)), MOVED + 240);
        assertEquals(1, notes.size());
        assertTrue(
                notes.get(0)
                        .startsWith("us-east-1 still holds 37 connections to its Temporal frontends, 4 min after the"
                                + " last change of traffic (at most 12 before it last took the traffic)."),
                notes.get(0));
        assertTrue(notes.get(0).contains("frontend.keepAliveMaxConnectionAge"), notes.get(0));
        assertTrue(notes.get(0).endsWith("do not wait for 0"), notes.get(0));
    }

    @Test
    void noMoreThanItHoldsWithoutTrafficIsNothingToSay() {
        assertEquals(List.of(), notes(held(12, MOVED + 235, OptionalLong.of(12)), MOVED + 240));
        assertEquals(
                1,
                notes(held(13, MOVED + 99_995, OptionalLong.of(12)), MOVED + 100_000)
                        .size(),
                "however late");
    }

    @Test
    void whatItHoldsWithoutTrafficIsNotInvented() {
        HeldConnections east = held(37, MOVED + 235, OptionalLong.empty());
        assertTrue(notes(east, MOVED + 240).get(0).contains("(how many it holds without traffic was not seen)"));
        assertEquals(List.of(), notes(held(37, MOVED + 3_700, OptionalLong.empty()), MOVED + 3_700));
        assertEquals(List.of(), notes(held(0, MOVED + 235, OptionalLong.empty()), MOVED + 240));
    }

    @Test
    void aFigureThatIsNotKnownHereIsSaidToBeUnknown() {
        assertEquals(
                List.of(
                        "how many client connections us-east-1 still holds, 4 min after the last change of traffic, is not"
                                + " known here: this instance reads no pool source of that region, and its leader tells none"),
                notes(HeldConnections.NONE, MOVED + 240));
        assertEquals(
                List.of("how many client connections us-east-1 still holds, 10 min after the last change of traffic, is"
                        + " not known here: they were last read 9 min ago, 37"),
                notes(held(37, MOVED + 60, OptionalLong.of(12)), MOVED + 600));
        assertEquals(List.of(), notes(HeldConnections.NONE, MOVED + 3_601));
    }

    @Test
    void withoutAMoveThereAreFiguresAlone() {
        Map<String, HeldConnections> held =
                Map.of(EAST, held(37, MOVED, OptionalLong.of(12)), WEST, held(212, MOVED + 1, OptionalLong.empty()));
        for (Optional<EpochRecord> none :
                List.of(Optional.<EpochRecord>empty(), Optional.of(record(EpochRecord.ADOPTED)))) {
            ConnectionReport report = ConnectionReport.of(BOTH, none, held, at(MOVED + 2));
            assertEquals(List.of(), report.notes());
            assertEquals(
                    List.of(EAST, WEST),
                    report.regions().stream().map(one -> one.region()).toList());
            assertEquals(37, report.regions().get(0).connections());
            assertEquals(seconds(MOVED + 1), report.regions().get(1).at());
        }
        assertEquals(ConnectionReport.NONE, ConnectionReport.of(BOTH, Optional.empty(), Map.of(), at(MOVED)));
    }

    /** Half way through a failback in steps both sides carry traffic. */
    @Test
    void aRegionWithAShareOfTheTrafficWasNotLeft() {
        EpochRecord step = new EpochRecord(
                9, WEST, Map.of(WEST, 50, EAST, 50), "w", "failback", at(MOVED).wall(), List.of());
        assertEquals(
                List.of(),
                ConnectionReport.of(
                                BOTH, Optional.of(step), Map.of(EAST, held(37, MOVED, OptionalLong.of(1))), at(MOVED))
                        .notes());
    }

    @Test
    void ofThreeRegionsOneThatNeverCarriedTrafficWasNotLeft() {
        HeldConnections third = new HeldConnections(
                Optional.of(new ConnectionCount(9, seconds(MOVED))), false, List.of(), OptionalLong.empty());
        List<String> notes = ConnectionReport.of(
                        List.of(EAST, WEST, "eu-west-1"),
                        MOVE,
                        Map.of(EAST, held(37, MOVED, OptionalLong.empty()), "eu-west-1", third),
                        at(MOVED + 5))
                .notes();
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.get(0).startsWith(EAST), notes.toString());
    }

    @Test
    void aWritersClockThatIsAheadMakesNoNegativeTime() {
        assertTrue(
                notes(held(37, MOVED - 5, OptionalLong.of(1)), MOVED - 4).get(0).contains(", 0 ms after"));
    }
}
