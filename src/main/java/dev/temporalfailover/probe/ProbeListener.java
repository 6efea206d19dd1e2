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

    /**
     * This program threw while it asked or read an answer; that probe counts as LOCAL_ERROR. Any thread.
     *
     * @param doing what it did, one of a few texts
     */
    void localError(String doing, Throwable thrown);

    /** gRPC channels of a region's path in a connectivity state, for example {@code ready}; called when it changes. */
    void channels(String region, String path, String state, int count);

    /**
     * The gRPC channels of one service of a region on one path as a pool; called once a second.
     *
     * @param pool service and path, for example {@code frontend_private}
     * @param inUse channels with a call under way, in the mean of the last minute
     * @param channels how many there are, one for each address
     */
    void pool(String region, String pool, double inUse, int channels);

    /** A TCP connection of a gRPC channel was opened. */
    void connected(String region, String path);

    /** A gRPC channel's TCP connection was not made. */
    void connectFailed(String region, String path);

    /**
     * A cold connect succeeded.
     *
     * @param problem which addresses of the target were tried in vain before, and why; empty if none
     */
    void addresses(String region, String target, String problem);

    /** A name was resolved; {@code problem} is empty if it went well, else the last known addresses stay. */
    void resolved(String region, String host, String problem);
}
