package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the leader of a region tells of its own cluster of Temporal, which no other place asks.
 *
 * @param queues how many critical task queues it asks about
 * @param idle those that no worker polled lately, at most {@link #NAMED}
 * @param idleCount how many there are
 * @param unknown how many it knows nothing of
 * @param connections to its frontends; empty if it does not know
 */
public record OwnCluster(
        int queues, List<String> idle, int idleCount, int unknown, Optional<FrontendConnections> connections) {
    /** A list of them is no longer. */
    public static final int NAMED = 10;

    /**
     * As its frontends' own pages state them.
     *
     * @param count all of them
     * @param before the most it held without traffic, before it last took it; empty if that was not seen
     * @param at when they were read, {@link Moment#steady()}
     */
    public record FrontendConnections(long count, OptionalLong before, Duration at) {}

    public OwnCluster {
        idle = List.copyOf(idle);
    }
}
