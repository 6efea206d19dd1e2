package dev.temporalfailover.traffic.istio;

import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** API group, version and path of each kind; stated here so that no discovery call is needed. */
final class RouteKinds {

    private RouteKinds() {}

    static ResourceDefinitionContext context(RouteKind kind) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group(kind))
                .withVersion("v1")
                .withKind(kind.kubernetes())
                .withPlural(plural(kind))
                .withNamespaced(true)
                .build();
    }

    /** For example {@code /apis/networking.istio.io/v1/namespaces/n/virtualservices/x}. */
    static String path(RouteSettings settings, String name) {
        return "/apis/" + group(settings.kind()) + "/v1/namespaces/" + settings.namespace() + "/"
                + plural(settings.kind()) + "/" + name;
    }

    private static String group(RouteKind kind) {
        return kind == RouteKind.VIRTUAL_SERVICE ? "networking.istio.io" : "gateway.networking.k8s.io";
    }

    private static String plural(RouteKind kind) {
        return switch (kind) {
            case VIRTUAL_SERVICE -> "virtualservices";
            case HTTP_ROUTE -> "httproutes";
            case GRPC_ROUTE -> "grpcroutes";
        };
    }
}
