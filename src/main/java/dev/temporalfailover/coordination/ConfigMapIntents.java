package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Intents in one ConfigMap, {@code NAME-intents}, one key a policy: changed by compare-and-swap, read from a watch. */
public final class ConfigMapIntents implements IntentStore, AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final int CONFLICT = 409;
    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Supplier<Instant> wall;
    private final Runnable onChange;
    private final Consumer<String> report;
    private final SharedIndexInformer<ConfigMap> informer;
    private Map<String, Intents> known = Map.of();
    private String version = "";

    /**
     * @param client stays the caller's
     * @param name the ConfigMap is called {@code NAME-intents}
     * @param timeout of one call
     * @param wall calendar time, by which expired intents are dropped at each write
     * @param onChange called from another thread when intents have changed
     * @param report one line about content that cannot be read; the last readable one stays in force
     */
    public ConfigMapIntents(
            KubernetesClient client,
            String namespace,
            String name,
            Duration timeout,
            Supplier<Instant> wall,
            Runnable onChange,
            Consumer<String> report) {
        this.client = DeadlineClient.of(client, timeout);
        this.namespace = namespace;
        this.name = name + "-intents";
        this.wall = wall;
        this.onChange = onChange;
        this.report = report;
        informer =
                client.configMaps().inNamespace(namespace).withName(this.name).runnableInformer(0);
        informer.exceptionHandler((started, thrown) -> true);
    }

    /** Begins to watch; does not wait. */
    public void start() {
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap added) {
                seen(added);
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap after) {
                seen(after);
            }

            @Override
            public void onDelete(ConfigMap deleted, boolean lastStateUnknown) {
                gone();
            }
        });
        informer.start();
    }

    @Override
    public synchronized Intents read(String policy) {
        return known.getOrDefault(policy, Intents.NONE);
    }

    @Override
    public boolean live() {
        return informer.isWatching() && informer.hasSynced();
    }

    /**
     * {@inheritDoc} At most {@value #ATTEMPTS} attempts; {@code change} is called once for each.
     *
     * @throws IllegalArgumentException if the policy's name cannot be a key of a ConfigMap, or a text is too long
     */
    @Override
    public Intents update(String policy, UnaryOperator<Intents> change) {
        if (!policy.matches("[-._a-zA-Z0-9]{1,253}")) {
            throw new IllegalArgumentException("policy name " + policy + " cannot be a key of a ConfigMap");
        }
        KubernetesClientException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return store(policy, change);
            } catch (KubernetesClientException e) {
                last = e;
                if (e.getCode() != CONFLICT) {
                    break;
                }
            }
        }
        throw new UncheckedIOException(
                new IOException("the intents of " + policy + " could not be stored: " + ApiError.words(last), last));
    }

    private Intents store(String policy, UnaryOperator<Intents> change) {
        ConfigMap map =
                client.configMaps().inNamespace(namespace).withName(name).get();
        Instant now = wall.get();
        Map<String, String> data = new TreeMap<>(map == null || map.getData() == null ? Map.of() : map.getData());
        Intents before = parse(policy, data.get(policy)).at(now);
        Intents after = change.apply(before).at(now);
        data.put(policy, IntentsJson.write(after));
        if (map == null) {
            ConfigMap fresh = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .endMetadata()
                    .withData(data)
                    .build();
            seen(client.configMaps().inNamespace(namespace).resource(fresh).create());
        } else {
            ConfigMap changed = new ConfigMapBuilder(map).withData(data).build();
            // Carries the resourceVersion that was read, so a faster writer makes this a 409.
            seen(client.configMaps().inNamespace(namespace).resource(changed).update());
        }
        return after;
    }

    /** Takes over what the API server or the watch says, unless something newer is known. */
    void seen(ConfigMap map) {
        Map<String, Intents> parsed = new TreeMap<>();
        Map<String, String> data = map.getData() == null ? Map.of() : map.getData();
        data.forEach((policy, text) -> parsed.put(policy, parse(policy, text)));
        replace(parsed, map.getMetadata().getResourceVersion());
    }

    private void gone() {
        report.accept("the ConfigMap " + namespace + "/" + name + " was deleted: no intents are in force");
        replace(Map.of(), "");
    }

    private void replace(Map<String, Intents> fresh, String freshVersion) {
        synchronized (this) {
            // The watch may still bring what an own write has already replaced.
            if (older(freshVersion, version)) {
                return;
            }
            version = freshVersion;
            if (fresh.equals(known)) {
                return;
            }
            known = Map.copyOf(fresh);
        }
        onChange.run();
    }

    /** Kubernetes compares resourceVersions of one resource as numbers; what is none is taken as newer. */
    private static boolean older(String version, String than) {
        if (version.isEmpty() || !version.matches("[0-9]+") || !than.matches("[0-9]+")) {
            return false;
        }
        return version.length() != than.length() ? version.length() < than.length() : version.compareTo(than) < 0;
    }

    /** The intents, or the last readable ones where the text is garbage. */
    private Intents parse(String policy, String text) {
        if (text == null) {
            return Intents.NONE;
        }
        try {
            return IntentsJson.read(text);
        } catch (IllegalArgumentException e) {
            report.accept("the ConfigMap " + namespace + "/" + name + " has unreadable intents for " + policy + " ("
                    + e.getMessage() + "): the last readable ones stay in force");
            return read(policy);
        }
    }

    /** Ends the watch; the client stays open. */
    @Override
    public void close() {
        informer.close();
    }
}
