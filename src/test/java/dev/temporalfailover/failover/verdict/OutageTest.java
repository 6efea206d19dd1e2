package dev.temporalfailover.failover.verdict;

import static dev.temporalfailover.testkit.Fixtures.TARGET;
import static dev.temporalfailover.testkit.Fixtures.THRESHOLDS;
import static dev.temporalfailover.testkit.Fixtures.result;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.TargetVerdict.Outage;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a target is HEALTHY again after an outage. One letter is one result: o good, l slow, r refused, x unreachable, s starved. */
class OutageTest {
    private static final String OUTAGE = "r60 ";

    /** Judges after each result, one each {@code every} seconds. */
    private static final class Course {
        private final double every;
        private final List<Double> forgiven = new ArrayList<>();
        private Window window = Window.empty(THRESHOLDS.horizon());
        private TargetVerdict verdict = TargetVerdict.NO_DATA;
        private double at;
        private int downs;

        Course(double every) {
            this.every = every;
        }

        /** @param results for example {@code o60 r3 o o} */
        Course sees(String results) {
            for (String part : results.trim().split(" ")) {
                int times = part.length() == 1 ? 1 : Integer.parseInt(part.substring(1));
                for (int i = 0; i < times; i++) {
                    one(part.charAt(0));
                }
            }
            return this;
        }

        private void one(char letter) {
            Outcome outcome =
                    switch (letter) {
                        case 'o', 'l' -> Outcome.OK;
                        case 'r' -> Outcome.REFUSED;
                        case 'x' -> Outcome.UNREACHABLE;
                        default -> Outcome.STARVED;
                    };
            at += every;
            TargetVerdict before = verdict;
            window = window.plus(result(TARGET, outcome, letter == 'l' ? 0.2 : 0.003, at));
            verdict = Judge.judge(before, window, THRESHOLDS, seconds(at));
            downs += verdict.verdict() == Verdict.DOWN && before.verdict() != Verdict.DOWN ? 1 : 0;
            Outage outage = verdict.signals().outage();
            if (outage.strict() && outage.forgets(before.signals().outage())) {
                forgiven.add(at);
            }
        }

        void is(Verdict expected) {
            assertEquals(expected, verdict.verdict(), verdict.why());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an outage of a minute is over with the third answer,          1, r60 o3,                       HEALTHY",
        "not with the second,                                          1, r60 o2,                       DOWN",
        "also where nothing arrived at all,                            1, x60 o3,                       HEALTHY",
        "also at the shipped interval,                                 5, x60 o3,                       HEALTHY",
        "also after an outage of an hour,                              5, x720 o3,                      HEALTHY",
        "also if our own process was starved meanwhile,                1, r40 s5 r10 o3,                HEALTHY",
        "also if it answered now and then while it started,            1, r60 o r o o r r o3,           HEALTHY",
        "one more failure after it is an accident,                     1, r60 o20 r o20,                HEALTHY",
        "two more are not,                                             1, r60 o20 r o r o,              DOWN",
        "it comes back with a fifth of errors,                         1, r60 o3 o4 r o4 r o4 r o4 r o4 r o4 r o4 r o4, DOWN",
        "the same at the shipped interval,                             5, r60 o3 o4 r o4 r o4 r o4 r o4 r o4 r o4 r o4, DOWN",
        "a second outage within the minute counts with the first,      1, r60 o20 r3 o3,                DOWN",
        "it clears as it did before,                                   1, r60 o20 r3 o70,               HEALTHY",
        "a second outage minutes later is one of its own,              1, r60 o120 r60 o3,              HEALTHY",
        "it dies and returns all the time,                             1, r3 o3 r3 o3 r3 o3 r3 o3 r3 o3 r3 o3 r3 o3 r3 o3 r3 o3 r3 o3 r3 o3 r3 o3, DOWN",
        "it was bad before the outage,                                 1, r o r o r o r o r o r o r o r o r o r o r20 o3, DOWN",
        "it was slow before the outage,                                5, l60 r120 o3,                  HEALTHY",
        "it is slow after it too,                                      5, l60 r120 l30,                 DEGRADED",
        "packets are lost after it too,                                1, x60 o20 x o x o x o3,         DOWN",
    })
    void afterAnOutage(String what, double every, String results, Verdict expected) {
        new Course(every).sees("o100 " + results).is(expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "5"})
    void whatDiesAndReturnsIsNotGivenBackWithEachReturn(double every) {
        Course course = new Course(every).sees("o100");
        course.sees(OUTAGE + "o6 r3 o6 r3 o6 r3 o6 r3 o6 r3 o6");
        course.is(Verdict.DOWN);
        assertTrue(course.downs <= 2, "DOWN " + course.downs + " times");
    }

    /** Two short outages among few failures, while what tripped the ratio was forgotten a moment ago: the second one counts. */
    @Test
    void aShortOutageSoonAfterOneThatWasForgottenIsNotForgottenToo() {
        Course course = new Course(1).sees("o26 r14 o9 r14 o40 r2 o9 s4 r2 o3");
        assertEquals(List.of(108.0), course.forgiven);
    }

    @Provide
    Arbitrary<String> results() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.integers().between(1, 40).map(n -> "o" + n)),
                        Tuple.of(3, Arbitraries.integers().between(1, 60).map(n -> "r" + n)),
                        Tuple.of(1, Arbitraries.integers().between(1, 6).map(n -> "s" + n)))
                .list()
                .ofMinSize(5)
                .ofMaxSize(40)
                .map(parts -> String.join(" ", parts));
    }

    /** What tripped the ratio is forgotten again only when the one before it has left the time that the ratio looks back. */
    @Property(tries = 2000)
    void atMostOneOutageOfAMinuteIsForgotten(@ForAll("results") String results) {
        Course course = new Course(1).sees("o20 " + results);
        for (int i = 1; i < course.forgiven.size(); i++) {
            double apart = course.forgiven.get(i) - course.forgiven.get(i - 1);
            assertTrue(apart > 40, apart + " s apart: " + results);
        }
    }
}
