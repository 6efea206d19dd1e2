package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

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
 * <p>A holder with a hindrance gives the Lease back at its next attempt, and is no candidate until that is gone.
 *
 * <p>A Lease does not fence: a write already under way may still land. The epoch's compare-and-swap does.
 */
public final class LeaseLeadership implements Leadership {
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);
    private static final int LONGEST_TEXT = 300;
    /** A Lease that states more than so many of our own durations was not written by an instance with a sound configuration. */
    private static final int LONGER = 10;

    private final LeaseObject object;
    private final Candidate self;
    private final LeaseTimes times;
    private final Clock clock;
    private final DoubleSupplier random;
    private final ScheduledExecutorService executor;
    private final Consumer<String> report;
    private final Heartbeat heartbeat;

    /** Until when it leads, and since when; one value, so that readers see both or neither. */
    private record Term(Duration since, Duration until) {}

    private volatile Term term = new Term(Duration.ZERO, Duration.ZERO);
    private volatile boolean closed;
    private volatile String holder = "";
    private volatile Optional<String> holderAddress = Optional.empty();
    private volatile Optional<String> holderApi = Optional.empty();
    private volatile String trouble = "";
    private LeaseSpec observed;
    private Duration observedAt;

    /**
     * @param client stays the caller's
     * @param settings with a Lease
     * @param clock its wall time is only written into the Lease for people
     * @param random in [0, 1), for the jitter of candidates
     * @param executor runs the attempts; stays the caller's
     * @param report one line for each change of holder and each attempt that failed
     */
    public LeaseLeadership(
            KubernetesClient client,
            LeadershipSettings settings,
            Candidate self,
            Clock clock,
            DoubleSupplier random,
            ScheduledExecutorService executor,
            Consumer<String> report,
            Heartbeats heartbeats) {
        this.times = settings.lease().orElseThrow();
        // As in Kubernetes' own components: two attempts fit into the deadline, even when the first hangs.
        KubernetesClient impatient = DeadlineClient.of(client, times.renew().dividedBy(2));
        this.object = new LeaseObject(impatient, settings.namespace(), settings.name(), self);
        this.self = self;
        this.clock = clock;
        this.random = random;
        this.executor = executor;
        this.report = report;
        this.heartbeat = heartbeats.of("lease", times.lease().multipliedBy(2).plus(ALIVE_WITHIN));
    }

    /** Begins to try; does not wait. */
    public void start() {
        executor.execute(this::run);
    }

    @Override
    public boolean leads() {
        return !closed && clock.steady().compareTo(term.until()) < 0;
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
        return holderAddress;
    }

    @Override
    public Optional<String> holderApi() {
        return holderApi;
    }

    @Override
    public String trouble() {
        return trouble;
    }

    private void run() {
        if (closed) {
            return;
        }
        // Must not end the attempts: a leader that stops renewing leaves its region without a leader.
        heartbeat.round("attempt", this::attempt);
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
        Duration sent = clock.steady();
        Optional<String> hindrance = self.hindrance().get();
        hindrance.ifPresent(this::endTerm);
        try {
            Lease lease = object.read();
            observe(lease);
            if (hindrance.isPresent()) {
                if (LeaseObject.holder(lease).equals(self.identity())) {
                    release();
                }
                return;
            }
            if (othersHold(lease)) {
                trouble = "";
                return;
            }
            observe(object.claim(lease, times.lease(), clock.wall()));
            trouble = "";
            boolean fresh = !leads();
            term = new Term(fresh ? sent : term.since(), sent.plus(times.renew()));
        } catch (KubernetesClientException e) {
            // 409: another instance was faster. Otherwise the term ends by itself unless a later attempt succeeds.
            if (e.getCode() != 409) {
                trouble = object + " could not be " + (leads() ? "renewed: " : "acquired: ") + ApiError.words(e);
                report.accept(trouble);
            }
        }
    }

    private void endTerm(String hindrance) {
        trouble = "this instance does not try to hold " + object + ": " + hindrance;
        if (leads()) {
            term = new Term(term.since(), Duration.ZERO);
            report.accept(object + " is given back: " + hindrance);
        }
    }

    private void observe(Lease lease) {
        LeaseSpec spec = lease == null ? null : lease.getSpec();
        if (!Objects.equals(spec, observed) || observedAt == null) {
            observed = spec;
            observedAt = clock.steady();
        }
        String now = Line.of(LeaseObject.holder(lease), LONGEST_TEXT);
        holderAddress = LeaseObject.address(lease, LeaseObject.ADDRESS);
        holderApi = LeaseObject.address(lease, LeaseObject.API);
        if (!now.equals(holder)) {
            holder = now;
            report.accept(object + " is held by " + (now.isEmpty() ? "no instance" : now));
        }
    }

    /** True while another holder's lease has not run out on our own clock. */
    private boolean othersHold(Lease lease) {
        String now = LeaseObject.holder(lease);
        if (now.isEmpty() || now.equals(self.identity())) {
            return false;
        }
        Integer stated = lease.getSpec().getLeaseDurationSeconds();
        Duration theirs = Duration.ofSeconds(stated == null ? 0 : Math.max(0, stated));
        Duration longest = times.lease().multipliedBy(LONGER);
        Duration bounded = theirs.compareTo(longest) > 0 ? longest : theirs;
        Duration wait = bounded.compareTo(times.lease()) > 0 ? bounded : times.lease();
        return clock.steady().compareTo(observedAt.plus(wait)) < 0;
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
            if (object.release(clock.wall())) {
                holder = "";
                holderAddress = Optional.empty();
            }
        } catch (KubernetesClientException e) {
            report.accept(object + " was not released and must expire: " + ApiError.words(e));
        }
    }
}
