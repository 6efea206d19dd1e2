package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Check;
import dev.temporalfailover.failover.Outcome;
import dev.temporalfailover.failover.Pace;
import dev.temporalfailover.failover.ProbeResult;
import dev.temporalfailover.failover.Service;
import dev.temporalfailover.failover.Target;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** On a loop whose time is the test's. */
class RepeatTest {
    private static final Target TARGET =
            new Target("us-east-1", Service.FRONTEND, "private", "10.0.0.1:7233", Check.SYSTEM_INFO);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final EmbeddedChannel time = new EmbeddedChannel();
    private final List<ProbeResult> results = new ArrayList<>();
    private final List<Target> skipped = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Duration> asked = new ArrayList<>();
    private final List<Consumer<Answer>> open = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private final PauseWatch watch = new PauseWatch(() -> now, Duration.ofSeconds(2), pauses::add);
    private final Loop loop = new Loop(time.eventLoop(), watch, new Random(1), results::add, new Silent());
    private final Repeat repeat = new Repeat(
            loop,
            TARGET,
            (timeout, done) -> {
                asked.add(now);
                open.add(done);
            },
            INTERVAL,
            TIMEOUT);

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

    @Test
    void aTargetThatBecomesChosenIsAskedWithinItsNewIntervalAndThenAtIt() {
        time.freezeTime();
        repeat.pace(slow(Duration.ofHours(1)));
        repeat.now();
        answerAll(Answer.OK);
        asked.clear();
        repeat.pace(Pace.configured(INTERVAL));
        live(Duration.ofSeconds(100));
        assertTrue(asked.get(0).compareTo(INTERVAL) <= 0, "first after " + asked.get(0));
        assertTrue(asked.size() >= 18 && asked.size() <= 22, "asked " + asked.size());
    }

    @Test
    void aTargetThatWasAskedLongAgoIsAskedSoonWhenItsPaceRises() {
        time.freezeTime();
        repeat.start();
        live(Duration.ofSeconds(20));
        repeat.pace(slow(Duration.ofHours(1)));
        live(Duration.ofSeconds(30));
        int before = asked.size();
        repeat.pace(Pace.configured(INTERVAL));
        live(INTERVAL.plusMillis(10));
        assertEquals(before + 1, asked.size());
    }

    @Test
    void aTargetThatIsNoLongerChosenIsAskedAtTheSlowInterval() {
        time.freezeTime();
        repeat.start();
        live(Duration.ofSeconds(20));
        asked.clear();
        Duration from = now;
        repeat.pace(slow(Duration.ofSeconds(60)));
        live(Duration.ofSeconds(660));
        assertTrue(asked.size() >= 10 && asked.size() <= 12, "asked " + asked.size());
        assertTrue(asked.get(0).minus(from).compareTo(Duration.ofSeconds(60)) <= 0);
        for (int i = 1; i < asked.size(); i++) {
            long gap = asked.get(i).minus(asked.get(i - 1)).toMillis();
            assertTrue(gap >= 53_900 && gap <= 66_100, "gap " + gap);
        }
    }

    @Test
    void aPaceThatChangesALittleAllTheTimeNeitherDelaysNorAddsProbes() {
        time.freezeTime();
        repeat.pace(slow(Duration.ofSeconds(60)));
        for (int i = 0; i < 3_000; i++) {
            repeat.pace(slow(Duration.ofMillis(60_000 + i % 7 * 150 - i % 3 * 100)));
            live(Duration.ofSeconds(1));
        }
        assertTrue(asked.size() >= 44 && asked.size() <= 58, "asked " + asked.size());
    }

    @Test
    void beforeItsFirstLookARisingPaceHurriesAndAFallingOneDoesNotDelay() {
        time.freezeTime();
        repeat.pace(slow(Duration.ofHours(1)));
        repeat.pace(Pace.configured(INTERVAL));
        repeat.pace(slow(Duration.ofHours(1)));
        live(INTERVAL.plusMillis(10));
        assertEquals(1, asked.size());
    }

    @Test
    void aFleetThatIsNotYetKnownLooksOnceAndThenSlowly() {
        time.freezeTime();
        repeat.pace(new Pace(Duration.ofHours(1), INTERVAL, false));
        live(Duration.ofMinutes(10));
        assertEquals(1, asked.size());
    }

    @Test
    void aTargetThatEndedIsNotAskedAgainWhenItsPaceRises() {
        time.freezeTime();
        repeat.start();
        repeat.stop();
        repeat.pace(Pace.configured(Duration.ofMillis(100)));
        live(Duration.ofSeconds(10));
        assertEquals(0, asked.size());
    }

    private static Pace slow(Duration interval) {
        return new Pace(interval, interval, false);
    }

    private void live(Duration howLong) {
        for (long i = howLong.toMillis(); i > 0; i -= 10) {
            run(Duration.ofMillis(10));
            answerAll(Answer.OK);
        }
    }

    private void run(Duration step) {
        now = now.plus(step);
        watch.ticked();
        time.advanceTimeBy(step.toNanos(), TimeUnit.NANOSECONDS);
        time.runScheduledPendingTasks();
    }

    private void answerAll(Answer answer) {
        List<Consumer<Answer>> waiting = List.copyOf(open);
        open.clear();
        waiting.forEach(done -> done.accept(answer));
    }

    /** Hears only of skipped probes. */
    private final class Silent implements ProbeListener {
        @Override
        public void paused(Duration howLong) {}

        @Override
        public void skipped(Target target) {
            skipped.add(target);
        }

        @Override
        public void channels(String region, String path, String state, int count) {}

        @Override
        public void connected(String region, String path) {}

        @Override
        public void connectFailed(String region, String path) {}

        @Override
        public void resolved(String region, String host, String problem) {}

        @Override
        public void file(Path file, String problem) {}
    }
}
