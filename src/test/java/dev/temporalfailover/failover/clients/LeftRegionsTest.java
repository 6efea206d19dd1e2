package dev.temporalfailover.failover.clients;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.clients.HeldConnections.ConnectionCount;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From which move on a region is followed, and until when. West reads. */
class LeftRegionsTest {
    private static final List<String> BOTH = List.of(EAST, WEST);
    private static final double MOVED = 10_000;

    private static EpochRecord record(long epoch, Map<String, Integer> weights, String active, String reason) {
        return new EpochRecord(epoch, active, weights, "w", reason, at(MOVED).wall(), List.of());
    }

    private static EpochRecord to(String active, long epoch) {
        return record(epoch, POLICY.weightsFor(active), active, "requested");
    }

    private static Map<String, OldConnections> look(
            Map<String, OldConnections> last,
            List<String> policy,
            EpochRecord record,
            Optional<Takeover> takeover,
            Map<String, HeldConnections> held,
            double now) {
        return new LeftRegions(WEST, record, takeover, region -> false, Duration.ofSeconds(370))
                .look(last, policy, held, at(now));
    }

    private static Map<String, OldConnections> look(Map<String, OldConnections> last, EpochRecord record, double now) {
        return look(last, BOTH, record, Optional.empty(), Map.of(), now);
    }

    @Test
    void aRegionIsFollowedFromTheMoveUntilItCarriesTrafficAgain() {
        Map<String, OldConnections> left = look(Map.of(), to(WEST, 8), MOVED + 5);
        assertEquals(Set.of(EAST), left.keySet());
        assertEquals(Claim.of(8), left.get(EAST).claim());
        assertEquals(seconds(MOVED), left.get(EAST).began());
        EpochRecord step = record(9, Map.of(EAST, 10, WEST, 90), WEST, "failback");
        assertEquals(Map.of(), look(left, step, MOVED + 60));
    }

    @Test
    void whatMovedNothingOrLongAgoIsNotFollowed() {
        assertEquals(
                Map.of(), look(Map.of(), record(1, POLICY.weightsFor(WEST), WEST, EpochRecord.ADOPTED), MOVED + 5));
        assertEquals(Map.of(), look(Map.of(), to(WEST, 8), MOVED + 3_601));
        Map<String, OldConnections> early = look(Map.of(), to(WEST, 8), MOVED + 5);
        assertEquals(1, look(early, to(WEST, 8), MOVED + 3_601).size(), "what is followed stays");
    }

    @Test
    void ofThreeRegionsOneThatNeverCarriedTrafficWasNotLeft() {
        HeldConnections carried = new HeldConnections(
                Optional.of(new ConnectionCount(9, seconds(MOVED + 1))), true, List.of(), OptionalLong.empty());
        assertEquals(
                List.of(EAST),
                List.copyOf(look(
                                Map.of(),
                                List.of(EAST, WEST, "eu-west-1"),
                                to(WEST, 8),
                                Optional.empty(),
                                Map.of(EAST, carried),
                                MOVED + 5)
                        .keySet()));
    }

    @Test
    void aTakeoverLeavesTheRegionThatTheRecordStillSays() {
        Optional<Takeover> over =
                Optional.of(new Takeover(EAST, 7, at(MOVED - 60).wall()));
        Map<String, OldConnections> left = look(Map.of(), BOTH, to(EAST, 7), over, Map.of(), MOVED);
        assertEquals(List.of(EAST), List.copyOf(left.keySet()), "and not this region, which the record gives nothing");
        assertEquals(Claim.takeover(7, WEST), left.get(EAST).claim());
        assertEquals(seconds(MOVED - 60), left.get(EAST).began());
        Map<String, OldConnections> recorded = look(left, BOTH, to(WEST, 8), over, Map.of(), MOVED + 30);
        assertEquals(Claim.of(8), recorded.get(EAST).claim());
        assertEquals(seconds(MOVED - 60), recorded.get(EAST).began());
        assertTrue(recorded.get(EAST).unfinished());
    }
}
