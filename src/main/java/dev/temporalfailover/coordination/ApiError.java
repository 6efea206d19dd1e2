package dev.temporalfailover.coordination;

import dev.temporalfailover.outside.Line;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the Kubernetes API said, as one line for a person. */
final class ApiError {
    private static final int MAX_LENGTH = 300;
    private static final int DEEPEST = 10;

    private ApiError() {}

    static String words(KubernetesClientException e) {
        boolean status = e.getStatus() != null && e.getStatus().getMessage() != null;
        String text = status ? e.getCode() + " " + e.getStatus().getMessage() : cause(e);
        return Line.of(text, MAX_LENGTH);
    }

    /** The client's own message names the call, its deepest cause what went wrong. */
    private static String cause(KubernetesClientException e) {
        Throwable deepest = e;
        for (int depth = 0; deepest.getCause() != null && depth < DEEPEST; depth++) {
            deepest = deepest.getCause();
        }
        return deepest == e ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + deepest;
    }
}
