package dev.temporalfailover.failover.situation;

import java.time.Duration;

/**
 * How far one region's cluster of Temporal is behind another's, as that other one states it: what it wrote and nobody has
 * acknowledged. That is what is lost if it is left at once.
 *
 * @param behind age of the oldest task that may be unacknowledged, over all shards; zero if all are acknowledged
 * @param shards that have such tasks
 * @param unknown why there may be more than {@code behind}; empty if all shards told
 * @param at when it was read, {@link dev.temporalfailover.failover.Moment#steady()}
 */
public record ReplicationLag(Duration behind, int shards, String unknown, Duration at) {
    /** A lag that was read longer ago says nothing about now. */
    public static final Duration FRESH = Duration.ofSeconds(30);

    /** True if it was read lately, of all shards. */
    public boolean known(Duration now) {
        return unknown.isEmpty() && now.minus(at).compareTo(FRESH) <= 0;
    }
}
