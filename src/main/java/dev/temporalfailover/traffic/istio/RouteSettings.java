package dev.temporalfailover.traffic.istio;

import java.util.Map;

/**
 * Which weights of which object belong to which region.
 *
 * @param kind the object's kind
 * @param namespace its namespace
 * @param name its name, or null if {@code selector} finds it
 * @param selector labels, {@code app=temporal,tier=front}; every match is a route of its own; null if {@code name} is set
 * @param route the name of the http route inside a VirtualService (or rule of a Gateway API route); null for every one
 *     whose destinations are all known
 * @param destinations by region
 * @param adopt take over an object without our annotation
 */
public record RouteSettings(
        RouteKind kind,
        String namespace,
        String name,
        String selector,
        String route,
        Map<String, RouteDestination> destinations,
        boolean adopt) {

    public RouteSettings {
        destinations = Map.copyOf(destinations);
    }

    /** Kinds that are moved. */
    public enum RouteKind {
        VIRTUAL_SERVICE("VirtualService"),
        HTTP_ROUTE("HTTPRoute"),
        GRPC_ROUTE("GRPCRoute");

        private final String kubernetes;

        RouteKind(String kubernetes) {
            this.kubernetes = kubernetes;
        }

        /** The kind's name in Kubernetes, for example {@code VirtualService}. */
        public String kubernetes() {
            return kubernetes;
        }
    }

    /**
     * Where a region's weight is written.
     *
     * @param host destination host of a VirtualService, or name of the backendRef
     * @param subset subset of the host, or null
     */
    public record RouteDestination(String host, String subset) {}
}
