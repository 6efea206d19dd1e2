package dev.temporalfailover.coordination;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the Kubernetes API said, as one line for a person. */
final class ApiError {
    private static final int MAX_LENGTH = 300;
    private static final int DEEPEST = 10;

    private ApiError() {}

    static String words(KubernetesClientException e) {
        boolean status = e.getStatus() != null && e.getStatus().getMessage() != null;
        String text = status ? e.getCode() + " " + e.getStatus().getMessage() : cause(e);
        String line = text.replaceAll("\\s+", " ").trim();
        return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "..." : line;
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
