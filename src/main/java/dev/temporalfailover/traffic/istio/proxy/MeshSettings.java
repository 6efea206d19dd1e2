package dev.temporalfailover.traffic.istio.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The proxies and istiods that are asked whether a route is effective.
 *
 * @param proxies Envoys that must use every route; none: no proxy is asked
 * @param istiods the istiods whose counts of rejected routes are compared; may be none
 * @param timeout of one round in which all of them are asked at once
 */
public record MeshSettings(List<Proxy> proxies, List<Istiod> istiods, Duration timeout) {

    /** No proxy is asked. */
    public static final MeshSettings NONE = new MeshSettings(List.of(), List.of(), Duration.ofSeconds(1));

    public MeshSettings {
        proxies = List.copyOf(proxies);
        istiods = List.copyOf(istiods);
    }

    /** @param admin Envoy's admin interface, for example {@code http://127.0.0.1:15000} */
    public record Proxy(String name, URI admin) {

        /** Its dynamic routes as JSON. */
        URI routes() {
            String base = admin.toString();
            return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                    + "/config_dump?resource=dynamic_route_configs");
        }
    }

    /** @param metrics its Prometheus page, for example {@code http://istiod.istio-system.svc:15014/metrics} */
    public record Istiod(String name, URI metrics) {}
}
