package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.traffic.temporal.NamespaceList.NamespacesFound;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The one thread that lists each region's namespaces while this instance leads. It waits for no answer, so that a region that
 * is silent does not delay the others.
 */
final class NamespaceReader implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(1);
    /** Of the interval: without a good list for longer a region is absent. */
    private static final int STALE = 3;
    /** Longer than any list may take. One that has not ended then never will. */
    private static final Duration GIVE_UP =
            NamespaceList.DEADLINE.multipliedBy(NamespaceList.PAGES).plusSeconds(5);

    private final Map<String, RegionReads> regions = new LinkedHashMap<>();
    private final Duration interval;
    private final Clock clock;
    private final BooleanSupplier leads;
    private final Heartbeat heartbeat;
    private final NamespaceListener listener;
    private final BlockingQueue<Boolean> wakeups = new ArrayBlockingQueue<>(1);
    private final Thread thread;

    NamespaceReader(
            String name,
            List<FrontendClient> clients,
            Duration interval,
            Clock clock,
            BooleanSupplier leads,
            Heartbeat heartbeat,
            NamespaceListener listener) {
        this.interval = interval;
        this.clock = clock;
        this.leads = leads;
        this.heartbeat = heartbeat;
        this.listener = listener;
        clients.forEach(client -> regions.put(client.frontend().region(), new RegionReads(client)));
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Lists all regions at once, and once more soon after: the others are told by replication within a second. */
    void again() {
        regions.values().forEach(RegionReads::hurry);
        wakeups.offer(true);
    }

    StatedNamespaces view(String region) {
        return regions.get(region).view;
    }

    /** By region what its cluster states; one that has not answered lately is absent. */
    Map<String, Map<String, ClusterNamespace>> stated() {
        Moment now = clock.now();
        Instant latest = now.wall().plus(Moment.CLOCK_SKEW);
        Map<String, Map<String, ClusterNamespace>> stated = new LinkedHashMap<>();
        regions.forEach((region, reads) -> reads.view
                .fresh(now.steady(), interval.multipliedBy(STALE))
                .ifPresent(namespaces -> stated.put(region, until(latest, namespaces))));
        return stated;
    }

    /** Without times that are still to come: a namespace that was moved in 2999 would be a person's at every switch. */
    private static Map<String, ClusterNamespace> until(Instant latest, Map<String, ClusterNamespace> namespaces) {
        if (namespaces.values().stream().allMatch(one -> one.until(latest) == one)) {
            return namespaces;
        }
        Map<String, ClusterNamespace> known = new LinkedHashMap<>(namespaces);
        known.replaceAll((name, one) -> one.until(latest));
        return known;
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            heartbeat.round("list", this::round);
            try {
                long wait = Math.min(ROUND.toMillis(), interval.toMillis());
                wakeups.poll(wait, TimeUnit.MILLISECONDS);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void round() {
        boolean reads = leads.getAsBoolean();
        regions.values().forEach(reads ? RegionReads::list : RegionReads::stop);
    }

    /** The lists of one region: one at a time. */
    private final class RegionReads {
        private final FrontendClient client;
        private final StatedNamespaces view = new StatedNamespaces();
        private Duration next = Duration.ZERO;
        private Duration began;
        private long number;
        private boolean soon;

        RegionReads(FrontendClient client) {
            this.client = client;
        }

        synchronized void hurry() {
            next = Duration.ZERO;
            soon = true;
        }

        synchronized void stop() {
            number++;
            began = null;
            next = Duration.ZERO;
            view.forget();
        }

        void list() {
            Duration now = clock.steady();
            long mine;
            synchronized (this) {
                boolean lost = began != null && now.minus(began).compareTo(GIVE_UP) > 0;
                if (began != null && !lost || now.compareTo(next) < 0) {
                    return;
                }
                began = now;
                mine = ++number;
                next = now.plus(soon && interval.compareTo(ROUND) > 0 ? ROUND : interval);
                soon = false;
            }
            client.files();
            NamespaceList.begin(client).whenComplete((found, failure) -> ended(mine, now, found, failure));
        }

        private void ended(long mine, Duration start, NamespacesFound found, Throwable failure) {
            synchronized (this) {
                if (mine != number) {
                    return;
                }
                began = null;
                if (failure == null) {
                    view.list(found.byName(), start, clock.steady());
                }
            }
            String region = client.frontend().region();
            listener.listed(
                    region,
                    failure == null
                            ? found.problem()
                            : TemporalRefusal.ofRead(failure).detail());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        regions.values().forEach(reads -> reads.client.close());
    }
}
