package dev.temporalfailover.simulation;

import dev.temporalfailover.app.SimulatedProcess;
import dev.temporalfailover.failover.FailoverPolicy;
import dev.temporalfailover.failover.Limit;
import dev.temporalfailover.failover.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * The configuration that a seed chose, the same for all instances. Coarse seeds ask rarely and last long, fine ones ask
 * often and are short, so that each costs about the same.
 *
 * @param interval between probes of one target, ms
 * @param failedFor what the newest true failure of a region may be old when a sound instance still calls it DOWN, ms
 * @param length of the part with faults, ms
 */
record Scenario(
        FailoverPolicy policy,
        Thresholds thresholds,
        SimulatedProcess.Times times,
        LeaseRules lease,
        long interval,
        long timeout,
        long failedFor,
        long length) {

    static final String EAST = "us-east-1";
    static final String WEST = "us-west-2";
    static final List<String> REGIONS = List.of(EAST, WEST);
    static final List<String> PATHS = List.of("private", "public");

    /** Times of the Lease, ms, as {@code coordination.LeaseTimes} has them. */
    record LeaseRules(long lease, long renew, long retry) {}

    static Scenario of(Random random) {
        long interval = pick(random, 5_000, 10_000, 10_000, 20_000);
        long tick = interval / 2;
        long timeout = 1_000;
        int failAfter = (int) pick(random, 1, 2, 2, 3);
        int recoverAfter = (int) pick(random, 1, 3, 3);
        Duration ratio = Duration.ofMillis(interval * 12);
        Duration staleAfter = Duration.ofMillis(3 * interval + timeout);
        Thresholds thresholds = new Thresholds(
                failAfter,
                recoverAfter,
                new Limit(0.5, 0.1, ratio),
                new Limit(0.05, 0.02, ratio.multipliedBy(2)),
                new Limit(0.1, 0.08, ratio.multipliedBy(2)),
                0.99,
                new Limit(0.9, 0.8, Duration.ofMinutes(1)),
                new Limit(10_000, 9_000, Duration.ofMinutes(5)),
                staleAfter);
        long length = interval * pick(random, 120, 240, 360);
        FailoverPolicy policy = new FailoverPolicy(
                "temporal-api-failover",
                REGIONS,
                100,
                Duration.ofMillis(length / pick(random, 1, 2, 4)),
                Duration.ofMillis(interval * pick(random, 6, 15, 30)),
                (int) pick(random, 2, 3, 3),
                Duration.ofMillis(length * pick(random, 1, 4)),
                Duration.ofMillis(pick(random, 0, 2 * interval, 6 * interval)));
        LeaseRules lease = new LeaseRules(3 * interval, 2 * interval, interval / 2);
        SimulatedProcess.Times times = new SimulatedProcess.Times(
                Duration.ofMillis(tick),
                Duration.ofMillis(interval * pick(random, 1, 2)),
                Duration.ofMillis(6 * interval),
                staleAfter);
        long failedFor = ratio.toMillis() + (failAfter + recoverAfter + 3) * (interval * 6 / 5 + timeout);
        return new Scenario(policy, thresholds, times, lease, interval, timeout, failedFor, length);
    }

    /** The longest time from a failure to a tick that knows of it, in an instance that is well. */
    long detection() {
        return (thresholds.failAfter() + 1) * (interval * 11 / 10 + timeout)
                + 3 * times.tick().toMillis();
    }

    /** The longest time between two reads of the zone by a leader whose API answers. */
    long longestLook() {
        return times.readInterval().toMillis() * 6 / 5 + 2 * times.tick().toMillis();
    }

    private static long pick(Random random, long... values) {
        return values[random.nextInt(values.length)];
    }
}
