package dev.temporalfailover.coordination;

import dev.temporalfailover.outside.kubernetes.ApiObject;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** One ConfigMap: watched, read by a call with a deadline, and changed by compare-and-swap. Any thread. */
final class WatchedConfigMap implements AutoCloseable {
    /** So often a change is tried again where others write at the same time. */
    static final int ATTEMPTS = 5;

    private static final int CONFLICT = 409;
    private static final String KIND = "ConfigMap";

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final SharedIndexInformer<ConfigMap> informer;

    /**
     * @param client stays the caller's
     * @param timeout of one call
     */
    WatchedConfigMap(KubernetesClient client, String namespace, String name, Duration timeout) {
        this.client = DeadlineClient.of(client, timeout);
        this.namespace = namespace;
        this.name = name;
        informer = client.configMaps().inNamespace(namespace).withName(name).runnableInformer(0);
        informer.exceptionHandler((started, thrown) -> true);
    }

    /**
     * Begins to watch; does not wait.
     *
     * @param seen takes each content, from another thread; an older one may follow a newer one that was read or written
     * @param gone called when it was deleted
     */
    void start(Consumer<ConfigMap> seen, Runnable gone) {
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap added) {
                seen.accept(added);
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap after) {
                seen.accept(after);
            }

            @Override
            public void onDelete(ConfigMap deleted, boolean lastStateUnknown) {
                gone.run();
            }
        });
        informer.start();
    }

    /** Whether the watch is open and has brought what is there. */
    boolean watching() {
        return informer.isWatching() && informer.hasSynced();
    }

    /** Reads the object itself; empty if there is none. */
    Optional<ConfigMap> get() {
        return Optional.ofNullable(resource().get()).map(map -> ApiObject.whole(map, KIND));
    }

    /**
     * Changes the content; makes the object if there is none. At most {@value #ATTEMPTS} attempts; {@code change} is called once
     * for each.
     *
     * @param change gets a content that it may alter, and gives the one to store; the same content is not stored
     * @return what the API server now has; empty where nothing was to be stored
     * @throws KubernetesClientException the last attempt's, a 409 where others wrote at the same time
     */
    Optional<ConfigMap> update(UnaryOperator<Map<String, String>> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return updateOnce(change);
            } catch (KubernetesClientException e) {
                if (attempt == ATTEMPTS || !conflict(e)) {
                    throw e;
                }
            }
        }
    }

    /** Whether others wrote at the same time. */
    static boolean conflict(KubernetesClientException e) {
        return e.getCode() == CONFLICT;
    }

    private Optional<ConfigMap> updateOnce(UnaryOperator<Map<String, String>> change) {
        Optional<ConfigMap> read = get();
        Map<String, String> before = read.map(ConfigMap::getData).orElse(Map.of());
        Map<String, String> after = change.apply(new TreeMap<>(before));
        if (after.equals(before)) {
            return Optional.empty();
        }
        // What was read carries its resourceVersion, so a faster writer makes this a 409.
        ConfigMap changed = read.map(ConfigMapBuilder::new)
                .orElseGet(() -> new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata())
                .withData(after)
                .build();
        Resource<ConfigMap> target = client.configMaps().inNamespace(namespace).resource(changed);
        return Optional.of(ApiObject.whole(read.isPresent() ? target.update() : target.create(), KIND));
    }

    private Resource<ConfigMap> resource() {
        return client.configMaps().inNamespace(namespace).withName(name);
    }

    /** For people, {@code NAMESPACE/NAME}. */
    String where() {
        return namespace + "/" + name;
    }

    /** Ends the watch; the client stays open. */
    @Override
    public void close() {
        informer.close();
    }
}
