package dev.temporalfailover.failover.status;

import java.time.Duration;
import java.util.Map;

/**
 * How a policy's namespaces are watched.
 *
 * @param on false where {@code namespaces.mode} is off: none is read or moved
 * @param twice by name: since when this leader has seen it active in more than one cluster, {@link
 *     dev.temporalfailover.failover.Moment#steady()}
 */
public record NamespaceWatch(boolean on, Map<String, Duration> twice) {
    /** None is read or moved. */
    public static final NamespaceWatch OFF = new NamespaceWatch(false, Map.of());

    public NamespaceWatch {
        twice = Map.copyOf(twice);
    }
}
