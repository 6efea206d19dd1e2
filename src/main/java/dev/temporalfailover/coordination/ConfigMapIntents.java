package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.outside.kubernetes.ApiError;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Intents in one ConfigMap, {@code NAME-intents}, one key a policy: changed by compare-and-swap, read from a watch and a list. */
public final class ConfigMapIntents implements IntentStore {
    /** The leader reads the object itself this often, since a watch that is half open is silent; others now and then. */
    static final Duration LEADER_READS = Duration.ofSeconds(2);

    private static final Duration OTHERS_READ = Duration.ofSeconds(30);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration SILENT = Duration.ofSeconds(30);
    private final WatchedConfigMap stored;
    private final Clock clock;
    private final Runnable onChange;
    private final KnownIntents known;
    private volatile Duration asked;
    private volatile Duration confirmed;
    private volatile String failure = "no answer yet";

    /**
     * @param client stays the caller's
     * @param name the ConfigMap is called {@code NAME-intents}
     * @param timeout of one call
     * @param clock by its wall time expired intents are dropped at each write
     * @param onChange called from another thread when intents have changed
     * @param report one line about content that cannot be read or goes beyond what is allowed
     */
    public ConfigMapIntents(
            KubernetesClient client,
            String namespace,
            String name,
            Duration timeout,
            Clock clock,
            Runnable onChange,
            Consumer<String> report) {
        this.stored = new WatchedConfigMap(client, namespace, name + "-intents", timeout);
        this.clock = clock;
        this.onChange = onChange;
        this.known = new KnownIntents("the ConfigMap " + stored.where(), clock, new Notices(report));
    }

    /** Begins to watch; does not wait. */
    public void start() {
        stored.start(this::seen, this::gone);
    }

    /**
     * Begins to watch, and to read the object itself, in case the watch is silent.
     *
     * @param timer one thread, which may wait for a call
     * @param leads whether this instance acts on the intents, so that seconds count
     */
    public void start(ScheduledExecutorService timer, Heartbeats heartbeats, BooleanSupplier leads) {
        start();
        Heartbeat heartbeat = heartbeats.of("intents", SILENT);
        timer.scheduleWithFixedDelay(
                () -> {
                    if (due(leads.getAsBoolean() ? LEADER_READS : OTHERS_READ)) {
                        heartbeat.step("read", this::look);
                    }
                    heartbeat.beat();
                },
                0,
                1,
                TimeUnit.SECONDS);
    }

    private boolean due(Duration pause) {
        return asked == null || clock.steady().minus(asked).compareTo(pause) >= 0;
    }

    /** Reads the object itself, by one call. */
    void look() {
        String before = known.version();
        asked = clock.steady();
        try {
            Optional<ConfigMap> map = stored.get();
            map.ifPresent(this::seen);
            if (map.isEmpty() && before.equals(known.version())) {
                gone();
            }
            confirmed = asked;
            failure = "";
        } catch (KubernetesClientException e) {
            failure = ApiError.words(e);
        }
    }

    @Override
    public Intents read(String policy) {
        return known.of(policy);
    }

    @Override
    public boolean live() {
        return stored.watching() || fresh();
    }

    @Override
    public String trouble(String policy) {
        String unreadable = known.trouble(policy);
        if (!unreadable.isEmpty() || live()) {
            return unreadable;
        }
        boolean never = confirmed == null && known.version().isEmpty();
        return "the ConfigMap " + stored.where() + " cannot be read (" + failure + "): "
                + (never ? "nothing is known of holds and requests" : "what was read last stays in force");
    }

    private boolean fresh() {
        return confirmed != null && clock.steady().minus(confirmed).compareTo(FRESH) < 0;
    }

    /**
     * {@inheritDoc} At most {@value WatchedConfigMap#ATTEMPTS} attempts; {@code change} is called once for each.
     *
     * @throws IllegalArgumentException if the policy's name cannot be a key of a ConfigMap, or a text is too long
     */
    @Override
    public Intents update(String policy, UnaryOperator<Intents> change) {
        if (!policy.matches("[-._a-zA-Z0-9]{1,253}")) {
            throw new IllegalArgumentException("policy name " + policy + " cannot be a key of a ConfigMap");
        }
        AtomicReference<Intents> changed = new AtomicReference<>();
        try {
            stored.update(data -> {
                        Instant now = clock.wall();
                        Intents before = known.stored(policy, data.get(policy)).at(now);
                        changed.set(change.apply(before).at(now));
                        data.put(policy, IntentsJson.write(changed.get()));
                        return data;
                    })
                    .ifPresent(this::seen);
        } catch (KubernetesClientException e) {
            throw new UncheckedIOException(
                    new IOException("the intents of " + policy + " could not be stored: " + ApiError.words(e), e));
        }
        return changed.get();
    }

    /** Takes the content that the API server or the watch sent, unless a newer one is known. */
    void seen(ConfigMap map) {
        if (known.take(map)) {
            onChange.run();
        }
    }

    private void gone() {
        if (known.gone()) {
            onChange.run();
        }
    }

    /** Ends the watch; the client stays open. */
    @Override
    public void close() {
        stored.close();
    }
}
