package dev.temporalfailover.traffic.istio;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;

/** API group, version and path of each kind; stated here so that no discovery call is needed while they are found. */
final class RouteKinds {

    static final String NOT_THERE = "the object does not exist";
    private static final String VERSION = "v1";

    private RouteKinds() {}

    static ResourceDefinitionContext context(RouteKind kind) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(VERSION)
                .withKind(kind.kubernetes())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build();
    }

    /** For example {@code /apis/networking.istio.io/v1/namespaces/n/virtualservices/x}. */
    static String path(RouteSettings settings, String name) {
        return "/apis/" + settings.kind().group() + "/" + VERSION + "/namespaces/" + settings.namespace() + "/"
                + settings.kind().plural() + "/" + name;
    }

    /** Why nothing is found: the object is not there, or this cluster does not serve the version that we use. */
    static String absence(KubernetesClient client, RouteKind kind) {
        APIGroup served;
        try {
            served = client.getApiGroup(kind.group());
        } catch (KubernetesClientException unknown) {
            return NOT_THERE;
        }
        if (served == null) {
            return NOT_THERE + ", and " + kind.group()
                    + " is not served here at all: its definitions (CRDs) are missing";
        }
        List<String> versions = served.getVersions().stream()
                .map(GroupVersionForDiscovery::getVersion)
                .toList();
        return versions.isEmpty() || versions.contains(VERSION)
                ? NOT_THERE
                : kind.group() + "/" + VERSION + " is not served here, only "
                        + Line.of(String.join(", ", versions), 100)
                        + ": Istio from 1.22 on, or the Gateway API from 1.1 on, is needed";
    }
}
