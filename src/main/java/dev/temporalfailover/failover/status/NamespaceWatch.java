package dev.temporalfailover.failover.status;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a policy's namespaces are watched.
 *
 * @param on false where {@code namespaces.mode} is off: none is read or moved
 * @param twice by name: since when this leader has seen it active in more than one cluster, {@link
 *     dev.temporalfailover.failover.Moment#steady()}
 * @param longPoll how long this region's cluster keeps a poll without a task; empty where it is not measured
 */
public record NamespaceWatch(boolean on, Map<String, Duration> twice, Optional<LongPoll> longPoll) {
    /** None is read or moved. */
    public static final NamespaceWatch OFF = new NamespaceWatch(false, Map.of());

    public NamespaceWatch {
        twice = Map.copyOf(twice);
    }

    /** Without a measured long poll. */
    public NamespaceWatch(boolean on, Map<String, Duration> twice) {
        this(on, twice, Optional.empty());
    }
}
