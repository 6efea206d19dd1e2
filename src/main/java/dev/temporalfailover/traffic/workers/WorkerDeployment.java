package dev.temporalfailover.traffic.workers;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** A Deployment of workers, by its Kubernetes namespace and name. */
public record WorkerDeployment(String namespace, String name) {
    public static final String GROUP = "apps";
    public static final String PLURAL = "deployments";
    private static final String VERSION = "v1";
    private static final String KIND = "Deployment";

    static final ResourceDefinitionContext CONTEXT = new ResourceDefinitionContext.Builder()
            .withGroup(GROUP)
            .withVersion(VERSION)
            .withKind(KIND)
            .withPlural(PLURAL)
            .withNamespaced(true)
            .build();

    /** As it stands in plans and audit lines, for example {@code Deployment shop/payment-worker}. */
    public String id() {
        return KIND + " " + namespace + "/" + name;
    }

    String path() {
        return "/apis/" + GROUP + "/" + VERSION + "/namespaces/" + namespace + "/" + PLURAL + "/" + name;
    }
}
