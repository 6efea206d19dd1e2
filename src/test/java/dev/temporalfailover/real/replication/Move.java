package dev.temporalfailover.real.replication;

import dev.temporalfailover.real.ground.Http;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One move of a namespace, asked in one cluster.
 *
 * @param update the answer to UpdateNamespace
 * @param accepted until the gaining cluster took a start, from the request
 * @param learnt until the other cluster named the gaining one; empty if it was not watched
 */
record Move(Answer update, Optional<Duration> accepted, Optional<Duration> learnt) {

    /** Asks the gaining cluster, then watches both. */
    static Move to(
            TwoClusters clusters, TemporalCluster gaining, String namespace, Acceptance acceptance, boolean watched)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Answer update = gaining.frontend().activate(namespace, gaining.region());
        if (!update.ok()) {
            return new Move(update, Optional.empty(), Optional.empty());
        }
        ClusterCalls losing = clusters.other(gaining).frontend();
        AtomicReference<Optional<Duration>> accepted = new AtomicReference<>(Optional.empty());
        AtomicReference<Optional<Duration>> learnt = new AtomicReference<>(Optional.empty());
        Http.within(TwoClusters.SOON, () -> {
            if (accepted.get().isEmpty() && acceptance.accepts(gaining, namespace)) {
                accepted.set(since(began));
            }
            if (watched
                    && learnt.get().isEmpty()
                    && losing.describe(namespace).text().equals(gaining.region())) {
                learnt.set(since(began));
            }
            return accepted.get().isPresent() && (learnt.get().isPresent() || !watched);
        });
        return new Move(update, accepted.get(), learnt.get());
    }

    private static Optional<Duration> since(long began) {
        return Optional.of(Duration.ofNanos(System.nanoTime() - began));
    }

    /** True if it was accepted and the version is one of this cluster's. */
    boolean done(TemporalCluster gaining) {
        return update.ok()
                && accepted.isPresent()
                && Long.parseLong(update.text()) % 10 == (gaining.region().equals(TwoClusters.EAST) ? 1 : 2);
    }

    /** The version that a cluster knows of a namespace. */
    static long version(TemporalCluster cluster, String namespace) {
        DescribeNamespaceResponse known = cluster.frontend().namespace(namespace);
        return known.getFailoverVersion();
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    static String seconds(Optional<Duration> time) {
        return time.map(Move::seconds).orElse("not at all");
    }

    @Override
    public String toString() {
        return update.code() + " in " + update.millis() + " ms, version " + update.text() + "; a start accepted after "
                + seconds(accepted)
                + learnt.map(time -> "; the other cluster knew after " + seconds(time))
                        .orElse("");
    }
}
