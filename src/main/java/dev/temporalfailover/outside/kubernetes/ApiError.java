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
        Throwable deepest = e;
        for (int depth = 0; deepest.getCause() != null && depth < DEEPEST; depth++) {
            deepest = deepest.getCause();
        }
        // Made from a cause alone, its message is that cause's class name.
        boolean nothingSaid = e.getMessage() == null
                || e.getCause() != null && e.getMessage().equals(e.getCause().toString());
        String text = nothingSaid ? "no answer" : e.getMessage();
        return deepest == e ? text : text + ": " + named(deepest);
    }

    private static String named(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
