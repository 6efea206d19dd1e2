package dev.temporalfailover.traffic.istio;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;

/**
 * What the objects of one API server know together: that it did not answer one of them. The others need not wait for the
 * same deadline one after the other. Used by one thread.
 */
final class ApiSilence {
    private Duration at;
    private String words = "";

    /** A call has failed; it counts if there was no answer at all. {@code now} is after the call. */
    void failed(KubernetesClientException e, String why, Duration now) {
        if (e.getCode() <= 0) {
            at = now;
            words = why;
        }
    }

    /** Why it was silent less than {@code bound} ago; empty if it was not. */
    Optional<String> since(Duration now, Duration bound) {
        return at != null && now.minus(at).compareTo(bound) < 0 ? Optional.of(words) : Optional.empty();
    }
}
