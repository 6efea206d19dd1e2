package dev.temporalfailover.real.stand;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Map;
import java.util.TreeMap;

/** Sees every change of a region's route, also after its API server was away. */
public final class RouteWatch implements ResourceEventHandler<GenericKubernetesResource> {
    private final Place region;
    private final KubernetesClient client;
    private final Told told;

    private RouteWatch(Place region, KubernetesClient client, Told told) {
        this.region = region;
        this.client = client;
        this.told = told;
    }

    /** Who is told, from another thread. */
    public interface Told {
        /** @param weights by region */
        void route(Place cluster, Map<String, Integer> weights, long epoch);
    }

    /** Begins to watch; ends with the clusters' own clients. */
    public static void each(Map<Place, Cluster> clusters, Told told) {
        clusters.forEach((region, cluster) -> cluster.admin()
                .genericKubernetesResources(Route.VIRTUAL_SERVICES)
                .inNamespace(Cluster.BACKEND)
                .withName(Cluster.ROUTE)
                .inform(new RouteWatch(region, cluster.admin(), told)));
    }

    @Override
    public void onAdd(GenericKubernetesResource object) {
        see(object);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
        String version = object.getMetadata().getResourceVersion();
        if (!version.equals(before.getMetadata().getResourceVersion())) {
            see(object);
        }
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean unknown) {
        told.route(region, Map.of(), 0);
    }

    private void see(GenericKubernetesResource object) {
        Route route = Route.of(client.getKubernetesSerialization().convertValue(object, JsonNode.class));
        Map<String, Integer> weights = new TreeMap<>();
        route.weights().forEach((host, weight) -> {
            Place to = host.equals(Mesh.LOCAL) ? region : region.other();
            weights.put(to.name(), weight);
        });
        told.route(region, weights, route.epoch());
    }
}
