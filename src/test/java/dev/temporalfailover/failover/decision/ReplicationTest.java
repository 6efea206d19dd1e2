package dev.temporalfailover.failover.decision;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Refuse;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A planned move waits until the target's cluster has what the active one wrote; nothing else waits for that. */
class ReplicationTest {
    private static final double NOW = 1000;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private FailoverPolicy policy = POLICY.withMaxReplicationLag(Optional.of(LIMIT));
    private Verdict east = Verdict.HEALTHY;
    private Optional<ReplicationLag> lag = Optional.of(behind(0.5, 999));
    private Intents intents = asks(WEST, false);
    private String active = EAST;

    private static ReplicationLag behind(double seconds, double readAt) {
        return new ReplicationLag(seconds(seconds), seconds > 0 ? 3 : 0, "", seconds(readAt));
    }

    private static Intents asks(String to, boolean force) {
        Request request =
                new Request(Kind.FAILOVER, to, "ann", "drill", false, force, EPOCH.plusSeconds(9999), Optional.empty());
        return Intents.NONE.withRequest(Optional.of(request));
    }

    private Decision decide() {
        Map<String, Map<String, ReplicationLag>> told =
                lag.map(l -> Map.of(EAST, Map.of(WEST, l))).orElse(Map.of());
        return Decide.decide(
                new Situation(
                        WEST,
                        true,
                        Map.of(EAST, verdict(EAST, east, 900), WEST, verdict(WEST, Verdict.HEALTHY, 10)),
                        owned(record(7, active)),
                        Optional.empty(),
                        intents,
                        Duration.ZERO,
                        Elsewhere.NONE,
                        Duration.ofDays(1),
                        "",
                        new Replication(WEST, told)),
                policy,
                at(NOW));
    }

    private Optional<Rule> rule() {
        return decide().rules().stream()
                .filter(rule -> rule.name() == Reason.REPLICATION_LAG)
                .findFirst();
    }

    private void refused(String why) {
        Refuse refuse = assertInstanceOf(Refuse.class, decide());
        assertEquals(Reason.REPLICATION_LAG, refuse.reason());
        assertEquals(why, rule().orElseThrow().present());
    }

    @Test
    void aPlannedMoveBeginsOnceTheTargetIsWithinTheLimit() {
        lag = Optional.of(behind(12, 999));
        refused("us-west-2 is 12 s behind us-east-1 in 3 shards, limit 10 s; force does not wait, and loses what is not"
                + " replicated");
        lag = Optional.of(behind(10, 999));
        assertEquals(Reason.REQUESTED, assertInstanceOf(Shift.class, decide()).reason());
    }

    @Test
    void whatIsNotKnownIsNotWithinTheLimit() {
        lag = Optional.empty();
        refused(
                "not known how far us-west-2 is behind us-east-1, whose history has not told, limit 10 s; force does not wait,"
                        + " and loses what is not replicated");
        lag = Optional.of(behind(0, 969));
        refused(
                "us-west-2 is not behind us-east-1, last told 31 s ago, limit 10 s; force does not wait, and loses what is not"
                        + " replicated");
        lag = Optional.of(new ReplicationLag(Duration.ZERO, 0, "10.0.0.1: no answer", seconds(999)));
        refused(
                "us-west-2 is not behind us-east-1, perhaps more: 10.0.0.1: no answer, limit 10 s; force does not wait, and"
                        + " loses what is not replicated");
    }

    @Test
    void whoForcesItDoesNotWaitAndIsSaidToHaveForced() {
        lag = Optional.of(behind(60, 999));
        intents = asks(WEST, true);
        Shift shift = assertInstanceOf(Shift.class, decide());
        assertTrue(shift.forced());
        lag = Optional.of(behind(0, 999));
        assertFalse(assertInstanceOf(Shift.class, decide()).forced());
    }

    @Test
    void aRegionThatIsDownIsLeftAtOnceAndTheEstimateOfTheLossIsSaid() {
        east = Verdict.DOWN;
        intents = Intents.NONE;
        lag = Optional.of(behind(0.5, 986));
        assertEquals(Reason.ACTIVE_DOWN, assertInstanceOf(Shift.class, decide()).reason());
        assertEquals(
                "not waited for, us-east-1 is DOWN: us-west-2 is 500 ms behind us-east-1 in 3 shards, last told 14 s ago",
                rule().orElseThrow().present());
        intents = asks(WEST, false);
        lag = Optional.empty();
        assertEquals(Reason.REQUESTED, assertInstanceOf(Shift.class, decide()).reason());
    }

    @Test
    void aFailbackWaitsToo() {
        policy = POLICY.with(new FailbackPolicy(true, Duration.ofSeconds(30), List.of(100), Duration.ofSeconds(30)))
                .withMaxReplicationLag(Optional.of(LIMIT));
        active = WEST;
        intents = Intents.NONE;
        Refuse refuse = assertInstanceOf(Refuse.class, decide());
        assertEquals(Reason.REPLICATION_LAG, refuse.reason());
        assertEquals(EAST, refuse.wanted());
    }

    @Test
    void withoutALimitItIsSaidAndStopsNothing() {
        policy = POLICY;
        lag = Optional.of(behind(60, 999));
        assertInstanceOf(Shift.class, decide());
        assertEquals(
                "us-west-2 is 60 s behind us-east-1 in 3 shards, no limit is set",
                rule().orElseThrow().present());
        lag = Optional.empty();
        assertTrue(rule().isEmpty(), "where nothing is replicated nothing is said");
    }
}
