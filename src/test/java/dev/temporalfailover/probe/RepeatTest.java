package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatTest extends RepeatFixture {
    @Test
    void startsAreJitteredByTenPercentAndSpreadOverTheInterval() {
        time.freezeTime();
        repeat.start();
        for (int i = 0; i < 20_000; i++) {
            run(Duration.ofMillis(10));
            answerAll(Answer.OK);
        }
        assertTrue(asked.get(0).compareTo(INTERVAL) <= 0);
        assertTrue(asked.size() >= 36 && asked.size() <= 44, "asked " + asked.size());
        long distinct = 0;
        for (int i = 1; i < asked.size(); i++) {
            long gap = asked.get(i).minus(asked.get(i - 1)).toMillis();
            assertTrue(gap >= 4480 && gap <= 5520, "gap " + gap);
            distinct += gap == 5000 ? 0 : 1;
        }
        assertTrue(distinct > asked.size() / 2);
        assertEquals(asked.size(), results.size());
    }

    @Test
    void aProbeThatHangsIsNotOverlappedNorRetried() {
        time.freezeTime();
        repeat.start();
        for (int i = 0; i < 2_000; i++) {
            run(Duration.ofMillis(10));
        }
        repeat.now();
        assertEquals(1, asked.size());
        assertTrue(skipped.size() >= 2, "skipped " + skipped.size());
        assertEquals(0, results.size());
    }

    @Test
    void anAnswerThatComesTwiceCountsOnceAndOneAfterStopNotAtAll() {
        time.freezeTime();
        repeat.now();
        open.get(0).accept(Answer.OK);
        open.get(0).accept(new Answer(Outcome.FAILED, "late"));
        assertEquals(1, results.size());
        repeat.now();
        open.get(0).accept(new Answer(Outcome.FAILED, "of the probe before"));
        repeat.stop();
        open.get(1).accept(Answer.OK);
        // The stale answer ended nothing, and the stopped target is silent.
        assertEquals(
                List.of(Outcome.OK), results.stream().map(ProbeResult::outcome).toList());
    }

    @Test
    void anAnswerThatComesAfterItsTimeoutIsToldAsLateOnce() {
        time.freezeTime();
        repeat.now();
        watched(Duration.ofSeconds(1));
        open.get(0).accept(new Answer(Outcome.DEADLINE, ""));
        watched(Duration.ofMillis(880));
        open.get(0).accept(Answer.OK);
        open.get(0).accept(Answer.OK);
        assertEquals(List.of(Outcome.DEADLINE, Outcome.LATE), outcomes());
        assertEquals(Duration.ofMillis(1880), results.get(1).latency());
        assertEquals("answered after 1880 ms, timeout 1000 ms", results.get(1).detail());
    }

    @Test
    void onlySomebodyAliveIsLateAndOnlyForAProbeThatWasToldAsLost() {
        time.freezeTime();
        repeat.now();
        open.get(0).accept(new Answer(Outcome.REFUSED, ""));
        open.get(0).accept(Answer.OK);
        repeat.now();
        watched(Duration.ofSeconds(1));
        open.get(1).accept(new Answer(Outcome.DEADLINE, ""));
        open.get(1).accept(new Answer(Outcome.FAILED, "the server's own error"));
        open.get(1).accept(new Answer(Outcome.AUTH, ""));
        repeat.now();
        open.get(2).accept(new Answer(Outcome.REFUSED, ""));
        open.get(1).accept(Answer.OK);
        assertEquals(List.of(Outcome.REFUSED, Outcome.DEADLINE, Outcome.REFUSED), outcomes(), "the next one has ended");
        repeat.now();
        now = now.plus(Duration.ofSeconds(30));
        open.get(3).accept(new Answer(Outcome.DEADLINE, ""));
        open.get(3).accept(Answer.OK);
        assertEquals(Outcome.STARVED, results.get(3).outcome(), "it was not told as lost");
        assertEquals(4, results.size());
    }

    @Test
    void anAnswerIsStillLateWhileTheNextProbeIsUnderWay() {
        time.freezeTime();
        repeat.now();
        watched(Duration.ofSeconds(1));
        open.get(0).accept(new Answer(Outcome.UNREACHABLE, ""));
        repeat.now();
        open.get(0).accept(new Answer(Outcome.OVERLOADED, ""));
        open.get(1).accept(Answer.OK);
        assertEquals(List.of(Outcome.UNREACHABLE, Outcome.LATE, Outcome.OK), outcomes());
    }

    private void watched(Duration howLong) {
        for (long i = 0; i < howLong.toMillis(); i += 10) {
            now = now.plus(Duration.ofMillis(10));
            watch.ticked();
        }
    }

    private List<Outcome> outcomes() {
        return results.stream().map(ProbeResult::outcome).toList();
    }

    @Test
    void aProbeInFlightOverAPauseOfOurProcessIsStarvedAndThePauseIsTold() {
        time.freezeTime();
        repeat.now();
        now = now.plus(Duration.ofSeconds(30));
        open.get(0).accept(new Answer(Outcome.DEADLINE, "late timer"));
        assertEquals(Outcome.STARVED, results.get(0).outcome());
        assertEquals(1, pauses.size());
        assertTrue(pauses.get(0).compareTo(Duration.ofSeconds(29)) > 0);
        repeat.now();
        now = now.plus(Duration.ofMillis(100));
        open.get(1).accept(new Answer(Outcome.REFUSED, ""));
        assertEquals(Outcome.REFUSED, results.get(1).outcome(), "the next one speaks again");
    }

    @Test
    void aDeadlineOfWhichHalfWasSleptThroughSaysNothing() {
        repeat.now();
        now = now.plus(Duration.ofMillis(1000));
        open.get(0).accept(new Answer(Outcome.DEADLINE, ""));
        assertEquals(Outcome.STARVED, results.get(0).outcome());
        assertEquals(0, pauses.size(), "below the limit it is no pause");
    }

    @Test
    void aDeadlineThatWasWatchedAllTheTimeStands() {
        repeat.now();
        for (int i = 0; i < 10; i++) {
            now = now.plus(Duration.ofMillis(100));
            watch.ticked();
        }
        open.get(0).accept(new Answer(Outcome.DEADLINE, ""));
        assertEquals(Outcome.DEADLINE, results.get(0).outcome());
        assertEquals(Duration.ofSeconds(1), results.get(0).latency());
    }

    @Test
    void aDeadlineWhoseTimerFiredFarTooLateIsStarvedEvenIfTheLoopTicked() {
        repeat.now();
        for (int i = 0; i < 40; i++) {
            now = now.plus(Duration.ofMillis(100));
            watch.ticked();
        }
        open.get(0).accept(new Answer(Outcome.DEADLINE, ""));
        assertEquals(Outcome.STARVED, results.get(0).outcome());
    }

    @Test
    void aLoopThatCannotKeepUpBlamesItselfAndNotTheTarget() {
        repeat.now();
        for (int i = 0; i < 10; i++) {
            now = now.plus(Duration.ofMillis(100));
            watch.look();
        }
        open.get(0).accept(new Answer(Outcome.DEADLINE, ""));
        assertEquals(Outcome.STARVED, results.get(0).outcome(), "answers were looked at, but the tick was late");
    }
}
