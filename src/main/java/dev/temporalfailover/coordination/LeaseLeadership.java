package dev.temporalfailover.coordination;

import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Leads while it holds a Kubernetes Lease.
 *
 * <p>Written for this service because fabric8's LeaderElector (7.5) judges expiry by comparing the other holder's wall
 * clock with ours, measures its own deadline with the wall clock, and notices a missed deadline only when its thread
 * runs. Here, as in client-go, another holder's lease expires when the record has not changed for its duration on
 * <em>our</em> steady clock; and {@link #leads} compares the steady clock at the call, so a process that was paused
 * stops leading before it does anything else. Each renewal counts from before it was sent, others count from when they
 * saw it, and the lease is longer than the deadline: so one stops before another starts.
 *
 * <p>A Lease does not fence: a write already under way may still land. The epoch's compare-and-swap does.
 */
public final class LeaseLeadership implements Leadership {
    /** Annotation of the Lease: where its holder takes reports, {@code host:port}. */
    static final String ADDRESS = "temporal-failover.dev/address";

    private static final int LONGEST_ADDRESS = 300;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final String identity;
    private final String address;
    private final LeaseTimes times;
    private final Supplier<Duration> steady;
    private final Supplier<Instant> wall;
    private final DoubleSupplier random;
    private final ScheduledExecutorService executor;
    private final Consumer<String> report;

    /** Until when it leads, and since when; one value, so that readers see both or neither. */
    private record Term(Duration since, Duration until) {}

    private volatile Term term = new Term(Duration.ZERO, Duration.ZERO);
    private volatile boolean closed;
    private volatile String holder = "";
    private volatile String holderAddress = "";
    private volatile String trouble = "";
    private LeaseSpec observed;
    private Duration observedAt;

    /**
     * @param client stays the caller's
     * @param identity this instance, unique among all that share the Lease
     * @param address where this instance takes reports while it leads, {@code host:port}; empty for nowhere
     * @param steady monotonic time since the process started
     * @param wall calendar time, only written into the Lease for people
     * @param random in [0, 1), for the jitter of candidates
     * @param executor runs the attempts; stays the caller's
     * @param report one line for each change of holder and each attempt that failed
     */
    public LeaseLeadership(
            KubernetesClient client,
            String namespace,
            String name,
            String identity,
            String address,
            LeaseTimes times,
            Supplier<Duration> steady,
            Supplier<Instant> wall,
            DoubleSupplier random,
            ScheduledExecutorService executor,
            Consumer<String> report) {
        // As in Kubernetes' own components: two attempts fit into the deadline, even when the first hangs.
        this.client = DeadlineClient.of(client, times.renew().dividedBy(2));
        this.namespace = namespace;
        this.name = name;
        this.identity = identity;
        this.address = address;
        this.times = times;
        this.steady = steady;
        this.wall = wall;
        this.random = random;
        this.executor = executor;
        this.report = report;
    }

    /** Begins to try; does not wait. */
    public void start() {
        executor.execute(this::run);
    }

    @Override
    public boolean leads() {
        return !closed && steady.get().compareTo(term.until()) < 0;
    }

    @Override
    public Duration since() {
        return term.since();
    }

    @Override
    public String holder() {
        return holder;
    }

    @Override
    public Optional<String> holderAddress() {
        String now = holderAddress;
        return now.isEmpty() ? Optional.empty() : Optional.of(now);
    }

    @Override
    public String trouble() {
        return trouble;
    }

    private void run() {
        if (closed) {
            return;
        }
        try {
            attempt();
        } catch (RuntimeException e) {
            // Must not end the attempts: a leader that stops renewing leaves its region without a leader.
            report.accept("an attempt at the lease " + namespace + "/" + name + " failed: " + e);
        }
        double jitter = leads() ? 0 : random.getAsDouble() * 1.2;
        long wait = Math.round(times.retry().toMillis() * (1 + jitter));
        if (!closed) {
            executor.schedule(this::run, wait, TimeUnit.MILLISECONDS);
        }
    }

    /** One attempt to acquire or renew. */
    synchronized void attempt() {
        if (closed) {
            return;
        }
        Duration sent = steady.get();
        try {
            Lease lease = client.leases().inNamespace(namespace).withName(name).get();
            observe(lease);
            if (lease != null && othersHold(lease.getSpec())) {
                trouble = "";
                return;
            }
            Lease mine = lease == null
                    ? create()
                    : update(lease, identity, (int) times.lease().toSeconds());
            observe(mine);
            trouble = "";
            boolean fresh = !leads();
            term = new Term(fresh ? sent : term.since(), sent.plus(times.renew()));
        } catch (KubernetesClientException e) {
            // 409: another instance was faster. Otherwise the term ends by itself unless a later attempt succeeds.
            if (e.getCode() != 409) {
                trouble = "the lease " + namespace + "/" + name + " could not be "
                        + (leads() ? "renewed: " : "acquired: ") + ApiError.words(e);
                report.accept(trouble);
            }
        }
    }

    private void observe(Lease lease) {
        LeaseSpec spec = lease == null ? null : lease.getSpec();
        if (!Objects.equals(spec, observed) || observedAt == null) {
            observed = spec;
            observedAt = steady.get();
        }
        String now = spec == null || spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity();
        holderAddress = now.isEmpty() ? "" : address(lease);
        if (!now.equals(holder)) {
            holder = now;
            report.accept(
                    "the lease " + namespace + "/" + name + " is held by " + (now.isEmpty() ? "no instance" : now));
        }
    }

    /** Empty if it is missing or not an address: every writer of the Lease can write nonsense. */
    private static String address(Lease lease) {
        Map<String, String> annotations = lease.getMetadata().getAnnotations();
        String stated = annotations == null ? "" : annotations.getOrDefault(ADDRESS, "");
        return stated.length() <= LONGEST_ADDRESS && stated.matches("[A-Za-z0-9._:\\[\\]-]+:[0-9]{1,5}") ? stated : "";
    }

    /** The Lease's annotations with this address, or without one. */
    private static Map<String, String> annotations(Lease lease, String address) {
        Map<String, String> all = new HashMap<>();
        if (lease != null && lease.getMetadata().getAnnotations() != null) {
            all.putAll(lease.getMetadata().getAnnotations());
        }
        all.remove(ADDRESS);
        if (!address.isEmpty()) {
            all.put(ADDRESS, address);
        }
        return all;
    }

    /** True while another holder's lease has not run out on our own clock. */
    private boolean othersHold(LeaseSpec spec) {
        boolean free = spec == null
                || spec.getHolderIdentity() == null
                || spec.getHolderIdentity().isEmpty()
                || spec.getHolderIdentity().equals(identity);
        if (free) {
            return false;
        }
        Integer stated = spec.getLeaseDurationSeconds();
        Duration theirs = Duration.ofSeconds(stated == null ? 0 : Math.max(0, stated));
        Duration wait = theirs.compareTo(times.lease()) > 0 ? theirs : times.lease();
        return steady.get().compareTo(observedAt.plus(wait)) < 0;
    }

    private Lease create() {
        ZonedDateTime now = now();
        Lease lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withAnnotations(annotations(null, address))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds((int) times.lease().toSeconds())
                .withAcquireTime(now)
                .withRenewTime(now)
                .withLeaseTransitions(0)
                .endSpec()
                .build();
        return client.leases().inNamespace(namespace).resource(lease).create();
    }

    private Lease update(Lease lease, String to, int seconds) {
        LeaseSpec was = lease.getSpec() == null ? new LeaseSpec() : lease.getSpec();
        boolean same = to.equals(was.getHolderIdentity());
        int transitions = was.getLeaseTransitions() == null ? 0 : was.getLeaseTransitions();
        boolean taken = !same && !to.isEmpty();
        Lease changed = new LeaseBuilder(lease)
                .editMetadata()
                .withAnnotations(annotations(lease, to.isEmpty() ? "" : address))
                .endMetadata()
                .editOrNewSpec()
                .withHolderIdentity(to)
                .withLeaseDurationSeconds(seconds)
                .withAcquireTime(same && was.getAcquireTime() != null ? was.getAcquireTime() : now())
                .withRenewTime(now())
                .withLeaseTransitions(taken ? transitions + 1 : transitions)
                .endSpec()
                .build();
        // Carries the resourceVersion that was read, so a faster writer makes this a 409.
        return client.leases().inNamespace(namespace).resource(changed).update();
    }

    /** Stops leading at once, then frees the Lease so that another need not wait for its end. */
    @Override
    public void close() {
        boolean led = leads();
        closed = true;
        synchronized (this) {
            term = new Term(term.since(), Duration.ZERO);
            if (led) {
                release();
            }
        }
    }

    private void release() {
        try {
            Lease lease = client.leases().inNamespace(namespace).withName(name).get();
            if (lease != null
                    && lease.getSpec() != null
                    && identity.equals(lease.getSpec().getHolderIdentity())) {
                update(lease, "", 1);
                holder = "";
                holderAddress = "";
            }
        } catch (KubernetesClientException e) {
            report.accept(
                    "the lease " + namespace + "/" + name + " was not released and must expire: " + ApiError.words(e));
        }
    }

    private ZonedDateTime now() {
        return wall.get().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }
}
