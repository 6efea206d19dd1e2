package dev.temporalfailover.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.istio.api.networking.v1.DestinationRule;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One region's Kubernetes API with the mesh objects of a Temporal frontend that both regions serve. */
final class KubernetesRegion implements AutoCloseable {
    static final String NAMESPACE = "temporal-backend";
    static final String ROUTE = "temporal-frontend";

    /** The server logs every request; held so that the level stays. */
    private static final Logger NOISE = Logger.getLogger(MockWebServer.class.getName());

    static {
        NOISE.setLevel(Level.WARNING);
    }

    private final String region;
    private final Map<String, String> hosts;
    private final StrictKubernetes store = new StrictKubernetes();
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), store, false);
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
        server.init(InetAddress.getLoopbackAddress(), Ports.free());
        client = server.createClient();
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

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    KubernetesClient client() {
        return client;
    }

    /** Calls {@code listener} with the route's state right after each write of it. */
    void onRoute(Consumer<Route> listener) {
        store.onWrite(object -> {
            if (object.path("kind").asText().equals("VirtualService")
                    && object.path("metadata").path("name").asText().equals(ROUTE)) {
                listener.accept(route(object));
            }
        });
    }

    /** The route as it is. */
    Route route() {
        VirtualService object = client.resources(VirtualService.class)
                .inNamespace(NAMESPACE)
                .withName(ROUTE)
                .require();
        return route(client.getKubernetesSerialization().convertValue(object, JsonNode.class));
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
        return new Route(weights, destinations.size());
    }

    /**
     * A VirtualService's state.
     *
     * @param weights by region
     * @param destinations how many it has
     */
    record Route(Map<String, Integer> weights, int destinations) {}

    @Override
    public void close() {
        if (client != null) {
            client.close();
            server.destroy();
        }
    }
}
