package dev.temporalfailover.failover.verdict;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.RegionJudge.Judged;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegionJudgeTest {
    private RegionTally tally = new RegionTally();
    private int host;

    private RegionJudgeTest has(Service service, String path, Check check, Verdict verdict) {
        Target target = new Target(EAST, service, path, "10.0.0." + ++host + ":7233", check);
        Duration failing = verdict == Verdict.DOWN ? seconds(host) : null;
        tally.add(new Judged(
                target, new TargetVerdict(verdict, "test", TargetVerdict.Signals.NONE), seconds(9), failing));
        return this;
    }

    private RegionJudgeTest frontend(Check check, Verdict verdict) {
        return has(Service.FRONTEND, "private", check, verdict);
    }

    private RegionVerdict verdict() {
        return RegionJudge.judge(
                RegionVerdict.unknown(EAST, Duration.ZERO), tally, List.of(), Set.of(Service.FRONTEND), seconds(10));
    }

    @Test
    void aRegionWithoutTargetsIsUnknown() {
        assertEquals(Verdict.UNKNOWN, verdict().verdict());
    }

    @Test
    void aDeadFrontendIsDownAtTheReachTier() {
        frontend(Check.SYSTEM_INFO, Verdict.DOWN).frontend(Check.DESCRIBE_NAMESPACE, Verdict.DOWN);
        assertEquals(Verdict.DOWN, verdict().verdict());
        assertEquals(Tier.REACH, verdict().tier());
        assertEquals(seconds(1), verdict().failingSince());
    }

    @Test
    void aDeadDatabaseIsDownAtTheFunctionTierThoughTheFrontendAnswers() {
        frontend(Check.SYSTEM_INFO, Verdict.HEALTHY).frontend(Check.DESCRIBE_NAMESPACE, Verdict.DOWN);
        assertEquals(Verdict.DOWN, verdict().verdict());
        assertEquals(Tier.FUNCTION, verdict().tier());
    }

    @Test
    void aWarmChannelDoesNotHideABrokenNetwork() {
        frontend(Check.SYSTEM_INFO, Verdict.HEALTHY).frontend(Check.COLD_CONNECT, Verdict.DOWN);
        assertEquals(Verdict.DOWN, verdict().verdict());
    }

    @Test
    void oneOfSeveralFrontendsDownOnlyDegrades() {
        frontend(Check.SYSTEM_INFO, Verdict.DOWN).frontend(Check.SYSTEM_INFO, Verdict.HEALTHY);
        assertEquals(Verdict.DEGRADED, verdict().verdict());
        assertNull(verdict().tier());
    }

    @Test
    void someDownAndTheRestUnknownIsUnknown() {
        frontend(Check.SYSTEM_INFO, Verdict.DOWN).frontend(Check.SYSTEM_INFO, Verdict.UNKNOWN);
        assertEquals(Verdict.UNKNOWN, verdict().verdict());
    }

    @Test
    void aRegionThatAnyPathReachesIsNotDown() {
        frontend(Check.SYSTEM_INFO, Verdict.DOWN).has(Service.FRONTEND, "public", Check.SYSTEM_INFO, Verdict.HEALTHY);
        assertEquals(Verdict.DEGRADED, verdict().verdict());
    }

    @Test
    void twoPathsThatAreCutOneAfterTheOtherDoNotMakeADeadRegion() {
        frontend(Check.SYSTEM_INFO, Verdict.DOWN);
        Target answers = new Target(EAST, Service.FRONTEND, "public", "10.0.0.9:7233", Check.SYSTEM_INFO);
        TargetVerdict recovering = new TargetVerdict(
                Verdict.DOWN,
                "recovering: 1 of 3",
                new TargetVerdict.Signals(true, true, false, false, TargetVerdict.Outage.NONE));
        tally.add(new RegionJudge.Judged(answers, recovering, seconds(9), null));
        assertEquals(Verdict.DEGRADED, verdict().verdict());
        RegionVerdict dead =
                new RegionVerdict(EAST, Verdict.DOWN, seconds(1), Tier.REACH, "", List.of(), seconds(1), seconds(1));
        assertEquals(
                Verdict.DOWN,
                RegionJudge.judge(dead, tally, List.of(), Set.of(Service.FRONTEND), seconds(10))
                        .verdict(),
                "a dead region that begins to answer is not trusted at once");
    }

    @Test
    void aRegionDownOnOnePathAndUnknownOnTheOtherIsUnknown() {
        frontend(Check.SYSTEM_INFO, Verdict.DOWN).has(Service.FRONTEND, "public", Check.SYSTEM_INFO, Verdict.UNKNOWN);
        assertEquals(Verdict.UNKNOWN, verdict().verdict());
    }

    @Test
    void aRegionDownOnAllPathsIsDown() {
        frontend(Check.SYSTEM_INFO, Verdict.DOWN).has(Service.FRONTEND, "public", Check.SYSTEM_INFO, Verdict.DOWN);
        assertEquals(Verdict.DOWN, verdict().verdict());
    }

    @Test
    void aPathWithoutARequiredServiceNeitherSavesARegionNorBringsItDown() {
        frontend(Check.SYSTEM_INFO, Verdict.DOWN).has(Service.WEB_UI, "ui", Check.HTTP, Verdict.HEALTHY);
        assertEquals(Verdict.DOWN, verdict().verdict());
        tally = new RegionTally();
        frontend(Check.SYSTEM_INFO, Verdict.HEALTHY).has(Service.WEB_UI, "ui", Check.HTTP, Verdict.DOWN);
        assertEquals(Verdict.DEGRADED, verdict().verdict());
        tally = new RegionTally();
        has(Service.WEB_UI, "ui", Check.HTTP, Verdict.HEALTHY);
        assertEquals(Verdict.UNKNOWN, verdict().verdict());
    }

    @Test
    void aServiceThatIsNotRequiredOnlyDegrades() {
        frontend(Check.SYSTEM_INFO, Verdict.HEALTHY).has(Service.WEB_UI, "private", Check.HTTP, Verdict.DOWN);
        assertEquals(Verdict.DEGRADED, verdict().verdict());
        has(Service.WEB_UI, "private", Check.COLD_CONNECT, Verdict.UNKNOWN);
        assertEquals(Verdict.DEGRADED, verdict().verdict());
    }

    @Test
    void aFullPoolDegradesAHealthyRegionOnly() {
        frontend(Check.SYSTEM_INFO, Verdict.HEALTHY);
        List<Evidence> pool = List.of(new Evidence("pool", Verdict.DEGRADED, "95 of 100 in use", seconds(1)));
        RegionVerdict before = RegionVerdict.unknown(EAST, Duration.ZERO);
        assertEquals(
                Verdict.DEGRADED,
                RegionJudge.judge(before, tally, pool, Set.of(Service.FRONTEND), seconds(1))
                        .verdict());
    }

    @Test
    void evidenceIsBoundedAndStartsWithWhatSpeaksAgainstHealthy() {
        for (int i = 0; i < 50; i++) {
            frontend(Check.SYSTEM_INFO, Verdict.HEALTHY);
        }
        frontend(Check.SYSTEM_INFO, Verdict.DOWN);
        assertEquals(RegionJudge.MAX_EVIDENCE, verdict().evidence().size());
        assertEquals(Verdict.DOWN, verdict().evidence().get(0).verdict());
        assertTrue(verdict().why().contains("10.0.0.51"), verdict().why());
    }

    @Test
    void sinceIsWhenTheVerdictBeganNotWhenItWasLastConfirmed() {
        frontend(Check.SYSTEM_INFO, Verdict.HEALTHY);
        RegionVerdict first = verdict();
        RegionVerdict second = RegionJudge.judge(first, tally, List.of(), Set.of(Service.FRONTEND), seconds(99));
        assertEquals(seconds(10), second.since());
    }
}
