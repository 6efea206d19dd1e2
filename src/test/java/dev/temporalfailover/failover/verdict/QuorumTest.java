package dev.temporalfailover.failover.verdict;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.temporalfailover.failover.verdict.Quorum.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
    private static final Target TARGET = new Target(EAST, Service.FRONTEND, "private", "a:7233", Check.SYSTEM_INFO);
    private static final double NOW = 100;

    private final List<Heard> votes = new ArrayList<>();

    private void vote(Verdict verdict, boolean counts, double heardAgo, Duration failingSince) {
        String name = "node-" + votes.size();
        Vote vote = new Vote(name, TARGET, verdict, verdict + " why", seconds(NOW - 1), failingSince, counts);
        votes.add(new Heard(vote, seconds(NOW - heardAgo)));
    }

    private void vote(Verdict verdict) {
        vote(verdict, true, 1, verdict == Verdict.DOWN ? seconds(90) : null);
    }

    private Quorum.QuorumResult judge(QuorumPolicy policy) {
        return Quorum.judge(TARGET, votes, policy, seconds(NOW));
    }

    private Verdict verdict() {
        return judge(QuorumPolicy.MAJORITY).judged().verdict().verdict();
    }

    @ParameterizedTest
    @CsvSource({
        "D, DOWN",
        "H, HEALTHY",
        "DH, DEGRADED",
        "DD, DOWN",
        "DDH, DOWN",
        "DHH, HEALTHY",
        "DDHH, DEGRADED",
        "DDDHH, DOWN",
        "DDHHH, HEALTHY",
        "UUD, UNKNOWN",
        "UUH, DEGRADED",
        "DUG, DEGRADED",
        "GGH, DEGRADED",
        "U, UNKNOWN"
    })
    void aMajorityOfThoseThatAreHeardDecides(String said, Verdict expected) {
        for (char c : said.toCharArray()) {
            vote(
                    switch (c) {
                        case 'D' -> Verdict.DOWN;
                        case 'H' -> Verdict.HEALTHY;
                        case 'G' -> Verdict.DEGRADED;
                        default -> Verdict.UNKNOWN;
                    });
        }
        assertEquals(expected, verdict());
    }

    @Test
    void nobodyKnowsNothing() {
        assertEquals(Verdict.UNKNOWN, verdict());
    }

    @Test
    void oneBadNodeIsOutvotedAndNamed() {
        vote(Verdict.DOWN);
        vote(Verdict.HEALTHY);
        vote(Verdict.HEALTHY);
        assertEquals(List.of("node-0"), judge(QuorumPolicy.MAJORITY).outvoted());
        assertEquals(Verdict.HEALTHY, verdict());
    }

    @Test
    void aNodeThatStillSeesADeadTargetAliveIsNamedToo() {
        vote(Verdict.DOWN);
        vote(Verdict.DOWN);
        vote(Verdict.HEALTHY);
        assertEquals(List.of("node-2"), judge(QuorumPolicy.MAJORITY).outvoted());
    }

    @Test
    void whoHearsOnlyHalfOfItsObserversKnowsNothing() {
        vote(Verdict.DOWN);
        vote(Verdict.DOWN);
        vote(Verdict.HEALTHY, true, 7, null);
        vote(Verdict.HEALTHY, true, 7, null);
        assertEquals(Verdict.UNKNOWN, verdict());
        assertEquals(
                "2 of 4 observers heard, needs 3",
                judge(QuorumPolicy.MAJORITY).judged().verdict().why());
        vote(Verdict.DOWN);
        assertEquals(Verdict.DOWN, verdict());
    }

    @Test
    void fewerThanTheMinimumDecideNothing() {
        vote(Verdict.DOWN);
        vote(Verdict.DOWN);
        QuorumPolicy three = new QuorumPolicy(0.5, 3, seconds(6));
        assertEquals(Verdict.UNKNOWN, judge(three).judged().verdict().verdict());
        vote(Verdict.DOWN);
        assertEquals(Verdict.DOWN, judge(three).judged().verdict().verdict());
    }

    @Test
    void alargerShareThanAHalfCanBeRequired() {
        QuorumPolicy most = new QuorumPolicy(0.7, 1, seconds(6));
        for (int i = 0; i < 7; i++) {
            vote(Verdict.DOWN);
        }
        for (int i = 0; i < 3; i++) {
            vote(Verdict.HEALTHY);
        }
        assertEquals(Verdict.DEGRADED, judge(most).judged().verdict().verdict());
        vote(Verdict.DOWN);
        assertEquals(Verdict.DOWN, judge(most).judged().verdict().verdict());
    }

    @Test
    void aSlowLookDecidesNothingAndAccusesOnlyItsOwnNode() {
        vote(Verdict.HEALTHY);
        vote(Verdict.DOWN, false, 1, seconds(90));
        vote(Verdict.DOWN, false, 1, seconds(90));
        assertEquals(Verdict.HEALTHY, verdict());
        assertEquals(List.of("node-1", "node-2"), judge(QuorumPolicy.MAJORITY).outvoted());
        votes.clear();
        vote(Verdict.DOWN);
        vote(Verdict.HEALTHY, false, 1, null);
        assertEquals(Verdict.DOWN, verdict());
        assertEquals(List.of(), judge(QuorumPolicy.MAJORITY).outvoted());
    }

    @Test
    void itFailsOnlyWhileAQuorumFailsNow() {
        vote(Verdict.DOWN, true, 1, seconds(92));
        vote(Verdict.DOWN, true, 1, seconds(91));
        vote(Verdict.DOWN, true, 1, null);
        assertEquals(seconds(91), judge(QuorumPolicy.MAJORITY).judged().failingSince());
        votes.remove(0);
        assertNull(judge(QuorumPolicy.MAJORITY).judged().failingSince());
    }

    @Test
    void theReasonCountsTheVotesAndQuotesOne() {
        vote(Verdict.DOWN);
        assertEquals("DOWN why", judge(QuorumPolicy.MAJORITY).judged().verdict().why());
        vote(Verdict.DOWN);
        vote(Verdict.HEALTHY);
        assertEquals(
                "1 HEALTHY, 2 DOWN of 3 observers: DOWN why",
                judge(QuorumPolicy.MAJORITY).judged().verdict().why());
    }
}
