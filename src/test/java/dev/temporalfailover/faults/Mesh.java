package dev.temporalfailover.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The service's own cluster: one VirtualService of two destinations, and what the service keeps there. */
final class Mesh implements AutoCloseable {
    static final String ROUTE =
            "/apis/networking.istio.io/v1/namespaces/temporal-backend/virtualservices/temporal-frontend";
    static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/temporal-failover/leases/temporal-failover";
    static final String EAST_HOST = "temporal-frontend.us-east-1.example.com";
    static final String WEST_HOST = "temporal-frontend.temporal-backend.svc.cluster.local";

    /** The server logs every request; held so that the level stays. */
    private static final Logger NOISE = Logger.getLogger(MockWebServer.class.getName());

    static {
        NOISE.setLevel(Level.WARNING);
    }

    final StrictKubernetesApi api = StrictKubernetesApi.start();

    /** The route as somebody applies it who knows nothing of the service: no annotations, all traffic to us-east-1. */
    void putRoute() {
        api.put(ROUTE, """
                {"apiVersion":"networking.istio.io/v1","kind":"VirtualService",
                 "metadata":{"name":"temporal-frontend","namespace":"temporal-backend"},
                 "spec":{"hosts":["temporal-frontend"],"http":[{"name":"frontend","route":[
                  {"destination":{"host":"%s"},"weight":100},{"destination":{"host":"%s"},"weight":0}]}]}}
                """.formatted(EAST_HOST, WEST_HOST));
    }

    /** Weight of us-west-2's destination; -1 without the object. */
    int west() {
        return api.get(ROUTE)
                .map(route -> route.at("/spec/http/0/route/1/weight").asInt())
                .orElse(-1);
    }

    /** Who holds the Lease; empty for nobody. */
    String holder() {
        return api.get(LEASE)
                .map(lease -> lease.at("/spec/holderIdentity").asText())
                .orElse("");
    }

    Optional<JsonNode> route() {
        return api.get(ROUTE);
    }

    /** Patches of the route that arrived, refused ones too. */
    long patches() {
        return api.calls().stream()
                .filter(call -> call.method().equals("PATCH") && call.path().startsWith(ROUTE))
                .count();
    }

    @Override
    public void close() {
        api.close();
    }
}
