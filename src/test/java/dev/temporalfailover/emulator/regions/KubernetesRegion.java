package dev.temporalfailover.emulator.regions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.testkit.Ports;
import io.fabric8.istio.api.networking.v1.DestinationRule;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One region's Kubernetes API with the mesh objects of a Temporal frontend that both regions serve. */
public final class KubernetesRegion implements AutoCloseable {
    static final String NAMESPACE = "temporal-backend";
    static final String ROUTE = "temporal-frontend";
    private static final String PATH =
            "/apis/networking.istio.io/v1/namespaces/" + NAMESPACE + "/virtualservices/" + ROUTE;

    private final String region;
    private final Map<String, String> hosts;
    private StrictKubernetesApi api;
    private KubernetesClient client;

    /** @param hosts the VirtualService's destination host of each region, the one that carries the traffic first */
    KubernetesRegion(String region, Map<String, String> hosts) {
        this.region = region;
        this.hosts = hosts;
    }

    String region() {
        return region;
    }

    /** Starts the API and creates namespaces, VirtualService and DestinationRules. */
    void start() throws java.io.IOException {
        api = StrictKubernetesApi.start(Ports.free());
        client = api.client();
        for (String namespace : new String[] {NAMESPACE, "temporal-failover"}) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        client.resource(MeshObjects.virtualService(NAMESPACE, ROUTE, hosts)).create();
        for (Map.Entry<String, String> to : hosts.entrySet()) {
            client.resource(MeshObjects.destinationRule(NAMESPACE, ROUTE + "-" + to.getKey(), to.getValue()))
                    .create();
        }
    }

    public URI url() {
        return URI.create(api.url());
    }

    KubernetesClient client() {
        return client;
    }

    /** Calls {@code listener} with the route's state right after each write of it. */
    void onRoute(Consumer<Route> listener) {
        api.onWrite(object -> {
            if (object.path("kind").asText().equals("VirtualService")
                    && object.path("metadata").path("name").asText().equals(ROUTE)) {
                listener.accept(route(object));
            }
        });
    }

    /** The route as it is, also while the API is cut. */
    public Route route() {
        return route(api.get(PATH).orElseThrow());
    }

    /** Faults and cuts. */
    public StrictKubernetesApi api() {
        return api;
    }

    /** How many destinations have the outlier detection that the service advises about. */
    int destinationRules() {
        return client.resources(DestinationRule.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .size();
    }

    private Route route(JsonNode object) {
        Map<String, Integer> weights = new TreeMap<>();
        JsonNode destinations = object.path("spec").path("http").path(0).path("route");
        for (JsonNode destination : destinations) {
            String host = destination.path("destination").path("host").asText();
            hosts.forEach((name, its) -> {
                if (its.equals(host)) {
                    weights.put(name, destination.path("weight").asInt());
                }
            });
        }
        return new Route(weights, destinations.size(), epoch(object));
    }

    private static long epoch(JsonNode object) {
        return object.path("metadata")
                .path("annotations")
                .path("temporal-failover.dev/epoch")
                .asLong();
    }

    /**
     * A VirtualService's state.
     *
     * @param weights by region
     * @param destinations how many it has
     * @param epoch that it was last written under; 0 if never
     */
    public record Route(Map<String, Integer> weights, int destinations, long epoch) {
        /** Never written by the service. */
        Route(Map<String, Integer> weights, int destinations) {
            this(weights, destinations, 0);
        }
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
            api.close();
        }
    }
}
