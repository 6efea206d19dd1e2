package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.Worded;
import java.time.Duration;
import java.util.Optional;

/**
 * Who polls a critical task queue in this region's own cluster of Temporal, as it was last read.
 *
 * @param queue which
 * @param pollers that polled within {@link #WITHIN} before they were read
 * @param seen when any poller last polled, however long ago, {@link Moment#steady()}; empty if none is listed
 * @param read when the cluster last answered, {@link Moment#steady()}; empty if it never did
 * @param problem why the last question had no answer, one line for a person; empty if it had one
 */
public record QueuePollers(
        CriticalQueue queue, int pollers, Optional<Duration> seen, Optional<Duration> read, String problem) {
    /** A poll lasts a minute at most, and a worker polls again at once; Temporal lists pollers for five minutes. */
    public static final Duration WITHIN = Duration.ofMinutes(2);

    /** An answer that is older says nothing about now. */
    public static final Duration FRESH = Duration.ofMinutes(1);

    /** What the workers of a queue poll for. */
    public enum TaskKind implements Worded {
        WORKFLOW,
        ACTIVITY,
        NEXUS
    }

    /** What is known of a queue's pollers. */
    public enum PollerState implements Worded {
        /** Some poll. */
        POLLED,
        /** The cluster lists none that polled lately. */
        NONE,
        /** The cluster has not answered lately. */
        STALE,
        /** The cluster has never answered. */
        UNREAD
    }

    /**
     * A task queue that must have workers in a region before the traffic goes there.
     *
     * @param namespace of Temporal
     */
    public record CriticalQueue(String namespace, String name, TaskKind kind) {
        @Override
        public String toString() {
            return namespace + "/" + name + " " + kind.word();
        }
    }

    /** A queue that nobody was asked about yet. */
    public static QueuePollers unread(CriticalQueue queue) {
        return new QueuePollers(queue, 0, Optional.empty(), Optional.empty(), "");
    }

    /** The same after a question without an answer: the last answer stays and grows old. */
    public QueuePollers failed(String why) {
        return new QueuePollers(queue, pollers, seen, read, why);
    }

    /** What is known now. */
    public PollerState state(Duration now) {
        if (read.isEmpty()) {
            return PollerState.UNREAD;
        }
        if (now.minus(read.get()).compareTo(FRESH) > 0) {
            return PollerState.STALE;
        }
        return pollers > 0 ? PollerState.POLLED : PollerState.NONE;
    }

    /** How long ago any poller last polled. */
    public Optional<Duration> idle(Duration now) {
        return seen.map(at -> now.minus(at)).map(age -> age.isNegative() ? Duration.ZERO : age);
    }
}
