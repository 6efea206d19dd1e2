package dev.temporalfailover.traffic.canary;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the canary clients of this cluster report.
 *
 * @param pages by the canary's name, in the order of the file; none: no client is asked
 * @param timeout of one round in which all are asked at once
 * @param workflowWithin in which the last workflow of each must have begun; empty if they run none
 */
public record CanaryPageSettings(Map<String, URI> pages, Duration timeout, Optional<Duration> workflowWithin) {
    /** No canary client. */
    public static final CanaryPageSettings NONE =
            new CanaryPageSettings(Map.of(), Duration.ofSeconds(1), Optional.empty());

    public CanaryPageSettings {
        pages = Collections.unmodifiableMap(new LinkedHashMap<>(pages));
    }
}
