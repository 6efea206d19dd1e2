package dev.temporalfailover.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The service's own cluster: one VirtualService of two destinations, and what the service keeps there. */
public final class Mesh implements AutoCloseable {
    public static final String ROUTE =
            "/apis/networking.istio.io/v1/namespaces/temporal-backend/virtualservices/temporal-frontend";
    public static final String LEASE =
            "/apis/coordination.k8s.io/v1/namespaces/temporal-failover/leases/temporal-failover";
    public static final String EAST_HOST = "temporal-frontend.us-east-1.example.com";
    public static final String WEST_HOST = "temporal-frontend.temporal-backend.svc.cluster.local";

    /** The server logs every request; held so that the level stays. */
    private static final Logger NOISE = Logger.getLogger(MockWebServer.class.getName());

    static {
        NOISE.setLevel(Level.WARNING);
    }

    public final StrictKubernetesApi api = StrictKubernetesApi.start();

    /** The route as somebody applies it who knows nothing of the service: no annotations, all traffic to us-east-1. */
    public void putRoute() {
        api.put(ROUTE, """
                {"apiVersion":"networking.istio.io/v1","kind":"VirtualService",
                 "metadata":{"name":"temporal-frontend","namespace":"temporal-backend"},
                 "spec":{"hosts":["temporal-frontend"],"http":[{"name":"frontend","route":[
                  {"destination":{"host":"%s"},"weight":100},{"destination":{"host":"%s"},"weight":0}]}]}}
                """.formatted(EAST_HOST, WEST_HOST));
    }

    /** Weight of us-west-2's destination; -1 without the object. */
    public int west() {
        return api.get(ROUTE)
                .map(route -> route.at("/spec/http/0/route/1/weight").asInt())
                .orElse(-1);
    }

    /** Who holds the Lease; empty for nobody. */
    public String holder() {
        return api.get(LEASE)
                .map(lease -> lease.at("/spec/holderIdentity").asText())
                .orElse("");
    }

    public Optional<JsonNode> route() {
        return api.get(ROUTE);
    }

    /** Patches of the route that arrived, refused ones too. */
    public long patches() {
        return api.calls().stream()
                .filter(call -> call.method().equals("PATCH") && call.path().startsWith(ROUTE))
                .count();
    }

    @Override
    public void close() {
        api.close();
    }
}
