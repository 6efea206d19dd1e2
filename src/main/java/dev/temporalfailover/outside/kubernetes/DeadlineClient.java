package dev.temporalfailover.outside.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;

/** Kubernetes clients whose calls end in time and are sent once. */
public final class DeadlineClient {

    private DeadlineClient() {}

    /**
     * A client on the same connections whose calls are never retried; closing it would close {@code client} too.
     *
     * @param timeout of each call
     */
    public static KubernetesClient of(KubernetesClient client, Duration timeout) {
        return client.newClient(new RequestConfigBuilder()
                        .withRequestTimeout((int) timeout.toMillis())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .adapt(KubernetesClient.class);
    }
}
