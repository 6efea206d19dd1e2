package dev.temporalfailover.real.stand;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A route object's state.
 *
 * @param weights by destination host, or by backend name for the Gateway API; an absent weight is -1
 * @param epoch that the service wrote it under last; 0 if never
 * @param generation counts changes of its spec
 */
public record Route(Map<String, Integer> weights, long epoch, long generation) {
    /** Istio's. */
    static final ResourceDefinitionContext VIRTUAL_SERVICES =
            context("networking.istio.io", "VirtualService", "virtualservices");

    /** The route {@code temporal-backend/temporal-frontend} of this kind, of version v1; empty if there is none. */
    static Optional<Route> read(KubernetesClient client, String group, String kind, String plural) {
        GenericKubernetesResource found = client.genericKubernetesResources(context(group, kind, plural))
                .inNamespace(Cluster.BACKEND)
                .withName(Cluster.ROUTE)
                .get();
        return Optional.ofNullable(found)
                .map(object -> of(client.getKubernetesSerialization().convertValue(object, JsonNode.class)));
    }

    private static ResourceDefinitionContext context(String group, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    /** A VirtualService or a route of the Gateway API as JSON. */
    static Route of(JsonNode object) {
        Map<String, Integer> weights = new TreeMap<>();
        for (JsonNode to : object.at("/spec/http/0/route")) {
            weights.put(to.at("/destination/host").asText(), to.path("weight").asInt(-1));
        }
        for (JsonNode to : object.at("/spec/rules/0/backendRefs")) {
            weights.put(to.path("name").asText(), to.path("weight").asInt(-1));
        }
        JsonNode metadata = object.path("metadata");
        return new Route(
                weights,
                metadata.path("annotations").path("temporal-failover.dev/epoch").asLong(),
                metadata.path("generation").asLong());
    }
}
