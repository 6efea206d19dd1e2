package dev.temporalfailover.outside.kubernetes;

import dev.temporalfailover.outside.Line;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the Kubernetes API said, as one line for a person. */
public final class ApiError {
    private static final int MAX_LENGTH = 500;
    private static final int DEEPEST = 10;

    private ApiError() {}

    /** The API server's own text where there is one; else the client's, which names the call, and its deepest cause. */
    public static String words(KubernetesClientException e) {
        boolean status = e.getStatus() != null && e.getStatus().getMessage() != null;
        return Line.of(status ? e.getCode() + " " + e.getStatus().getMessage() : cause(e), MAX_LENGTH);
    }

    private static String cause(KubernetesClientException e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        Throwable deepest = e;
        for (int depth = 0; deepest.getCause() != null && depth < DEEPEST; depth++) {
            deepest = deepest.getCause();
        }
        return deepest == e ? text : text + ": " + deepest;
    }
}
