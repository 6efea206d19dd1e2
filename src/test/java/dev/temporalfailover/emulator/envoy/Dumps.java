package dev.temporalfailover.emulator.envoy;

/** Config dumps as Envoy 1.39 prints them for routes that Istio 1.31 generated, cut down to what matters and a little more. */
public final class Dumps {
    public static final String EAST = "outbound|7233||temporal-frontend.temporal-backend.svc.cluster.local";
    public static final String WEST = "outbound|7233||temporal-frontend.us-west-2.example.com";

    private Dumps() {}

    /** The whole answer. */
    public static String dump(String... configs) {
        return "{\n \"configs\": [\n" + String.join(",\n", configs) + "\n ]\n}\n";
    }

    /** One route configuration, for example {@code 7233} of a sidecar or {@code http.7233} of a gateway. */
    public static String config(String name, String more, String... routes) {
        return """
                {
                 "@type": "type.googleapis.com/envoy.admin.v3.RoutesConfigDump.DynamicRouteConfig",
                 "version_info": "2026-11-22T07:00:00Z/12",
                 "route_config": {
                  "@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
                  "name": "%s",
                  "virtual_hosts": [
                   {"name": "kubernetes.default.svc.cluster.local:443", "domains": ["10.0.0.1"], "routes": [
                    {"name": "default", "match": {"prefix": "/"}, "route": {"cluster": "outbound|443||kubernetes.default.svc.cluster.local"}}]},
                   {"name": "temporal-frontend.temporal-backend.svc.cluster.local:7233", "domains": ["temporal-frontend.temporal-backend"],
                    "routes": [%s], "include_request_attempt_count": true}
                  ],
                  "validate_clusters": false, "max_direct_response_body_size_bytes": 1048576,
                  "ignore_port_in_host_matching": true
                 },
                 "last_updated": "2026-11-22T07:00:00.123Z"%s
                }""".formatted(name, String.join(", ", routes), more);
    }

    /** What Istio calls the object. */
    public static String virtualService(String name) {
        return "/apis/networking.istio.io/v1/namespaces/temporal-backend/virtual-service/" + name;
    }

    /** A route of our object; pairs of cluster and weight. */
    public static String route(String name, Object... clusters) {
        return routeOf(virtualService("temporal-frontend"), name, clusters);
    }

    /** A route of any object. */
    public static String routeOf(String object, String name, Object... clusters) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i + 1 < clusters.length; i += 2) {
            list.append(list.isEmpty() ? "" : ", ")
                    .append("{\"name\": \"" + clusters[i] + "\", \"weight\": " + clusters[i + 1] + "}");
        }
        boolean single = clusters.length == 1;
        String action = single
                ? "\"cluster\": \"" + clusters[0] + "\""
                : "\"weighted_clusters\": {\"clusters\": [" + list + "], \"total_weight\": 100}";
        return """
                {"match": {"prefix": "/", "case_sensitive": true}, "route": {%s, "timeout": "0s",
                  "retry_policy": {"retry_on": "connect-failure,refused-stream,unavailable,cancelled", "num_retries": 2}, "max_grpc_timeout": "0s"},
                 "metadata": {"filter_metadata": {"istio": {"config": "%s"}}},
                 "decorator": {"operation": "temporal-frontend.temporal-backend.svc.cluster.local:7233/*"}%s}""".formatted(action, object, name.isEmpty() ? "" : ", \"name\": \"" + name + "\"");
    }
}
