package dev.temporalfailover.simulation.setting;

import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy.Afterwards;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.failover.verdict.Limit;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Chooses a {@link Scenario} by the seed. */
final class Scenarios {
    private static final List<List<Integer>> STEPS = List.of(List.of(100), List.of(50, 100), List.of(10, 50, 100));

    private static final Duration MAX_LAG = Duration.ofSeconds(15);

    private Scenarios() {}

    static Scenario of(Random random) {
        long interval = pick(random, 5_000, 10_000, 10_000, 20_000);
        long tick = pick(random, interval / 2, interval, interval);
        long timeout = 1_000;
        long length = interval * pick(random, 60, 120, 200);
        Duration staleAfter = Duration.ofMillis(3 * interval + timeout);
        int observers = (int) pick(random, 2, 3, 5, 5, 5, 5);
        boolean alone = observers == 2;
        Required required = alone ? Required.ALONE : random.nextInt(5) > 0 ? Required.UNDISPUTED : Required.MAJORITY;
        int who = random.nextInt(8);
        SimulatedProcess.Quorum quorum = quorum(random, observers, interval, tick);
        List<String> paths = alone || random.nextBoolean() ? List.of("private", "public") : List.of("private");
        return new Scenario(
                policy(random, interval, tick, length, required, quorum.policy().minimum()),
                thresholds(random, interval, staleAfter),
                new SimulatedProcess.Times(
                        Duration.ofMillis(tick),
                        Duration.ofMillis(interval * pick(random, 1, 2)),
                        Duration.ofMillis(6 * interval),
                        staleAfter),
                quorum,
                new Scenario.LeaseRules(3 * interval, 2 * interval, interval * 3 / 4),
                observers,
                paths,
                required,
                !alone && who > 1,
                !alone && who < 3,
                interval,
                timeout,
                length);
    }

    private static SimulatedProcess.Quorum quorum(Random random, int observers, long interval, long tick) {
        int majority = observers / 2 + 1;
        int minimum = observers == 2 || random.nextInt(4) == 0 ? 1 : majority;
        double share = random.nextInt(4) == 0 ? 0.6 : 0.5;
        return new SimulatedProcess.Quorum(
                new QuorumPolicy(share, minimum, Duration.ofMillis(3 * tick)),
                Duration.ofMillis(interval * pick(random, 6, 20)));
    }

    private static Thresholds thresholds(Random random, long interval, Duration staleAfter) {
        Duration ratio = Duration.ofMillis(interval * 12);
        return new Thresholds(
                (int) pick(random, 1, 2, 2, 3),
                (int) pick(random, 1, 3, 3),
                new Limit(0.5, 0.1, ratio),
                new Limit(0.05, 0.02, ratio.multipliedBy(2)),
                new Limit(0.1, 0.08, ratio.multipliedBy(2)),
                0.99,
                new Limit(0.9, 0.8, Duration.ofMinutes(1)),
                new Limit(10_000, 9_000, Duration.ofMinutes(5)),
                staleAfter);
    }

    /** @param minimum where one observer may decide, a new leader must wait until the others had time to report */
    private static FailoverPolicy policy(
            Random random, long interval, long tick, long length, Required required, int minimum) {
        long quiet = interval * (minimum == 1 ? pick(random, 6, 8) : pick(random, 0, 2, 6));
        FailbackPolicy failback = new FailbackPolicy(
                random.nextBoolean(),
                Duration.ofMillis(interval * pick(random, 8, 15, 30)),
                STEPS.get(random.nextInt(STEPS.size())),
                Duration.ofMillis(interval * pick(random, 4, 10)));
        return new FailoverPolicy(
                "temporal-api-failover",
                Scenario.REGIONS,
                100,
                new SwitchLimits(
                        Duration.ofMillis(length / pick(random, 2, 4, 8)),
                        Duration.ofMillis(interval * pick(random, 6, 15, 30)),
                        (int) pick(random, 2, 3, 3),
                        Duration.ofMillis(length * pick(random, 1, 4)),
                        Duration.ofMillis(quiet)),
                new EvidencePolicy(required, List.of(), Duration.ofMillis(tick * pick(random, 4, 6))),
                failback,
                // By what was drawn already, so that the stories of the seeds stay what they are.
                failback.stableFor().toMillis() == 15 * interval ? Optional.of(MAX_LAG) : Optional.empty(),
                handover(failback, interval));
    }

    private static Optional<HandoverPolicy> handover(FailbackPolicy failback, long interval) {
        Duration timeout = Duration.ofMillis(2 * interval);
        return switch ((int) (failback.stableFor().toMillis() / interval)) {
            case 8 -> Optional.of(new HandoverPolicy(timeout, Afterwards.MOVE));
            case 30 -> Optional.of(new HandoverPolicy(timeout, Afterwards.WAIT));
            default -> Optional.empty();
        };
    }

    private static long pick(Random random, long... values) {
        return values[random.nextInt(values.length)];
    }
}
