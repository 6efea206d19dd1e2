package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Repeated probes on a loop whose time is the test's. */
abstract class RepeatFixture {
    static final Target TARGET =
            new Target("us-east-1", Service.FRONTEND, "private", "10.0.0.1:7233", Check.SYSTEM_INFO);
    static final Duration INTERVAL = Duration.ofSeconds(5);
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    final EmbeddedChannel time = new EmbeddedChannel();
    final List<ProbeResult> results = new ArrayList<>();
    final List<String> localErrors = new ArrayList<>();
    final List<Target> skipped = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();
    final List<Duration> asked = new ArrayList<>();
    final List<Consumer<Answer>> open = new ArrayList<>();
    Duration now = Duration.ZERO;
    final PauseWatch watch = new PauseWatch(TestClock.of(() -> now), Duration.ofSeconds(2), pauses::add);
    final Loop loop = new Loop(
            time.eventLoop(),
            watch,
            new Random(1),
            results::add,
            new Silent(),
            Fixtures.heartbeats().of("probe", INTERVAL));
    final Repeat repeat = new Repeat(
            loop,
            TARGET,
            (timeout, done) -> {
                asked.add(now);
                open.add(done);
            },
            INTERVAL,
            TIMEOUT);

    final void live(Duration howLong) {
        for (long i = howLong.toMillis(); i > 0; i -= 10) {
            run(Duration.ofMillis(10));
            answerAll(Answer.OK);
        }
    }

    final void run(Duration step) {
        now = now.plus(step);
        watch.ticked();
        time.advanceTimeBy(step.toNanos(), TimeUnit.NANOSECONDS);
        time.runScheduledPendingTasks();
    }

    final void answerAll(Answer answer) {
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
        public void pool(String region, String pool, double inUse, int channels) {}

        @Override
        public void localError(String doing, Throwable thrown) {
            localErrors.add(doing + ": " + thrown);
        }

        @Override
        public void channels(String region, String path, String state, int count) {}

        @Override
        public void connected(String region, String path) {}

        @Override
        public void connectFailed(String region, String path) {}

        @Override
        public void addresses(String region, String target, String problem) {}

        @Override
        public void resolved(String region, String host, String problem) {}

        @Override
        public void file(Path file, String problem) {}
    }
}
