package dev.temporalfailover.testkit;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Limit;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.failover.verdict.Tier;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Values that the tests of the core share. */
public final class Fixtures {
    public static final String EAST = "us-east-1";
    public static final String WEST = "us-west-2";
    public static final Instant EPOCH = Instant.parse("2026-11-22T03:00:00Z");
    public static final Target TARGET = target(EAST, Service.FRONTEND, "private", Check.SYSTEM_INFO);

    public static final Thresholds THRESHOLDS = new Thresholds(
            2,
            3,
            new Limit(0.5, 0.1, Duration.ofMinutes(1)),
            new Limit(0.01, 0.005, Duration.ofMinutes(2)),
            new Limit(0.1, 0.08, Duration.ofMinutes(5)),
            0.99,
            new Limit(0.9, 0.8, Duration.ofMinutes(1)),
            new Limit(10_000, 9_000, Duration.ofMinutes(5)),
            Duration.ofSeconds(15));

    public static final FailoverPolicy POLICY = new FailoverPolicy(
            "temporal-api-failover",
            List.of(EAST, WEST),
            100,
            new SwitchLimits(
                    Duration.ofHours(1), Duration.ofMinutes(5), 3, Duration.ofHours(24), Duration.ofSeconds(30)));

    private Fixtures() {}

    /** Heartbeats that nobody looks at. */
    public static Heartbeats heartbeats() {
        return new Heartbeats(TestClock.of(() -> Duration.ZERO), (thread, step) -> {});
    }

    public static Target target(String region, Service service, String path, Check check) {
        return new Target(region, service, path, "10.0.0.1:7233", check);
    }

    public static ProbeResult result(Outcome outcome, double atSeconds) {
        return result(TARGET, outcome, 0.003, atSeconds);
    }

    public static ProbeResult result(Target target, Outcome outcome, double latencySeconds, double atSeconds) {
        return new ProbeResult(target, outcome, seconds(latencySeconds), seconds(atSeconds), "");
    }

    public static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    public static Moment at(double seconds) {
        return new Moment(EPOCH.plus(seconds(seconds)), seconds(seconds));
    }

    public static RegionVerdict verdict(String region, Verdict verdict, double sinceSeconds) {
        boolean down = verdict == Verdict.DOWN;
        return new RegionVerdict(
                region,
                verdict,
                seconds(sinceSeconds),
                down ? Tier.REACH : null,
                "because",
                List.of(),
                down ? seconds(sinceSeconds) : null,
                seconds(sinceSeconds));
    }

    /** These verdicts, without other observers. */
    public static Judgement judgement(RegionVerdict... verdicts) {
        Map<String, RegionVerdict> byRegion =
                Arrays.stream(verdicts).collect(Collectors.toMap(RegionVerdict::region, v -> v));
        return new Judgement(byRegion, Observers.NONE, Duration.ZERO);
    }

    /** The same verdicts, judged again. */
    public static Judgement judgedAt(Judgement judgement, Duration now) {
        Map<String, RegionVerdict> again = judgement.verdicts().values().stream()
                .map(v -> new RegionVerdict(
                        v.region(), v.verdict(), v.since(), v.tier(), v.why(), v.evidence(), v.failingSince(), now))
                .collect(Collectors.toMap(RegionVerdict::region, v -> v));
        return new Judgement(again, judgement.observers(), now);
    }

    /** Epoch {@code epoch} with {@code active} carrying all; {@code switches} are seconds on the wall clock. */
    public static EpochRecord record(long epoch, String active, double... switches) {
        List<Instant> times =
                Arrays.stream(switches).mapToObj(s -> EPOCH.plus(seconds(s))).toList();
        return new EpochRecord(epoch, active, POLICY.weightsFor(active), "pod-a", "test", EPOCH, times);
    }

    public static DnsReading owned(EpochRecord record) {
        return new DnsReading(DnsReading.State.OWNED, Optional.of(record), record.weights(), "", Duration.ZERO, false);
    }

    public static Situation situation(EpochRecord record, RegionVerdict east, RegionVerdict west, Intents intents) {
        return new Situation(
                WEST, true, Map.of(EAST, east, WEST, west), owned(record), Optional.empty(), intents, Duration.ZERO);
    }
}
