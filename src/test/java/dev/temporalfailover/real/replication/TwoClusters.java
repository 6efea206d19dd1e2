package dev.temporalfailover.real.replication;

import dev.temporalfailover.emulator.kubernetes.LoopbackFront;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Http;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Two Temporal clusters that replicate to each other, on loopback: us-east-1 at 127.0.1.1, us-west-2 at 127.0.2.1. What one
 * pulls from the other goes through a proxy, so that each direction can be cut. Not thread-safe.
 */
final class TwoClusters implements AutoCloseable {
    static final String EAST = "us-east-1";
    static final String WEST = "us-west-2";

    /** For what a busy machine does in the end. */
    static final Duration SOON = Duration.ofSeconds(90);

    private final Ground ground;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private TemporalCluster east;
    private TemporalCluster west;
    private LoopbackFront fromEast;
    private LoopbackFront fromWest;

    TwoClusters(Ground ground) {
        this.ground = ground;
    }

    /** Starts both, waits until they are healthy, and makes them known to each other. */
    void start() throws IOException, InterruptedException {
        east = keep(new TemporalCluster(ground, EAST, "127.0.1.1", 1));
        west = keep(new TemporalCluster(ground, WEST, "127.0.2.1", 2));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (Future<Void> started : both.invokeAll(List.of(created(east), created(west)))) {
                started.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } finally {
            both.shutdownNow();
        }
        fromEast = keep(LoopbackFront.of(east.frontendAddress()));
        fromWest = keep(LoopbackFront.of(west.frontendAddress()));
        connected(east, true);
        connected(west, true);
    }

    private static Callable<Void> created(TemporalCluster cluster) {
        return () -> {
            cluster.create();
            cluster.awaitReady();
            return null;
        };
    }

    /** Tells a cluster where the other one is, or that it is not to connect to it any more. */
    void connected(TemporalCluster cluster, boolean connected) throws IOException, InterruptedException {
        String other = "127.0.0.1:" + (cluster == east ? fromWest : fromEast).port();
        Answer answer = cluster.frontend().peer(other, connected);
        if (!answer.ok()) {
            throw new IOException(cluster.region() + " does not take the other cluster: " + answer);
        }
    }

    /** A namespace of both, active in the first region named. Waits until both serve it. */
    void global(String namespace, String active) throws IOException, InterruptedException {
        TemporalCluster first = of(active);
        List<String> regions = List.of(active, other(first).region());
        StringBuilder said = new StringBuilder();
        // The other cluster is not known to all services of this one at once.
        boolean made = Http.within(SOON, () -> {
            said.setLength(0);
            Answer answer = first.frontend().register(namespace, regions);
            said.append(answer);
            return answer.ok() || answer.code() == io.grpc.Status.Code.ALREADY_EXISTS;
        });
        // A host knows a new namespace a moment later than its database does.
        boolean known = made
                && Http.within(SOON, () -> first.frontend().signal(namespace).ok())
                && Http.within(
                        SOON, () -> other(first).frontend().signal(namespace).standby());
        if (!known) {
            throw new IOException("namespace " + namespace + " is not in both clusters: " + said);
        }
    }

    TemporalCluster east() {
        return east;
    }

    TemporalCluster west() {
        return west;
    }

    TemporalCluster of(String region) {
        return region.equals(EAST) ? east : west;
    }

    TemporalCluster other(TemporalCluster one) {
        return one == east ? west : east;
    }

    /** What the other region pulls from this one. */
    LoopbackFront from(TemporalCluster cluster) {
        return cluster == east ? fromEast : fromWest;
    }

    /** Both directions are a black hole, or no longer. */
    void blackHole(boolean hold) {
        fromEast.freeze(hold);
        fromWest.freeze(hold);
    }

    /** When it became so, from {@code began}; empty if it did not {@link #SOON}. */
    static Optional<Duration> after(long began, Callable<Boolean> so) throws IOException, InterruptedException {
        return Http.within(SOON, so) ? Optional.of(Duration.ofNanos(System.nanoTime() - began)) : Optional.empty();
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("closing a part of the two clusters: " + e);
            }
        }
    }
}
