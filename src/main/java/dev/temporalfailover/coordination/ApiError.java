package dev.temporalfailover.coordination;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the Kubernetes API said, as one line for a person. */
final class ApiError {
    private static final int MAX_LENGTH = 300;

    private ApiError() {}

    static String words(KubernetesClientException e) {
        boolean status = e.getStatus() != null && e.getStatus().getMessage() != null;
        String text = status ? e.getCode() + " " + e.getStatus().getMessage() : String.valueOf(e.getMessage());
        String line = text.replaceAll("\\s+", " ").trim();
        return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "..." : line;
    }
}
