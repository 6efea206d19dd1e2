package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.TokenBucket;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Kubernetes Events ({@code events.k8s.io/v1}) about switches and alarms, so that {@code kubectl get events} lists them.
 *
 * <p>Events are news, not the record: they are dropped, and counted, rather than kept waiting.
 */
public final class ClusterEvents {
    /** At most this many in a burst. */
    static final int BURST = 10;
    /** After a burst one more each such time. */
    static final Duration REFILL = Duration.ofSeconds(5);
    /** People's requests leave so many of them for what is done with the traffic. */
    static final int NOT_FOR_REQUESTS = 5;

    private static final int MAX_NOTE = 1024;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private final KubernetesClient client;
    private final ObjectReference about;
    private final String instance;
    private final Clock clock;
    private final Executor executor;
    private final Consumer<String> report;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong number = new AtomicLong();
    private TokenBucket bucket;

    /**
     * @param client stays the caller's
     * @param about the object that Events are about, in whose namespace they live, for example our own pod
     * @param instance our name
     * @param timeout of one call
     * @param executor one thread with a bounded queue that rejects when full; stays the caller's
     * @param report one line for an Event that could not be posted
     */
    public ClusterEvents(
            KubernetesClient client,
            ObjectReference about,
            String instance,
            Duration timeout,
            Clock clock,
            Executor executor,
            Consumer<String> report) {
        this.client = DeadlineClient.of(client, timeout);
        this.about = about;
        this.instance = instance;
        this.clock = clock;
        this.executor = executor;
        this.report = report;
        this.bucket = TokenBucket.full(BURST, REFILL, clock.steady());
    }

    /**
     * Posts a warning in the background; returns at once.
     *
     * @param reason in UpperCamelCase
     * @param note for a person, at most 1024 characters
     */
    public void post(String reason, String note) {
        post(reason, note, 0);
    }

    /**
     * The same for what somebody asked for: many requests in a short time do not keep the Event of a switch away.
     *
     * @param note for a person, at most 1024 characters
     */
    public void requested(String note) {
        post("Requested", note, NOT_FOR_REQUESTS);
    }

    private void post(String reason, String note, int floor) {
        if (!allowed(floor)) {
            dropped.incrementAndGet();
            return;
        }
        Event event = event(reason, note);
        try {
            executor.execute(() -> send(event));
        } catch (RejectedExecutionException full) {
            dropped.incrementAndGet();
        }
    }

    /** How many were not posted: above the rate, queue full, or refused by the API server. */
    public long dropped() {
        return dropped.get();
    }

    private synchronized boolean allowed(int floor) {
        Duration now = clock.steady();
        boolean allowed = bucket.allows(now, floor);
        if (allowed) {
            bucket = bucket.take(now);
        }
        return allowed;
    }

    private Event event(String reason, String note) {
        Instant now = clock.wall();
        String unique = Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano());
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(about.getNamespace())
                .withName(about.getName() + "." + unique + "-" + number.incrementAndGet())
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(now)))
                .withType("Warning")
                .withAction("Failover")
                .withReason(reason)
                .withNote(Line.of(note, MAX_NOTE))
                .withRegarding(about)
                .withReportingController("temporal-failover.dev/temporal-failover")
                .withReportingInstance(instance)
                .build();
    }

    private void send(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            dropped.incrementAndGet();
            report.accept("the Event " + event.getReason() + " was not posted: " + ApiError.words(e));
        }
    }
}
