package dev.temporalfailover.observe;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.THRESHOLDS;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.result;
import static dev.temporalfailover.testkit.Fixtures.seconds;

import dev.temporalfailover.failover.decision.Decide;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Judging and deciding for ten thousand targets whose windows are full: six minutes of a probe every five seconds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JudgeBenchmark {
    private static final int TARGETS = 10_000;
    private static final int PROBES = 72;
    private static final int TAKEN = 1_000;

    private final Observatory observatory = new Observatory(
            List.of(new JudgedPolicy(
                    "p", List.of(EAST, WEST), THRESHOLDS, Set.of(Service.FRONTEND), EAST, Duration.ofSeconds(10))),
            target -> Duration.ofSeconds(30),
            Voting.ALONE);
    private final List<Target> targets = new ArrayList<>();
    private double now;
    private int next;

    /** Fills the windows. */
    @Setup(Level.Trial)
    public void fill() {
        Random random = new Random(3);
        for (int i = 0; i < TARGETS; i++) {
            String address = "10.0." + i / 250 + "." + i % 250 + ":7233";
            targets.add(new Target(i % 2 == 0 ? EAST : WEST, Service.FRONTEND, "private", address, Check.SYSTEM_INFO));
        }
        for (int probe = 0; probe < PROBES; probe++) {
            now += 5;
            for (Target target : targets) {
                observatory.accept(result(target, Outcome.OK, 0.0005 + random.nextDouble() / 20, now), seconds(now));
            }
        }
    }

    /** New results, and a slice of time that has left every window, untimed: no judgement can be spared. */
    @State(Scope.Thread)
    public static class AllNew {
        /** One more result of every target, and fifteen seconds. */
        @Setup(Level.Invocation)
        public void results(JudgeBenchmark all) {
            all.now += 5;
            for (Target target : all.targets) {
                all.observatory.accept(result(target, Outcome.OK, 0.002, all.now), seconds(all.now));
            }
            all.now += 15;
        }
    }

    /** A tick in which every target is judged again. */
    @Benchmark
    public Decision judgeAndDecideAllNew(AllNew results) {
        return judgeAndDecide();
    }

    /** A tick without any new result, as most are for most targets. */
    @Benchmark
    public Decision judgeAndDecideNoneNew() {
        return judgeAndDecide();
    }

    /** Taking in one result: window, verdict. */
    @Benchmark
    @OperationsPerInvocation(TAKEN)
    public boolean take() {
        boolean changed = false;
        for (int i = 0; i < TAKEN; i++) {
            Target target = targets.get(next);
            next = (next + 1) % TARGETS;
            now += next == 0 ? 5 : 0;
            changed |= observatory.accept(result(target, Outcome.OK, 0.002, now), seconds(now));
        }
        return changed;
    }

    private Decision judgeAndDecide() {
        Map<String, RegionVerdict> verdicts =
                observatory.judgeAll(seconds(now)).get("p").verdicts();
        Situation situation = new Situation(
                WEST, true, verdicts, owned(record(1, EAST)), Optional.empty(), Intents.NONE, Duration.ZERO);
        return Decide.decide(situation, POLICY, at(now));
    }
}
