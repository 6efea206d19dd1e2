package dev.temporalfailover.traffic.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Timestamp;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.traffic.temporal.wire.GetReplicationStatusResponse;
import dev.temporalfailover.traffic.temporal.wire.ShardReplicationStatus;
import dev.temporalfailover.traffic.temporal.wire.ShardReplicationStatusPerCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Temporal's history states of its shards, odd answers too. */
class ShardLagsTest {
    private static final long LOCAL = 1_900_000_000;

    private static Timestamp time(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }

    private static ShardReplicationStatus shard(long max, long acked, long ackedAt) {
        return ShardReplicationStatus.newBuilder()
                .setMaxReplicationTaskId(max)
                .setShardLocalTime(time(LOCAL))
                .putRemoteClusters(
                        "w",
                        ShardReplicationStatusPerCluster.newBuilder()
                                .setAckedTaskId(acked)
                                .setAckedTaskVisibilityTime(time(ackedAt))
                                .build())
                .build();
    }

    private final ShardLags lags = new ShardLags("w");
    private Duration now = Duration.ofSeconds(5);

    private ReplicationLag lag(String silent, ShardReplicationStatus... shards) {
        GetReplicationStatusResponse answer = GetReplicationStatusResponse.newBuilder()
                .addAllShards(List.of(shards))
                .build();
        return lags.look(List.of(answer), silent, now);
    }

    private void is(double seconds, int shards, String unknown, ReplicationLag lag) {
        assertEquals(new ReplicationLag(Duration.ofMillis((long) (seconds * 1000)), shards, unknown, now), lag);
    }

    @Test
    void theOldestOfTheShardsThatLagCounts() {
        is(37, 2, "", lag("", shard(2520, 1440, LOCAL - 37), shard(9, 8, LOCAL - 1), shard(5, 5, LOCAL)));
    }

    /** Of a host whose clock is broken, or of one that lies: an age that is no number of nanoseconds would end each tick. */
    @Test
    void agesThatCannotBeAreNone() {
        for (long local : new long[] {Long.MAX_VALUE, 300_000_000_000L, -1, Long.MIN_VALUE}) {
            ShardReplicationStatus odd = shard(9, 8, LOCAL).toBuilder()
                    .setShardLocalTime(time(local))
                    .build();
            is(0, 1, "1 shards have heard no acknowledgement since they were loaded", lag("", odd));
        }
    }

    @Test
    void anIdleShardIsNotBehindHoweverOldItsLastTaskIs() {
        is(0, 0, "", lag("", shard(100, 100, LOCAL - 61), shard(100, 101, LOCAL - 3600)));
    }

    /** Seen on real clusters: its last acknowledged task was written 38 s before the link was cut. */
    @Test
    void aShardIsNoFurtherBehindThanSinceItHadNothingToAcknowledge() {
        is(0, 0, "", lag("", shard(100, 100, LOCAL - 61)));
        now = Duration.ofSeconds(10);
        is(5, 1, "", lag("", shard(101, 100, LOCAL - 66)));
        now = Duration.ofSeconds(40);
        is(35, 1, "", lag("", shard(150, 100, LOCAL - 96)));
        is(3, 1, "", lag("", shard(150, 140, LOCAL - 3)));
        is(35, 1, "", lag("", shard(150, 140, 0)));
    }

    @Test
    void aShardWithoutAnyAcknowledgementIsUnknown() {
        is(
                2,
                2,
                "1 shards have heard no acknowledgement since they were loaded",
                lag("", shard(7, 3, 0), shard(7, 3, LOCAL - 2)));
    }

    @Test
    void aClusterThatNoShardKnowsIsUnknown() {
        ShardReplicationStatus other =
                ShardReplicationStatus.newBuilder().setMaxReplicationTaskId(7).build();
        is(0, 0, "1 shards know no cluster w", lag("", other));
    }

    @Test
    void aHostThatIsSilentOrOwnsNothingLeavesMoreUnknown() {
        is(1, 1, "10.0.0.2: UNAVAILABLE", lag("10.0.0.2: UNAVAILABLE", shard(7, 3, LOCAL - 1)));
        is(0, 0, "no host owns a shard", lag(""));
    }

    @Test
    void timesWithoutMeaningNeitherThrowNorCount() {
        ShardReplicationStatus odd = shard(7, 3, Long.MAX_VALUE).toBuilder()
                .setShardLocalTime(
                        Timestamp.newBuilder().setSeconds(Long.MIN_VALUE).setNanos(-1))
                .build();
        is(0, 1, "1 shards have heard no acknowledgement since they were loaded", lag("", odd));
        is(0, 1, "", lag("", shard(7, 3, LOCAL + 100)));
    }
}
