package dev.temporalfailover.observe;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.TARGET;
import static dev.temporalfailover.testkit.Fixtures.THRESHOLDS;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.result;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObservatoryTest {
    private Duration staleAfter = Duration.ofSeconds(15);
    private final Observatory observatory =
            new Observatory(List.of(policy("p", THRESHOLDS)), target -> staleAfter, Voting.ALONE);

    private static JudgedPolicy policy(String name, Thresholds thresholds) {
        return new JudgedPolicy(
                name, List.of(EAST, WEST), thresholds, Set.of(Service.FRONTEND), EAST, Duration.ofDays(1));
    }

    private Verdict east(double at) {
        return observatory.judgeAll(seconds(at)).get("p").verdicts().get(EAST).verdict();
    }

    private boolean sees(Outcome outcome, double at) {
        return observatory.accept(result(outcome, at), seconds(at));
    }

    @Test
    void aChangedVerdictAsksForItsRegionToBeJudgedAtOnce() {
        assertFalse(sees(Outcome.OK, 1));
        assertFalse(sees(Outcome.OK, 2));
        assertTrue(sees(Outcome.OK, 3));
        assertEquals(Verdict.HEALTHY, east(3));
        assertFalse(sees(Outcome.REFUSED, 4));
        assertTrue(sees(Outcome.REFUSED, 5));
        assertEquals(
                Verdict.DOWN,
                observatory
                        .judgeChanged(seconds(5))
                        .get("p")
                        .verdicts()
                        .get(EAST)
                        .verdict());
        assertEquals(
                seconds(4),
                observatory.judgeAll(seconds(6)).get("p").verdicts().get(EAST).failingSince());
    }

    @Test
    void aRegionNobodyCouldAskIsUnknown() {
        assertEquals(
                Verdict.UNKNOWN,
                observatory.judgeAll(seconds(1)).get("p").verdicts().get(WEST).verdict());
    }

    @Test
    void aPauseOfThirtySecondsOfOurOwnIsUnknownNotDown() {
        for (int i = 1; i < 10; i++) {
            sees(Outcome.OK, i);
        }
        assertEquals(Verdict.UNKNOWN, east(40));
        sees(Outcome.STARVED, 40.1);
        assertEquals(Verdict.HEALTHY == east(40.2) || east(40.2) == Verdict.UNKNOWN, true);
        sees(Outcome.DEADLINE, 40.5);
        assertFalse(east(40.6) == Verdict.DOWN);
    }

    /** Nobody looked meanwhile, though the next answer comes before the next judgement. */
    @Test
    void aVerdictHasNotHeldThroughAPauseOfOurOwn() {
        Observatory paused = new Observatory(
                List.of(new JudgedPolicy(
                        "p", List.of(EAST, WEST), THRESHOLDS, Set.of(Service.FRONTEND), EAST, Duration.ofSeconds(10))),
                target -> Duration.ofSeconds(15),
                Voting.ALONE);
        for (int i = 1; i <= 10; i++) {
            paused.accept(result(TARGET, Outcome.OK, 0.001, i), seconds(i));
            paused.judgeAll(seconds(i));
        }
        paused.judgeAll(seconds(20));
        assertEquals(
                seconds(3),
                paused.judgeAll(seconds(20)).get("p").verdicts().get(EAST).since());
        paused.accept(result(TARGET, Outcome.OK, 0.001, 72), seconds(72));
        RegionVerdict after = paused.judgeAll(seconds(72)).get("p").verdicts().get(EAST);
        assertEquals(Verdict.HEALTHY, after.verdict());
        assertEquals(seconds(72), after.since());
    }

    /** A hitch of our own machine must not begin the clock of an escape anew. */
    @Test
    void aShortTimeInWhichItCouldNotBeJudgedIsNoBreak() {
        assertEquals(seconds(3), downAgainAfterAFaultOfOursUntil(14).since());
        assertEquals(
                seconds(27), downAgainAfterAFaultOfOursUntil(26).since(), "nobody knows what was true for so long");
    }

    /** Refused each second from 2 s to 10 s, then our own certificate is bad for a while. */
    private RegionVerdict downAgainAfterAFaultOfOursUntil(int at) {
        Observatory one = new Observatory(List.of(policy("p", THRESHOLDS)), target -> staleAfter, Voting.ALONE);
        for (int i = 2; i <= 10; i++) {
            one.accept(result(Outcome.REFUSED, i), seconds(i));
            one.judgeAll(seconds(i));
        }
        for (int i = 11; i < at; i++) {
            one.accept(result(Outcome.TLS, i), seconds(i));
            one.judgeAll(seconds(i));
        }
        RegionVerdict silent =
                one.judgeAll(seconds(at - 0.5)).get("p").verdicts().get(EAST);
        assertEquals(Verdict.UNKNOWN, silent.verdict());
        one.accept(result(Outcome.REFUSED, at), seconds(at));
        one.accept(result(Outcome.REFUSED, at + 1), seconds(at + 1));
        RegionVerdict after = one.judgeAll(seconds(at + 1)).get("p").verdicts().get(EAST);
        assertEquals(Verdict.DOWN, after.verdict(), after.why());
        return after;
    }

    @Test
    void afterAPauseTheFirstAnswerDoesNotReviveAnOldFailure() {
        for (int i = 1; i < 5; i++) {
            sees(Outcome.REFUSED, i);
        }
        assertEquals(Verdict.DOWN, east(5));
        sees(Outcome.OK, 600);
        assertEquals(Verdict.UNKNOWN, east(600));
    }

    @Test
    void aTargetThatVanishedIsForgotten() {
        for (int i = 1; i < 5; i++) {
            sees(Outcome.REFUSED, i);
        }
        assertEquals(Verdict.DOWN, east(5));
        observatory.retain(Set.of());
        assertEquals(Verdict.UNKNOWN, east(6));
        observatory.retain(Set.of(TARGET));
        assertEquals(Verdict.UNKNOWN, east(7));
    }

    /** 120 ms each: from the home region it is the server, from abroad it is the way. */
    @Test
    void aLatencyDegradesTheOwnRegionAndNoOther() {
        var abroad = new dev.temporalfailover.failover.verdict.Target(
                WEST, Service.FRONTEND, "private", "h:1", TARGET.check());
        for (int i = 1; i <= 60; i++) {
            observatory.accept(result(TARGET, Outcome.OK, 0.12, i), seconds(i));
            observatory.accept(result(abroad, Outcome.OK, 0.12 + i % 12 / 1000.0, i), seconds(i));
        }
        var verdicts = observatory.judgeAll(seconds(60)).get("p").verdicts();
        assertEquals(Verdict.DEGRADED, verdicts.get(EAST).verdict());
        assertEquals(
                Verdict.HEALTHY,
                verdicts.get(WEST).verdict(),
                verdicts.get(WEST).why());
    }

    @Test
    void resultsOfARegionThatNoPolicyNamesAreIgnored() {
        var elsewhere = new dev.temporalfailover.failover.verdict.Target(
                "eu-west-1", Service.FRONTEND, "private", "h:1", TARGET.check());
        assertFalse(observatory.accept(result(elsewhere, Outcome.OK, 0.001, 1), seconds(1)));
    }

    @Test
    void aFullPoolDegradesUntilItsSourceFallsSilent() {
        for (int i = 1; i <= 70; i++) {
            sees(Outcome.OK, i);
            observatory.pool(EAST, "temporal sql main", 95, 100, seconds(i));
        }
        assertEquals(Verdict.DEGRADED, east(70));
        for (int i = 71; i <= 200; i++) {
            sees(Outcome.OK, i);
        }
        assertEquals(Verdict.HEALTHY, east(200));
    }

    private static final Voting VOTING =
            new Voting("a", QuorumPolicy.MAJORITY, Duration.ofMinutes(1), target -> true, target -> true);
    private final Observatory leader =
            new Observatory(List.of(policy("p", THRESHOLDS)), target -> Duration.ofSeconds(15), VOTING);

    private static List<PolicyVote> says(String observer, Verdict verdict, double at) {
        Duration failing = verdict == Verdict.DOWN ? seconds(at) : null;
        return List.of(new PolicyVote("p", new Vote(observer, TARGET, verdict, "", seconds(at), failing, true)));
    }

    private Verdict led(double at) {
        return leader.judgeAll(seconds(at)).get("p").verdicts().get(EAST).verdict();
    }

    private void leads() {
        leader.leads(true);
        leader.accept(result(Outcome.REFUSED, 1), seconds(1));
        leader.accept(result(Outcome.REFUSED, 2), seconds(2));
    }

    @Test
    void aLeaderWithABadNetworkIsOutvotedAndNamed() {
        leads();
        assertEquals(Verdict.DOWN, led(2));
        assertTrue(leader.report("b", true, says("b", Verdict.HEALTHY, 2), List.of(), seconds(2)));
        leader.report("c", true, says("c", Verdict.HEALTHY, 2), List.of(), seconds(2));
        assertEquals(Verdict.HEALTHY, led(2.1));
        assertEquals(
                new Observers(3, List.of(), 0, Map.of(EAST, Set.of("a"), WEST, Set.of()), Map.of()),
                leader.judgeAll(seconds(2.1)).get("p").observers());
        assertEquals(Set.of("a", "b", "c"), leader.observers());
    }

    @Test
    void observersThatFallSilentAreMissedAndLaterForgotten() {
        leads();
        leader.report("b", true, says("b", Verdict.HEALTHY, 2), List.of(), seconds(2));
        leader.report("c", true, says("c", Verdict.HEALTHY, 2), List.of(), seconds(2));
        sees(leader, Outcome.REFUSED, 10);
        assertEquals(Verdict.UNKNOWN, led(10));
        assertEquals(
                List.of("b", "c"),
                leader.judgeAll(seconds(10)).get("p").observers().silent());
        for (double at = 20; at < 63; at += 10) {
            sees(leader, Outcome.REFUSED, at);
        }
        sees(leader, Outcome.REFUSED, 62.5);
        assertEquals(Verdict.DOWN, led(63));
    }

    /** Its exchange goes on when its judge stands still. */
    @Test
    void anObserverWhoseVotesAreNoLongerJudgedIsMissed() {
        leads();
        leader.report("b", true, says("b", Verdict.HEALTHY, 2), List.of(), seconds(2));
        leader.judgedAt("b", seconds(2), seconds(2));
        leader.report("b", false, List.of(), List.of(), seconds(12));
        leader.judgedAt("b", seconds(11), seconds(12));
        assertEquals(
                List.of(), leader.judgeAll(seconds(12)).get("p").observers().silent());
        leader.report("b", false, List.of(), List.of(), seconds(30));
        leader.judgedAt("b", seconds(11), seconds(30));
        assertEquals(
                List.of("b"), leader.judgeAll(seconds(30)).get("p").observers().silent());
    }

    @Test
    void anObserverThatHasNoResultYetIsNotPassedOver() {
        leads();
        leader.report("b", true, List.of(), List.of(), seconds(2));
        assertEquals(Verdict.UNKNOWN, led(2), "one of two is no majority");
        leader.report("b", false, says("b", Verdict.DOWN, 2), List.of(), seconds(2));
        assertEquals(Verdict.DOWN, led(2));
    }

    @Test
    void whoLeavesInGoodOrderIsNotMissed() {
        leads();
        for (String observer : List.of("b", "c")) {
            leader.report(observer, true, says(observer, Verdict.HEALTHY, 2), List.of(), seconds(2));
            assertTrue(leader.left(observer));
        }
        assertEquals(Verdict.DOWN, led(3));
        assertFalse(leader.left("never there"));
    }

    @Test
    void onlyALeaderCountsVotesOfOthersAndALostTermForgetsThem() {
        assertFalse(observatory.report("b", true, says("b", Verdict.DOWN, 1), List.of(), seconds(1)));
        assertEquals(Verdict.UNKNOWN, east(1));
        leads();
        leader.report("b", true, says("b", Verdict.HEALTHY, 2), List.of(), seconds(2));
        leader.leads(false);
        assertEquals(Verdict.DOWN, led(3));
        leader.leads(true);
        assertEquals(Set.of("a"), leader.observers());
    }

    @Test
    void aTargetThatAnObserverLooksAtNoLongerOrAfreshHasNoVoteOfIt() {
        leads();
        leader.report("b", true, says("b", Verdict.HEALTHY, 2), List.of(), seconds(2));
        assertEquals(Verdict.DEGRADED, led(2));
        assertTrue(leader.report("b", false, List.of(), List.of(TARGET), seconds(2)));
        assertEquals(Verdict.DOWN, led(2));
        leader.report("b", false, says("b", Verdict.HEALTHY, 2), List.of(), seconds(2));
        leader.report("b", true, List.of(), List.of(), seconds(2));
        assertEquals(Verdict.UNKNOWN, led(2), "it has begun afresh and has no word yet");
    }

    @Test
    void ourOwnVotesTellVerdictAndSinceWhenItFails() {
        leads();
        Vote vote = leader.votes().get(0).vote();
        assertEquals("a", vote.observer());
        assertEquals(Verdict.DOWN, vote.verdict());
        assertEquals(seconds(1), vote.failingSince());
        assertTrue(vote.counts());
    }

    private static void sees(Observatory by, Outcome outcome, double at) {
        by.accept(result(outcome, at), seconds(at));
    }

    private void healthyUntil(int second) {
        for (int i = 1; i <= second; i++) {
            sees(Outcome.OK, i);
        }
        assertEquals(Verdict.HEALTHY, east(second));
    }

    @Test
    void aTargetThatIsAskedLessOftenMayBeSilentForLonger() {
        healthyUntil(10);
        staleAfter = Duration.ofSeconds(181);
        for (int i = 11; i <= 190; i++) {
            assertEquals(Verdict.HEALTHY, east(i), "at " + i);
        }
        assertEquals(Verdict.UNKNOWN, east(192));
    }

    @Test
    void aSilenceThatIsConfiguredLongerThanThePaceNeedsIsKept() {
        staleAfter = Duration.ofSeconds(5);
        assertEquals(Duration.ofSeconds(15), THRESHOLDS.staleAfter(), "as configured");
        healthyUntil(10);
        assertEquals(Verdict.HEALTHY, east(25));
        assertEquals(Verdict.UNKNOWN, east(25.1));
    }

    @Test
    void aTargetThatIsAskedMoreOftenAgainHasTimeToBeHeardOnce() {
        staleAfter = Duration.ofSeconds(181);
        healthyUntil(10);
        assertEquals(Verdict.HEALTHY, east(60));
        staleAfter = Duration.ofSeconds(16);
        for (int i = 61; i <= 77; i++) {
            assertEquals(Verdict.HEALTHY, east(i), "at " + i);
        }
        assertEquals(Verdict.UNKNOWN, east(78), "silent for as long as is allowed now");
    }

    @Test
    void onceItWasHeardAtItsNewPaceTheShorterSilenceCounts() {
        staleAfter = Duration.ofSeconds(181);
        healthyUntil(10);
        staleAfter = Duration.ofSeconds(16);
        assertEquals(Verdict.HEALTHY, east(60));
        sees(Outcome.OK, 62);
        assertEquals(Verdict.HEALTHY, east(77.9));
        assertEquals(Verdict.UNKNOWN, east(78.1));
    }

    @Test
    void anIntervalThatKeepsShrinkingDoesNotPutOffTheSilenceForEver() {
        staleAfter = Duration.ofSeconds(181);
        healthyUntil(10);
        for (int i = 20; i <= 36; i++) {
            staleAfter = Duration.ofMillis(20_000 - i * 100);
            assertEquals(Verdict.HEALTHY, east(i), "at " + i);
        }
        staleAfter = Duration.ofSeconds(16);
        assertEquals(Verdict.UNKNOWN, east(37));
    }
}
