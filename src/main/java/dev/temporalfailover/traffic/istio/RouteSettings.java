package dev.temporalfailover.traffic.istio;

import java.util.Map;
import java.util.Optional;

/**
 * Which weights of which object belong to which region.
 *
 * @param kind the object's kind
 * @param namespace its namespace
 * @param name its name; empty if {@code selector} finds it
 * @param selector labels, {@code app=temporal,tier=front}; every match is a route of its own; there without {@code name} only
 * @param route the name of the http route inside a VirtualService (or rule of a Gateway API route); empty for every one
 *     whose destinations are all known
 * @param destinations by region
 * @param adopt take over an object without our annotation
 * @param way by which canary clients use the object; empty if none does
 */
public record RouteSettings(
        RouteKind kind,
        String namespace,
        Optional<String> name,
        Optional<String> selector,
        Optional<String> route,
        Map<String, RouteDestination> destinations,
        boolean adopt,
        Optional<String> way) {

    public RouteSettings {
        destinations = Map.copyOf(destinations);
    }

    /** For people: the object's name, or {@code [LABELS]}. */
    public String label() {
        return name.orElseGet(() -> "[" + selector.orElse("") + "]");
    }

    /** Kinds that are moved. */
    public enum RouteKind {
        VIRTUAL_SERVICE("VirtualService", "networking.istio.io", "virtualservices"),
        HTTP_ROUTE("HTTPRoute", "gateway.networking.k8s.io", "httproutes"),
        GRPC_ROUTE("GRPCRoute", "gateway.networking.k8s.io", "grpcroutes");

        private final String kubernetes;
        private final String group;
        private final String plural;

        RouteKind(String kubernetes, String group, String plural) {
            this.kubernetes = kubernetes;
            this.group = group;
            this.plural = plural;
        }

        /** Its API group. */
        public String group() {
            return group;
        }

        /** The resource's name in paths and in RBAC. */
        public String plural() {
            return plural;
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
     * @param subset subset of the host
     */
    public record RouteDestination(String host, Optional<String> subset) {}
}
