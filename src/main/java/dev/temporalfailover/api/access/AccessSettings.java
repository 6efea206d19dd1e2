package dev.temporalfailover.api.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which callers may act.
 *
 * @param alertsTokenFile bearer token of Alertmanager, read at each call; empty: no token file is accepted for alerts
 * @param operatorTokenFile bearer token of people; empty: no token file is accepted for actions
 * @param kubernetes how Kubernetes tokens are checked; empty: they are refused. Always empty for a witness
 */
public record AccessSettings(
        Optional<Path> alertsTokenFile, Optional<Path> operatorTokenFile, Optional<Kubernetes> kubernetes) {

    /** Nobody may act. */
    public static final AccessSettings NONE = new AccessSettings(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * @param audience that a token must have been made for
     * @param cache how long a positive answer is kept
     * @param timeout of each of the two questions to the API server
     */
    public record Kubernetes(String audience, Duration cache, Duration timeout) {}

    /** The same for a process that has no cluster. */
    public AccessSettings withoutCluster() {
        return new AccessSettings(alertsTokenFile, operatorTokenFile, Optional.empty());
    }
}
