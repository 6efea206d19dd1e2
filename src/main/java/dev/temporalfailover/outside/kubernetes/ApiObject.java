package dev.temporalfailover.outside.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Objects as the API server sent them; the client library takes them without what every object has. */
public final class ApiObject {

    private ApiObject() {}

    /** The object itself; throws {@link KubernetesClientException} if it is null or has no version. */
    public static <T extends HasMetadata> T whole(T sent, String kind) {
        if (sent == null || sent.getMetadata() == null || sent.getMetadata().getResourceVersion() == null) {
            throw new KubernetesClientException("the API server sent something that is no " + kind);
        }
        return sent;
    }
}
