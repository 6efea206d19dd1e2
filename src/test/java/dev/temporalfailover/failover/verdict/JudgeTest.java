package dev.temporalfailover.failover.verdict;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.TARGET;
import static dev.temporalfailover.testkit.Fixtures.THRESHOLDS;
import static dev.temporalfailover.testkit.Fixtures.result;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static dev.temporalfailover.testkit.Fixtures.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final Thresholds ABROAD = THRESHOLDS.silentFor(THRESHOLDS.staleAfter(), true);

    /** Feeds outcomes one a second and judges after each, as the judge thread does. */
    private static final class Subject {
        private Window window = Window.empty(THRESHOLDS.horizon());
        private TargetVerdict verdict = TargetVerdict.NO_DATA;
        private double at;

        private final Thresholds thresholds;

        Subject() {
            this(THRESHOLDS);
        }

        Subject(Thresholds thresholds) {
            this.thresholds = thresholds;
        }

        Subject sees(int times, Outcome outcome) {
            return sees(times, outcome, 0.003);
        }

        Subject sees(int times, Outcome outcome, double latency) {
            for (int i = 0; i < times; i++) {
                at += 1;
                window = window.plus(result(TARGET, outcome, latency, at));
                verdict = Judge.judge(verdict, window, thresholds, seconds(at));
            }
            return this;
        }

        Subject waits(double howLong) {
            at += howLong;
            verdict = Judge.judge(verdict, window, thresholds, seconds(at));
            return this;
        }

        void is(Verdict expected) {
            assertEquals(expected, verdict.verdict(), verdict.why());
        }
    }

    @Test
    void withoutDataATargetIsUnknown() {
        new Subject().waits(1).is(Verdict.UNKNOWN);
    }

    @Test
    void whatAnswersLateIsDegradedAndNeverDown() {
        Subject subject = new Subject().sees(3, Outcome.OK);
        for (int i = 0; i < 20; i++) {
            subject.sees(1, Outcome.DEADLINE).is(i < 2 ? Verdict.HEALTHY : Verdict.DEGRADED);
            subject.sees(1, Outcome.LATE).is(i < 1 ? Verdict.HEALTHY : Verdict.DEGRADED);
        }
        subject.sees(2, Outcome.DEADLINE).is(Verdict.DOWN);
    }

    @Test
    void whatAnswersLateAfterAnOutageRecoversAsIfItHadAnsweredInTime() {
        Subject subject = new Subject().sees(40, Outcome.OK).sees(2, Outcome.DEADLINE);
        for (int i = 0; i < 3; i++) {
            subject.is(Verdict.DOWN);
            subject.sees(1, Outcome.DEADLINE).is(Verdict.DOWN);
            subject.sees(1, Outcome.LATE);
        }
        subject.is(Verdict.DEGRADED);
        subject.sees(1, Outcome.DEADLINE).is(Verdict.DEGRADED);
    }

    @Test
    void aFailureThatIsTakenBackCountsInNoErrorRatio() {
        // Of 24 probes 8 are late and 2 refused: with the late ones it would be 42 % failed.
        Subject subject = new Subject().sees(3, Outcome.OK);
        for (int i = 0; i < 8; i++) {
            subject.sees(1, Outcome.DEADLINE).sees(1, Outcome.LATE).sees(1, Outcome.OK);
        }
        subject.sees(1, Outcome.REFUSED).sees(3, Outcome.OK).sees(1, Outcome.REFUSED);
        assertEquals(2.0 / 24, subject.window.errorRatio(THRESHOLDS.errorRatio().over(), seconds(subject.at)), 1e-12);
        assertEquals(8.0 / 24, subject.window.lossRatio(THRESHOLDS.lossRatio().over(), seconds(subject.at)), 1e-12);
    }

    @Test
    void becomesHealthyAfterTheRecoverThresholdAndNotBefore() {
        new Subject().sees(2, Outcome.OK).is(Verdict.UNKNOWN);
        new Subject().sees(3, Outcome.OK).is(Verdict.HEALTHY);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfFailureCountsAndNoOtherKindDoes(Outcome outcome) {
        Subject subject = new Subject().sees(5, Outcome.OK).sees(2, outcome);
        switch (outcome.meaning()) {
            case FAILED -> subject.is(Verdict.DOWN);
            case UNCLEAR -> subject.is(Verdict.UNKNOWN);
            case IMPAIRED -> subject.is(Verdict.DEGRADED);
            case ALIVE -> subject.is(Verdict.HEALTHY);
        }
    }

    @Test
    void oneFailureBelowTheThresholdChangesNothing() {
        new Subject().sees(5, Outcome.OK).sees(1, Outcome.REFUSED).is(Verdict.HEALTHY);
    }

    @Test
    void aResultThatSaysNothingBreaksAStreakOfFailures() {
        new Subject()
                .sees(5, Outcome.OK)
                .sees(1, Outcome.DEADLINE)
                .sees(1, Outcome.STARVED)
                .sees(1, Outcome.DEADLINE)
                .is(Verdict.HEALTHY);
    }

    @Test
    void staysDownUntilTheRecoverThreshold() {
        Subject subject = new Subject().sees(40, Outcome.OK).sees(2, Outcome.REFUSED);
        subject.is(Verdict.DOWN);
        subject.sees(2, Outcome.OK).is(Verdict.DOWN);
        subject.sees(1, Outcome.OK).is(Verdict.HEALTHY);
    }

    @Test
    void silenceIsUnknownNeverDown() {
        Subject subject = new Subject().sees(5, Outcome.OK).sees(2, Outcome.REFUSED);
        subject.is(Verdict.DOWN);
        subject.waits(16).is(Verdict.UNKNOWN);
    }

    @Test
    void halfTheAnswersFailingIsDownWithoutAnyStreak() {
        Subject subject = new Subject().sees(3, Outcome.OK);
        for (int i = 0; i < 40; i++) {
            subject.sees(1, Outcome.FAILED).sees(1, Outcome.OK);
        }
        subject.is(Verdict.DOWN);
        assertTrue(subject.verdict.why().contains("error ratio"), subject.verdict.why());
    }

    @Test
    void aTrippedRatioWithTooFewResultsIsSaidWithoutANumber() {
        Subject subject = new Subject().sees(3, Outcome.OK);
        for (int i = 0; i < 40; i++) {
            subject.sees(1, Outcome.FAILED).sees(1, Outcome.OK);
        }
        for (int i = 0; i < 60; i++) {
            subject.waits(14).sees(1, Outcome.OK);
        }
        assertTrue(!subject.verdict.why().contains("NaN"), subject.verdict.why());
        assertTrue(subject.verdict.why().contains("error ratio of too few results, it stands"), subject.verdict.why());
    }

    @Test
    void theErrorRatioClearsOnlyAtItsRecoverValue() {
        Subject subject = new Subject().sees(3, Outcome.OK);
        for (int i = 0; i < 40; i++) {
            subject.sees(1, Outcome.FAILED).sees(1, Outcome.OK);
        }
        subject.sees(20, Outcome.OK).is(Verdict.DOWN);
        subject.sees(60, Outcome.OK);
        assertTrue(subject.verdict.verdict() != Verdict.DOWN, subject.verdict.why());
    }

    @Test
    void onePercentLossDegradesAndHysteresisHoldsIt() {
        Subject subject = new Subject().sees(3, Outcome.OK);
        for (int i = 0; i < Thresholds.MIN_BAD; i++) {
            subject.sees(1, Outcome.DEADLINE).sees(1, Outcome.OK);
        }
        subject.sees(90, Outcome.OK).is(Verdict.DEGRADED);
        subject.sees(130, Outcome.OK).is(Verdict.HEALTHY);
    }

    @Test
    void oneLostOrOneSlowProbeOfFewIsAnAccident() {
        new Subject()
                .sees(20, Outcome.OK)
                .sees(1, Outcome.DEADLINE)
                .sees(1, Outcome.OK)
                .is(Verdict.HEALTHY);
        new Subject()
                .sees(20, Outcome.OK)
                .sees(2, Outcome.OK, 3)
                .sees(1, Outcome.OK)
                .is(Verdict.HEALTHY);
        new Subject()
                .sees(20, Outcome.OK)
                .sees(3, Outcome.OK, 3)
                .sees(1, Outcome.OK)
                .is(Verdict.DEGRADED);
    }

    @Test
    void slowAnswersDegradeAndNeverBringDown() {
        Subject subject = new Subject().sees(50, Outcome.OK, 0.003).sees(50, Outcome.OK, 0.4);
        subject.is(Verdict.DEGRADED);
        assertTrue(subject.verdict.why().contains("latency"), subject.verdict.why());
        subject.sees(330, Outcome.OK, 0.003).is(Verdict.HEALTHY);
    }

    /** 62, 120 and 230 ms with 10 % jitter; nothing but the way is slow, so nothing is said either. */
    @ParameterizedTest
    @ValueSource(doubles = {0.062, 0.12, 0.145, 0.23})
    void theDistanceToAnotherRegionIsNotSlowness(double roundTrip) {
        Subject subject = new Subject(ABROAD).sees(3, Outcome.OK, 4 * roundTrip);
        for (int i = 0; i < 400; i++) {
            subject.sees(1, Outcome.OK, roundTrip * (1 + (i % 11) / 100.0))
                    .is(i < 1 ? subject.verdict.verdict() : Verdict.HEALTHY);
        }
        assertEquals("ok", subject.verdict.why());
        assertEquals(
                false,
                subject.verdict.signals().latency(),
                "and a limit that tripped when it began clears over the distance");
    }

    @Test
    void whatIsSlowAsSeenFromAbroadIsSaidAndStaysFit() {
        Subject abroad = new Subject(ABROAD).sees(50, Outcome.OK, 0.062).sees(50, Outcome.OK, 0.4);
        abroad.is(Verdict.HEALTHY);
        assertEquals(
                "p99 latency 417 ms beyond the way there over 5 min; it trips at 100 ms and clears below 80 ms",
                abroad.verdict.why());
        Subject atHome = new Subject().sees(50, Outcome.OK, 0.062).sees(50, Outcome.OK, 0.4);
        atHome.is(Verdict.DEGRADED);
    }

    /** No cable is so long that half a second is distance; at home nothing is. */
    @Test
    void theWayThatIsSparedIsBounded() {
        Subject abroad = new Subject(ABROAD).sees(50, Outcome.OK, 0.45);
        assertTrue(abroad.verdict.signals().latency(), abroad.verdict.why());
        new Subject().sees(50, Outcome.OK, 0.12).is(Verdict.DEGRADED);
    }

    @Test
    void abroadEverythingElseCountsAsAtHome() {
        new Subject(ABROAD).sees(20, Outcome.OK).sees(2, Outcome.DEADLINE).is(Verdict.DOWN);
        new Subject(ABROAD).sees(20, Outcome.OK).sees(3, Outcome.OVERLOADED).is(Verdict.DEGRADED);
        new Subject(ABROAD)
                .sees(20, Outcome.OK)
                .sees(1, Outcome.DEADLINE)
                .sees(1, Outcome.OK)
                .sees(1, Outcome.DEADLINE)
                .sees(1, Outcome.OK)
                .sees(1, Outcome.DEADLINE)
                .sees(1, Outcome.OK)
                .is(Verdict.DEGRADED);
    }

    /** Two or three round trips of 62 ms, from one coast to the other. */
    @Test
    void aColdConnectOverADistanceIsNotSlow() {
        Target cold = target(EAST, Service.FRONTEND, "private", Check.COLD_CONNECT);
        Window window = Window.empty(THRESHOLDS.horizon());
        TargetVerdict verdict = TargetVerdict.NO_DATA;
        for (int at = 1; at <= 400; at++) {
            window = window.plus(result(cold, Outcome.OK, 0.187, at));
            verdict = Judge.judge(verdict, window, THRESHOLDS, seconds(at));
        }
        assertEquals(Verdict.HEALTHY, verdict.verdict(), verdict.why());
    }

    @Property(tries = 2000)
    void ourOwnFaultsAloneNeverBringATargetDown(
            @ForAll List<@net.jqwik.api.constraints.IntRange(max = 3) Integer> mix) {
        Outcome[] ours = {Outcome.STARVED, Outcome.AUTH, Outcome.TLS, Outcome.NO_ADDRESS};
        Subject subject = new Subject().sees(3, Outcome.OK);
        for (int which : mix) {
            subject.sees(1, ours[which]);
            assertTrue(subject.verdict.verdict() != Verdict.DOWN, subject.verdict.why());
        }
    }

    @Test
    void aPoolTripsOnlyWhenItStaysFullForTheWholeTime() {
        Limit limit = THRESHOLDS.poolUtilization();
        Sustained state = Sustained.CLEAR;
        for (int second = 0; second < 59; second++) {
            state = state.plus(limit, 0.95, Duration.ofSeconds(second));
        }
        assertEquals(false, state.tripped());
        assertEquals(true, state.plus(limit, 0.95, Duration.ofSeconds(60)).tripped());
        assertEquals(
                false,
                state.plus(limit, 0.5, Duration.ofSeconds(60))
                        .plus(limit, 0.95, Duration.ofSeconds(61))
                        .tripped());
    }

    @Test
    void aTrippedPoolClearsBelowItsRecoverValueOnly() {
        Limit limit = THRESHOLDS.poolUtilization();
        Sustained tripped = new Sustained(true, Duration.ZERO);
        assertEquals(true, tripped.plus(limit, 0.85, Duration.ofSeconds(1)).tripped());
        assertEquals(
                true, tripped.plus(limit, Double.NaN, Duration.ofSeconds(1)).tripped());
        assertEquals(false, tripped.plus(limit, 0.79, Duration.ofSeconds(1)).tripped());
    }

    @Property(tries = 1000)
    void aVerdictStandsUntilTheTimeThatItIsSaidToStand(
            @ForAll List<Outcome> outcomes,
            @ForAll @DoubleRange(min = 0.01, max = 0.3) double latency,
            @ForAll @DoubleRange(min = 0, max = 40) double wait,
            @ForAll @DoubleRange(min = 0, max = 1) double part) {
        Subject subject = new Subject();
        outcomes.forEach(outcome -> subject.sees(1, outcome, latency));
        subject.waits(wait);
        long now = seconds(subject.at).toNanos();
        long stands =
                Judge.stands(subject.window, THRESHOLDS, seconds(subject.at)).toNanos();
        assertTrue(stands >= now);
        if (stands > now && !outcomes.isEmpty()) {
            Duration before = Duration.ofNanos(now + (long) ((stands - now - 1) * part));
            assertEquals(subject.verdict, Judge.judge(subject.verdict, subject.window, THRESHOLDS, before));
        }
    }
}
