package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.kubernetes.ApiError;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The objects of one route setting: watched, so that reading costs the API server nothing and a second writer wakes the
 * loop at once; listed where the watch is broken or has been silent for long.
 */
final class RouteObjects implements AutoCloseable {
    private static final int MAX_DETAIL = 300;

    private final RouteSettings settings;
    private final KubernetesClient client;
    private final RouteTimes times;
    private final Clock clock;
    private final ApiSilence silence;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private List<JsonNode> listed = List.of();
    private Duration confirmed;
    private boolean trusted;
    private Duration failedAt;
    private String failure = "not read yet";
    private String absence = "";
    private final Map<String, Written> written = new HashMap<>();

    /** Our own write, shown until the watch has caught up with it. */
    private record Written(String replaced, JsonNode object) {}

    /**
     * What was found.
     *
     * @param failure why it could not be read, else null
     */
    record FoundObjects(List<JsonNode> objects, String failure) {}

    /**
     * @param watching for the watch
     * @param client for single calls, without retries and with a deadline
     * @param silence of this API server, shared by all its objects
     * @param onChange called from the watch's thread after each change of an object
     */
    RouteObjects(
            RouteSettings settings,
            KubernetesClient watching,
            KubernetesClient client,
            RouteTimes times,
            Clock clock,
            ApiSilence silence,
            Runnable onChange) {
        this.settings = settings;
        this.client = client;
        this.times = times;
        this.clock = clock;
        this.silence = silence;
        var objects = watching.genericKubernetesResources(RouteKinds.context(settings.kind()))
                .inNamespace(settings.namespace());
        informer = settings.name().isPresent()
                ? objects.withName(settings.name().get()).runnableInformer(0)
                : objects.withLabelSelector(settings.selector().orElseThrow()).runnableInformer(0);
        informer.exceptionHandler((started, thrown) -> true);
        informer.addEventHandler(waking(onChange));
    }

    /** Begins to watch; does not wait. */
    void start() {
        informer.start();
    }

    /** The objects now, or why they are not known; at most one call with a deadline, usually none. */
    FoundObjects current() {
        Duration now = clock.steady();
        boolean watching = trusted && informer.isWatching() && informer.hasSynced();
        if (confirmed != null && within(confirmed, now, watching ? times.recheck() : times.stale())) {
            return new FoundObjects(caughtUp(watching ? watched() : listed), null);
        }
        if (failedAt != null && within(failedAt, now, times.request())) {
            return new FoundObjects(List.of(), failure);
        }
        Optional<String> silent = silence.since(now, times.request());
        if (silent.isPresent()) {
            return new FoundObjects(List.of(), silent.get());
        }
        try {
            listed = list();
            confirmed = now;
            absence = listed.isEmpty() ? RouteKinds.absence(client, settings.kind()) : "";
            // A half-open watch looks alive and reports nothing: it is trusted while it agrees with a list.
            trusted =
                    versions(listed).equals(versions(sorted(informer.getStore().list())));
            return new FoundObjects(caughtUp(listed), null);
        } catch (KubernetesClientException e) {
            // From the end of the call: it may have taken its whole deadline.
            failedAt = clock.steady();
            failure = ApiError.words(e);
            silence.failed(e, failure, failedAt);
            return new FoundObjects(List.of(), failure);
        } catch (RuntimeException notAnObject) {
            // The client library takes metadata of any shape and stumbles over it later, each time in another way.
            failedAt = clock.steady();
            failure = Line.of("what the API server sent is not such an object: " + Line.root(notAnObject), MAX_DETAIL);
            return new FoundObjects(List.of(), failure);
        }
    }

    /** Why there was none when last listed. */
    String absence() {
        return absence.isEmpty() ? RouteKinds.NOT_THERE : absence;
    }

    /** The object as the API server has it now. Throws {@link KubernetesClientException}. */
    Optional<JsonNode> fresh(String name) {
        return Optional.ofNullable(named(name).get()).map(this::json);
    }

    /** Sends the patch once. Throws {@link KubernetesClientException}. */
    void patch(JsonNode object, String patch, String fieldManager) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(fieldManager)
                .build();
        // With an item at hand the client sends the patch as it is; by name alone it would first get the object.
        GenericKubernetesResource item =
                client.getKubernetesSerialization().convertValue(object, GenericKubernetesResource.class);
        try {
            GenericKubernetesResource patched = client.genericKubernetesResources(RouteKinds.context(settings.kind()))
                    .inNamespace(settings.namespace())
                    .resource(item)
                    .patch(context, patch);
            written.put(name(object), new Written(version(object), json(patched)));
        } catch (KubernetesClientException e) {
            if (e.getCode() > 0) {
                // The server has answered otherwise than what was seen let expect: a watch may have lost an event.
                confirmed = null;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        informer.close();
    }

    private List<JsonNode> list() {
        if (settings.name().isPresent()) {
            return fresh(settings.name().get()).stream().toList();
        }
        return sorted(client.genericKubernetesResources(RouteKinds.context(settings.kind()))
                .inNamespace(settings.namespace())
                .withLabelSelector(settings.selector().orElseThrow())
                .list()
                .getItems());
    }

    private List<JsonNode> caughtUp(List<JsonNode> seen) {
        Map<String, String> versions = versions(seen);
        written.entrySet().removeIf(mine -> !mine.getValue().replaced().equals(versions.get(mine.getKey())));
        List<JsonNode> newest = new ArrayList<>();
        for (JsonNode object : seen) {
            Written mine = written.get(name(object));
            newest.add(mine != null ? mine.object() : object);
        }
        return newest;
    }

    private static Map<String, String> versions(List<JsonNode> objects) {
        Map<String, String> versions = new HashMap<>();
        objects.forEach(object -> versions.put(name(object), version(object)));
        return versions;
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    private static String version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asText();
    }

    private List<JsonNode> watched() {
        listed = sorted(informer.getStore().list());
        return listed;
    }

    private List<JsonNode> sorted(List<GenericKubernetesResource> items) {
        return items.stream()
                .sorted(Comparator.comparing(item -> item.getMetadata().getName()))
                .map(this::json)
                .toList();
    }

    private Resource<GenericKubernetesResource> named(String name) {
        return client.genericKubernetesResources(RouteKinds.context(settings.kind()))
                .inNamespace(settings.namespace())
                .withName(name);
    }

    private JsonNode json(GenericKubernetesResource resource) {
        return client.getKubernetesSerialization().convertValue(resource, JsonNode.class);
    }

    private static boolean within(Duration since, Duration now, Duration bound) {
        return now.minus(since).compareTo(bound) < 0;
    }

    private static ResourceEventHandler<GenericKubernetesResource> waking(Runnable onChange) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource added) {
                onChange.run();
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
                String old = before.getMetadata().getResourceVersion();
                if (!Objects.equals(old, after.getMetadata().getResourceVersion())) {
                    onChange.run();
                }
            }

            @Override
            public void onDelete(GenericKubernetesResource deleted, boolean lastStateUnknown) {
                onChange.run();
            }
        };
    }
}
