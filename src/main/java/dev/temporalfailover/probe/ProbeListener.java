package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.outside.FileListener;
import java.time.Duration;

/**
 * What the prober reports in addition to results. Called on the prober's one thread (files: on its file thread), so an
 * implementation must return at once and must not throw.
 */
public interface ProbeListener extends FileListener {

    /** Our own process did not run for {@code howLong}; results of probes in flight over it are STARVED. */
    void paused(Duration howLong);

    /** A probe was due while the one before still hung; it was not started. */
    void skipped(Target target);

    /** gRPC channels of a region's path in a connectivity state, for example {@code ready}; called when it changes. */
    void channels(String region, String path, String state, int count);

    /** A TCP connection of a gRPC channel was opened. */
    void connected(String region, String path);

    /** A gRPC channel's TCP connection was not made. */
    void connectFailed(String region, String path);

    /** A name was resolved; {@code problem} is empty if it went well, else the last known addresses stay. */
    void resolved(String region, String host, String problem);
}
