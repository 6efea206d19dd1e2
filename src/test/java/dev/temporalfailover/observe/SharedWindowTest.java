package dev.temporalfailover.observe;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.TARGET;
import static dev.temporalfailover.testkit.Fixtures.THRESHOLDS;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.result;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Limit;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.testkit.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Policies share one window for each target and judge it by thresholds of their own. */
class SharedWindowTest {
    private static final JudgedPolicy QUICK = policy("quick", thresholds(2, 3, Duration.ofSeconds(20)), EAST, WEST);
    private static final JudgedPolicy SLOW = policy("slow", thresholds(5, 8, Duration.ofMinutes(1)), EAST, WEST);

    private final List<Target> asked = new ArrayList<>();
    private final Observatory both = observatory(QUICK, SLOW);

    private static Thresholds thresholds(int failAfter, int recoverAfter, Duration over) {
        Limit errors = new Limit(1.1, 1, over);
        return new Thresholds(
                failAfter,
                recoverAfter,
                errors,
                new Limit(0.1, 0.05, over),
                THRESHOLDS.latency(),
                0.99,
                THRESHOLDS.poolUtilization(),
                THRESHOLDS.connections(),
                THRESHOLDS.staleAfter());
    }

    private static JudgedPolicy policy(String name, Thresholds thresholds, String... regions) {
        return new JudgedPolicy(name, List.of(regions), thresholds, Set.of(Service.FRONTEND), EAST, Duration.ofDays(1));
    }

    private Observatory observatory(JudgedPolicy... policies) {
        return new Observatory(
                List.of(policies),
                target -> {
                    asked.add(target);
                    return Duration.ofSeconds(15);
                },
                Voting.ALONE);
    }

    private static Verdict east(Map<String, Judgement> judged, String policy) {
        return judged.get(policy).verdicts().get(EAST).verdict();
    }

    @Test
    void twoPoliciesJudgeOneWindowByTheirOwnThresholds() {
        for (int i = 1; i <= 8; i++) {
            both.accept(result(Outcome.OK, i), seconds(i));
        }
        assertEquals(Verdict.HEALTHY, east(both.judgeAll(seconds(8)), "quick"));
        both.accept(result(Outcome.REFUSED, 9), seconds(9));
        assertTrue(both.accept(result(Outcome.REFUSED, 10), seconds(10)));
        Map<String, Judgement> changed = both.judgeChanged(seconds(10));
        assertEquals(Set.of("quick"), changed.keySet(), "only the policy whose verdict changed is judged");
        assertEquals(Verdict.DOWN, east(changed, "quick"));
        assertEquals(Verdict.HEALTHY, east(both.judgeAll(seconds(10)), "slow"));
        for (int i = 11; i <= 13; i++) {
            both.accept(result(Outcome.REFUSED, i), seconds(i));
        }
        assertEquals(Verdict.DOWN, east(both.judgeAll(seconds(13)), "slow"));
    }

    @Test
    void eachPolicyHasItsOwnVoteOnATarget() {
        both.accept(result(Outcome.REFUSED, 1), seconds(1));
        both.accept(result(Outcome.REFUSED, 2), seconds(2));
        Map<String, Verdict> votes = new HashMap<>();
        both.votes().forEach(one -> votes.put(one.policy(), one.vote().verdict()));
        assertEquals(Map.of("quick", Verdict.DOWN, "slow", Verdict.UNKNOWN), votes);
    }

    @Test
    void aTargetHasOneWindowHoweverManyPoliciesJudgeIt() {
        both.accept(result(Outcome.OK, 1), seconds(1));
        both.judgeAll(seconds(1));
        assertEquals(List.of(TARGET, TARGET), asked, "once for the new window, once in the tick");
    }

    @Test
    void aPolicyJudgesTheRegionsThatItNamesAndNoOthers() {
        Observatory two = observatory(QUICK, policy("west", THRESHOLDS, WEST));
        two.accept(result(Outcome.REFUSED, 1), seconds(1));
        two.accept(result(Outcome.REFUSED, 2), seconds(2));
        assertEquals(Set.of("quick"), two.judgeChanged(seconds(2)).keySet());
        assertEquals(
                Set.of(WEST), two.judgeAll(seconds(2)).get("west").verdicts().keySet());
        assertEquals(1, two.votes().size());
    }

    /** Any results, pauses and silences: two policies together are judged as each would be alone. */
    @Test
    void togetherTheyAreJudgedAsEachWouldBeAlone() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Map<String, Observatory> alone = Map.of("quick", observatory(QUICK), "slow", observatory(SLOW));
            Observatory together =
                    new Observatory(List.of(QUICK, SLOW), target -> Duration.ofSeconds(15), Voting.ALONE);
            double now = 0;
            for (int step = 0; step < 150; step++) {
                now += random.nextInt(20) == 0 ? random.nextInt(40) : random.nextDouble();
                Duration at = seconds(now);
                if (random.nextInt(5) == 0) {
                    Map<String, Judgement> judged = together.judgeAll(at);
                    alone.forEach((policy, one) -> assertEquals(one.judgeAll(at).get(policy), judged.get(policy)));
                } else {
                    ProbeResult result = any(random, now);
                    together.accept(result, at);
                    alone.values().forEach(one -> one.accept(result, at));
                    Map<String, Judgement> judged = together.judgeChanged(at);
                    alone.forEach(
                            (policy, one) -> assertEquals(one.judgeChanged(at).get(policy), judged.get(policy)));
                }
            }
            Map<String, List<?>> votes = new HashMap<>();
            alone.forEach((policy, one) -> votes.put(policy, one.votes()));
            votes.forEach((policy, own) -> assertEquals(
                    own,
                    together.votes().stream()
                            .filter(vote -> vote.policy().equals(policy))
                            .toList()));
        }
    }

    private static ProbeResult any(Random random, double now) {
        Target target = Fixtures.target(
                random.nextBoolean() ? EAST : WEST,
                Service.FRONTEND,
                random.nextBoolean() ? "private" : "public",
                Check.SYSTEM_INFO);
        Outcome outcome =
                random.nextInt(3) > 0 ? Outcome.OK : Outcome.values()[random.nextInt(Outcome.values().length)];
        return result(target, outcome, random.nextDouble() / 5, now);
    }
}
