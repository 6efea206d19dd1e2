package dev.temporalfailover.traffic.temporal;

import com.google.protobuf.Timestamp;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.traffic.temporal.wire.GetReplicationStatusResponse;
import dev.temporalfailover.traffic.temporal.wire.ShardReplicationStatus;
import dev.temporalfailover.traffic.temporal.wire.ShardReplicationStatusPerCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What history hosts state of their shards -> how far one other cluster is behind. Temporal's own metrics do not tell: while a
 * link is cut they stand still as if nothing were to be sent.
 *
 * <p>A shard tells when the last acknowledged task was written, not the first unacknowledged one. After an idle hour the next task
 * would make it an hour behind until it is acknowledged: so it is no further behind than since it last had nothing to acknowledge.
 * One thread at a time.
 */
final class ShardLags {
    private static final int NANOS = 1_000_000_000;

    /** Seconds; what is further behind is no replication, and no number in nanoseconds at last. */
    private static final long LONGEST = Duration.ofDays(3650).toSeconds();

    /** More shards than any cluster has are no answer of Temporal's. */
    private static final int SHARDS = 100_000;

    private final String cluster;
    /** When each shard was last seen to have nothing unacknowledged. */
    private final Map<Integer, Duration> clear = new HashMap<>();

    ShardLags(String cluster) {
        this.cluster = cluster;
    }

    /** The other cluster's name. */
    String cluster() {
        return cluster;
    }

    /**
     * The lag now.
     *
     * @param silent why a host's shards are missing; empty if all hosts answered
     */
    ReplicationLag look(List<GetReplicationStatusResponse> answers, String silent, Duration now) {
        if (clear.size() > SHARDS) {
            clear.clear();
        }
        Duration behind = Duration.ZERO;
        int lagging = 0;
        int shards = 0;
        int never = 0;
        int strangers = 0;
        for (GetReplicationStatusResponse answer : answers) {
            for (ShardReplicationStatus shard : answer.getShardsList()) {
                shards++;
                ShardReplicationStatusPerCluster there =
                        shard.getRemoteClustersMap().get(cluster);
                if (there == null) {
                    strangers++;
                    continue;
                }
                // An idle shard's last acknowledged task is old, and one may have acknowledged more than there is.
                if (shard.getMaxReplicationTaskId() <= there.getAckedTaskId()) {
                    clear.put(shard.getShardId(), now);
                    continue;
                }
                lagging++;
                Optional<Duration> since =
                        Optional.ofNullable(clear.get(shard.getShardId())).map(now::minus);
                Optional<Duration> age = age(there, shard);
                if (age.isEmpty() && since.isEmpty()) {
                    never++;
                } else {
                    behind = longer(behind, shorter(age, since));
                }
            }
        }
        List<String> unknown = new ArrayList<>();
        if (!silent.isEmpty()) {
            unknown.add(silent);
        } else if (shards == 0) {
            unknown.add("no host owns a shard");
        }
        if (strangers > 0) {
            unknown.add(strangers + " shards know no cluster " + cluster);
        }
        if (never > 0) {
            unknown.add(never + " shards have heard no acknowledgement since they were loaded");
        }
        return new ReplicationLag(behind, lagging, String.join("; ", unknown), now);
    }

    private static Duration shorter(Optional<Duration> age, Optional<Duration> since) {
        Duration one = age.or(() -> since).orElseThrow();
        Duration other = since.orElse(one);
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Since the last acknowledged task was written, by the shard's clock; empty if there was none, or if these are no times. */
    private static Optional<Duration> age(ShardReplicationStatusPerCluster there, ShardReplicationStatus shard) {
        Timestamp from = there.getAckedTaskVisibilityTime();
        Timestamp to = shard.getShardLocalTime();
        if (from.getSeconds() <= 0) {
            return Optional.empty();
        }
        boolean times = from.getNanos() >= 0 && from.getNanos() < NANOS && to.getNanos() >= 0 && to.getNanos() < NANOS;
        long seconds = to.getSeconds() - from.getSeconds();
        return times && to.getSeconds() >= 0 && seconds <= LONGEST
                ? Optional.of(Duration.ofSeconds(seconds, to.getNanos() - from.getNanos()))
                : Optional.empty();
    }
}
