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

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.ProbeTimes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Instances of one region whose configurations are not the same. */
class SkewTest {
    private static final Target EDGE = new Target(EAST, Service.FRONTEND, "edge", "edge:443", Check.SYSTEM_INFO);
    private static final Target POD = new Target(EAST, Service.HISTORY, "private", "10.0.0.7:7234", Check.SYSTEM_INFO);

    private final Observatory leader = new Observatory(
            List.of(new JudgedPolicy(
                    "p", List.of(EAST, WEST), THRESHOLDS, Set.of(Service.FRONTEND), EAST, Duration.ofSeconds(10))),
            target -> Duration.ofSeconds(15),
            new Voting(
                    "a",
                    QuorumPolicy.MAJORITY,
                    Duration.ofMinutes(1),
                    target -> true,
                    Set.of(TARGET, EDGE, POD)::contains));

    private void leads(Outcome outcome, double at, Target... targets) {
        leader.leads(true);
        for (Target target : targets) {
            for (int i = 2; i >= 0; i--) {
                leader.accept(result(target, outcome, 0.003, at - i), seconds(at - i));
            }
        }
    }

    private static PolicyVote vote(String policy, String observer, Target target, Verdict verdict, double at) {
        Duration failing = verdict == Verdict.DOWN ? seconds(at) : null;
        return new PolicyVote(policy, new Vote(observer, target, verdict, "", seconds(at), failing, true));
    }

    private void report(String observer, boolean afresh, double at, PolicyVote... votes) {
        leader.report(observer, afresh, List.of(votes), List.of(), seconds(at));
    }

    private Verdict east(double at) {
        return leader.judgeAll(seconds(at)).get("p").verdicts().get(EAST).verdict();
    }

    private Map<String, List<String>> skewed(double at) {
        return leader.judgeAll(seconds(at)).get("p").observers().skewed();
    }

    @Test
    void whatOneObserverReportsBesideTheLeadersConfigurationDoesNotCount() {
        leads(Outcome.REFUSED, 3, TARGET);
        Target unknown = new Target(EAST, Service.FRONTEND, "other", "x:1", Check.SYSTEM_INFO);
        Stream.of("b", "c").forEach(o -> report(o, true, 3, vote("p", o, TARGET, Verdict.DOWN, 3)));
        assertEquals(Verdict.DOWN, east(3));
        for (Verdict verdict : Verdict.values()) {
            report("b", false, 3, vote("p", "b", unknown, verdict, 3), vote("q", "b", TARGET, verdict, 3));
            assertEquals(Verdict.DOWN, east(3), verdict::toString);
        }
        assertEquals(Map.of("b", List.of(unknown.toString(), "policy q")), skewed(3));
        leader.report("b", false, List.of(), List.of(unknown), seconds(3));
        assertEquals(Map.of("b", List.of("policy q")), skewed(3));
        report("b", true, 3, vote("p", "b", TARGET, Verdict.DOWN, 3));
        assertEquals(Map.of(), skewed(3));
    }

    @Test
    void aTargetThatOnlyTheLeaderLooksAtIsLeftOutAndNamed() {
        leads(Outcome.OK, 3, TARGET, EDGE);
        for (double at = 3; at < 70; at++) {
            leads(Outcome.OK, at, TARGET, EDGE);
            for (String observer : List.of("b", "c", "d")) {
                report(observer, at == 3, at, vote("p", observer, TARGET, Verdict.HEALTHY, at));
            }
        }
        assertEquals(Verdict.HEALTHY, east(70));
        assertEquals(Map.of("a", List.of(EDGE.toString())), skewed(70));
        for (String observer : List.of("b", "c")) {
            report(observer, false, 70, vote("p", observer, EDGE, Verdict.DOWN, 70));
        }
        assertEquals(Verdict.DEGRADED, east(70), "three of four look at it");
        assertEquals(Map.of(), skewed(70));
    }

    @Test
    void aLeaderWhoseTargetsNobodyElseHasKnowsNothing() {
        for (double at = 3; at < 70; at++) {
            leads(Outcome.REFUSED, at, EDGE);
            for (String observer : List.of("b", "c")) {
                report(observer, at == 3, at, vote("p", observer, POD, Verdict.HEALTHY, at));
            }
        }
        assertEquals(Verdict.UNKNOWN, east(70));
    }

    @Test
    void anAddressThatTheLeaderDoesNotAskCountsIfMostObserversDo() {
        leads(Outcome.OK, 3, TARGET);
        Stream.of("b", "c").forEach(o -> report(o, true, 3, vote("p", o, TARGET, Verdict.HEALTHY, 3)));
        report("b", false, 3, vote("p", "b", POD, Verdict.DOWN, 3));
        assertEquals(Verdict.HEALTHY, east(3), "one of three");
        report("c", false, 3, vote("p", "c", POD, Verdict.DOWN, 3));
        assertEquals(Verdict.DEGRADED, east(3), "two of three");
    }

    @Test
    void anObserverCannotNameWithoutEnd() {
        leads(Outcome.OK, 3, TARGET);
        for (int i = 0; i < 1_000; i++) {
            report("b", i == 0, 3, vote("policy-" + i, "b", TARGET, Verdict.DOWN, 3));
        }
        assertEquals(20, skewed(3).get("b").size());
        leader.left("b");
        assertEquals(Map.of(), skewed(3));
    }

    @Test
    void theConfigurationNamesAnEndpointsAddressAndAnyAddressOfAHeadlessName() {
        ConfiguredTargets configured =
                new ConfiguredTargets(List.of(endpoint("front", 7233, false), endpoint("pods", 7234, true)));
        assertTrue(configured.test(asked("front:7233")));
        assertTrue(configured.test(asked("10.0.0.1:7234")));
        assertTrue(configured.test(asked("[fd00::1]:7234")));
        for (String other : List.of("front:7234x", "10.0.0.1:7233", "front", "front:72", "other:7233")) {
            assertFalse(configured.test(asked(other)), other);
        }
        assertFalse(configured.test(new Target(WEST, Service.FRONTEND, "private", "front:7233", Check.SYSTEM_INFO)));
        assertFalse(configured.test(new Target(EAST, Service.FRONTEND, "edge", "front:7233", Check.SYSTEM_INFO)));
        assertFalse(configured.test(new Target(EAST, Service.FRONTEND, "private", "front:7233", Check.COLD_CONNECT)));
    }

    private static Target asked(String address) {
        return new Target(EAST, Service.FRONTEND, "private", address, Check.SYSTEM_INFO);
    }

    private static Endpoint endpoint(String host, int port, boolean headless) {
        Duration second = Duration.ofSeconds(1);
        return new Endpoint(
                EAST,
                Service.FRONTEND,
                "private",
                host,
                port,
                headless,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "default",
                Set.of(Check.SYSTEM_INFO),
                new ProbeTimes(second, second, second, second, second, second, second));
    }
}
